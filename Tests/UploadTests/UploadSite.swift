internal import TestSupport

/// `maintenance` behind a proxy whose application is down, or alone.
final class UploadSite {
    struct NotReady: Error {
        let log: String
    }

    let maintenance: Command
    /// The port for visitors.
    let port: UInt16
    private let proxy: UploadProxy?
    private let running: UploadProxy.Running?
    private let directory: TemporaryDirectory
    // Bound but not listening, so they reserve their ports and refuse connections.
    private let application: LoopbackSocket
    private let front: LoopbackSocket

    /// Starts both, and waits until visitors get the page.
    init(behind proxy: UploadProxy?) throws {
        self.proxy = proxy
        directory = try TemporaryDirectory(["index.html": Outcome.pageText])
        application = try LoopbackSocket()
        front = try LoopbackSocket()
        maintenance = try Command(["--dir", directory.path, "--address", "127.0.0.1", "--port", "0"])
        let own = try maintenance.waitUntilListening()
        if let proxy {
            let (port, running) = try proxy.run(port: front.port, application: application.port, maintenance: own)
            self.port = port
            self.running = running
        } else {
            port = own
            running = nil
        }
        let isReady = eventually { [port] in
            (try? RawClient(port: port).exchange("GET /shop HTTP/1.1\r\nHost: shop.example\r\n\r\n"))
                .map { Outcome($0, to: "/shop") } == .page
        }
        guard isReady else { throw NotReady(log: log) }
    }

    /// The output of the proxy so far.
    var log: String { running?.log ?? "" }

    /// Sends the uploads, that many at a time, and returns the outcomes of those that did not get the page.
    func failures(of uploads: [Upload], concurrently width: Int) async -> [String] {
        let route = proxy.map { "through \($0.rawValue)" } ?? "directly"
        let (port, mustBeTaken) = (port, proxy == nil)
        return await withTaskGroup(of: [String].self) { group in
            for sender in 0..<width {
                group.addTask {
                    await runOnThread {
                        stride(from: sender, to: uploads.count, by: width).compactMap { number in
                            let outcome = uploads[number].send(to: port, mustBeTaken: mustBeTaken)
                            return outcome == .page ? nil : "\(uploads[number]), \(route): \(outcome)"
                        }
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
    }
}
