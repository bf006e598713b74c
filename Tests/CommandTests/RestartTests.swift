import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct RestartTests {
    private static let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test func everyAnswerDuringTheShutdownDelayEndsItsConnection() throws {
        let site = try ServedSite(["--shutdown-delay", "60"])
        let kept = try RawClient(port: site.port)
        #expect(try kept.exchange(RestartTests.request)["Connection"] == nil)
        site.command.send(signal: SIGTERM)
        #expect(
            try eventually {
                try RawClient(port: site.port).exchange(RestartTests.request)["Connection"] == "close"
            })
        // The workers are notified one after the other.
        #expect(try site.answers())
        // The second signal ends the delay.
        site.command.send(signal: SIGTERM)
        let result = site.command.waitForEnd()
        #expect(result.status == 0)
    }

    @Test func theShutdownDelayEnds() throws {
        let site = try ServedSite(["--shutdown-delay", "1"])
        let start = ContinuousClock.now
        site.command.send(signal: SIGINT)
        #expect(site.command.waitForEnd().status == 0)
        #expect(ContinuousClock.now - start >= .seconds(1))
    }

    @Test func aPortIsSharedOnlyWithReusePort() throws {
        let first = try ServedSite()
        let options = ["--dir", first.directory.path, "--listen", "127.0.0.1:\(first.port)"]
        #expect(try Command.run(options).status == EX_UNAVAILABLE)
        let second = try Command(options + ["--reuse-port"])
        _ = try second.waitUntilListening()
        #expect(try Command.run(options).status == EX_UNAVAILABLE)
    }

    /// Each request has a separate connection, and one is always under way.
    @Test func aNewProcessBesideTheOldOneLosesNoRequest() throws {
        let directory = try TemporaryDirectory(["index.html": ServedSite.page])
        let port = try LoopbackSocket().port
        let admin = try LoopbackSocket().port
        let options = [
            "--dir", directory.path, "--listen", "127.0.0.1:\(port)", "--admin", "127.0.0.1:\(admin)", "--reuse-port",
            "--workers", "2",
        ]
        var server = try Command(options)
        _ = try server.waitUntilListening()
        let tally = Tally()
        for _ in 0..<4 { Thread.detachNewThread { tally.ask(port: port) } }
        for _ in 0..<5 {
            let next = try Command(options)
            _ = try next.waitUntilListening()
            server.send(signal: SIGTERM)
            #expect(server.waitForEnd().status == 0)
            server = next
            let health = try RawClient(port: admin).exchange("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(health.text == "ok\n")
        }
        #expect(tally.finish())
        #expect(tally.failures == [])
        #expect(tally.successes > 100)
    }
}

/// The results of clients, each of which sends requests until it is told to end.
private final class Tally: @unchecked Sendable {
    // All of them are used only under the lock.
    private let lock = NSLock()
    private var isOver = false
    private var asking = 0
    private(set) var failures: [String] = []
    private(set) var successes = 0

    func ask(port: UInt16) {
        lock.withLock { asking += 1 }
        while lock.withLock({ !isOver }) {
            let request = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
            let result = Result { try RawClient(port: port).exchange(request).text }
            lock.withLock {
                switch result {
                case .success(ServedSite.page): successes += 1
                default: failures.append("\(result)")
                }
            }
        }
        lock.withLock { asking -= 1 }
    }

    func finish() -> Bool {
        lock.withLock { isOver = true }
        return eventually { lock.withLock { asking == 0 } }
    }
}
