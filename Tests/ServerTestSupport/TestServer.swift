package import Foundation
package import HTTP
package import Logging
package import MaintenanceServer
package import MaintenanceSite
internal import System

/// A server in this process, on a free port of 127.0.0.1, which is stopped with the last reference to it. `isFinished`
/// is whether it starts with all gzip copies and entity tags.
package final class TestServer: Sendable {
    package let port: UInt16
    package let stopper: Stopper
    private let ended = DispatchSemaphore(value: 0)

    package init(
        directory: String, limits: SiteLimits = SiteLimits(), workers: Int = 2, drain: Duration = .seconds(10),
        maxConnections: Int? = nil, deadlines: Deadlines = Deadlines(), proxyProtocol: Bool = false,
        trustedProxies: TrustedProxies = .loopback, isByHost: Bool = false, isFinished: Bool = true,
        configure: (inout Configuration) -> Void = { _ in },
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    ) throws {
        let source = SiteSource(directory: directory, limits: limits, isByHost: isByHost)
        let snapshot = try source.load()
        if isFinished {
            let finisher = DocumentFinisher(source)
            for document in snapshot.sites.unfinishedDocuments { finisher.finish(document) }
        }
        var configuration = Configuration(endpoints: [.port(0, of: .host("127.0.0.1"))])
        configuration.workers = workers
        configuration.drain = drain
        configuration.maxConnections = maxConnections
        configuration.deadlines = deadlines
        configuration.proxyProtocol = proxyProtocol
        configuration.trustedProxies = trustedProxies
        configure(&configuration)
        let started = Started()
        // The thread that makes a server waits for its end.
        Thread.detachNewThread { [configuration, ended] in
            do {
                let server = try Server(configuration, source: source, snapshot: snapshot, logger: logger)
                started.fulfil(.success((server.addresses[0].port, server.stopper)))
                try server.waitUntilStopped()
            } catch {
                started.fulfil(.failure(error))
            }
            ended.signal()
        }
        (port, stopper) = try started.wait()
    }

    deinit {
        // Answers under way no longer matter to a test that is over.
        stopper.stop()
        stopper.stop()
    }

    /// Waits for the server's end. Returns false if it does not end within the time.
    package func waitForEnd(within limit: DispatchTimeInterval) -> Bool {
        ended.wait(timeout: .now() + limit) == .success
    }

    private final class Started: @unchecked Sendable {
        // `result` is written before the semaphore is signalled, and read after.
        private let semaphore = DispatchSemaphore(value: 0)
        private var result: Result<(UInt16, Stopper), any Error>?

        func fulfil(_ result: Result<(UInt16, Stopper), any Error>) {
            guard self.result == nil else { return }
            self.result = result
            semaphore.signal()
        }

        func wait() throws -> (UInt16, Stopper) {
            semaphore.wait()
            guard let result else { throw CancellationError() }
            return try result.get()
        }
    }
}
