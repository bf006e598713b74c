import Foundation
import TestSupport
import Testing

/// `maintenance` alone behind HAProxy, restarted while it is visited.
@Suite(.serialized, .timeLimit(.minutes(15))) struct RestartTests {
    static func configuration(_ server: String) -> String {
        """
        defaults
            mode http
            timeout client 30s
            timeout server 30s
            timeout connect 5s
            option redispatch
            retries 4
            retry-on conn-failure empty-response

        frontend www
            bind :80
            default_backend app

        backend app
            server maintenance \(server)

        """
    }

    private func expectPages(_ visitors: Visitors) {
        #expect(visitors.leave())
        let outcomes = visitors.visits.joined().map(\.outcome)
        #expect(outcomes.filter { $0 != .page } == [])
        #expect(outcomes.count >= 40)
    }

    @Test func aUnixSocketIsReached() throws {
        let site = try TemporaryDirectory(["index.html": Outcome.pageText])
        let path = site.path(of: "s")
        let maintenance = try Command(["--dir", site.path, "--listen", "unix:\(path)", "--access-log", "json"])
        _ = try maintenance.waitForListeningLine()
        let haproxy = try HAProxy(RestartTests.configuration("unix@\(path) check"))
        let visitors = Visitors(4, port: haproxy.port)
        #expect(visitors.allGet(.page, within: .seconds(15)))
        expectPages(visitors)
    }

    @Test func restartsBesideTheOldProcessLoseNoRequest() throws {
        let site = try TemporaryDirectory(["index.html": Outcome.pageText])
        let port = try LoopbackSocket().port
        let options = ["--dir", site.path, "--listen", "127.0.0.1:\(port)", "--reuse-port"]
        var server = try Command(options)
        _ = try server.waitUntilListening()
        let haproxy = try HAProxy(RestartTests.configuration("127.0.0.1:\(port)"))
        let visitors = Visitors(6, port: haproxy.port)
        for _ in 0..<5 {
            #expect(visitors.allGet(.page, within: .seconds(15)))
            let next = try Command(options)
            _ = try next.waitUntilListening()
            server.send(signal: SIGTERM)
            #expect(server.waitForEnd().status == 0)
            server = next
        }
        expectPages(visitors)
    }
}
