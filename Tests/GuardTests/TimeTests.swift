import Foundation
import HTTP
import ServerTestSupport
import TestSupport
import Testing

/// What takes a second where a second is the limit: a request may not, a reply may.
@Suite(.timeLimit(.minutes(15))) struct TimeTests {
    private let directory: TemporaryDirectory
    private let guarded: TestServer
    private let unguarded: UnguardedServer

    init() throws {
        directory = try TrialSite.directory()
        var deadlines = Deadlines()
        deadlines.head = .seconds(1)
        deadlines.write = .seconds(1)
        guarded = try TestServer(directory: directory.path, deadlines: deadlines)
        unguarded = try UnguardedServer(timeout: 1)
    }

    /// evhttp's timeout is the time between two bytes.
    @Test func aHeadMayNotTrickle() throws {
        let clients = [try RawClient(port: guarded.port), try RawClient(port: unguarded.port)]
        // Two seconds and more.
        for byte in Trial.request("GET / HTTP/1.1", "X: \(String(repeating: "y", count: 180))").utf8 {
            for client in clients where !client.hasInput { try client.send([byte]) }
            usleep(10_000)
        }
        #expect(try clients.map { try $0.receiveResponse().status } == [408, 503])
    }

    /// evhttp's timeout is the time between two bytes of the client's also while it is being answered.
    @Test func aReplyMayTakeItsTime() throws {
        let clients = try [guarded.port, unguarded.port].map { port in
            let client = try RawClient(port: port, receiveBuffer: 65536)
            try client.send(Trial.request("GET /large HTTP/1.1", "Connection: close"))
            return client
        }
        var counts = [0, 0]
        var parts: [Int]
        repeat {
            // 9 MB a second at most, so that neither is sent to its end before two seconds.
            usleep(7_000)
            parts = clients.map { client in ((try? client.receive()) ?? []).count }
            for index in parts.indices { counts[index] += parts[index] }
        } while parts.contains { $0 > 0 }
        #expect(counts[0] > TrialSite.large.count)
        #expect(counts[1] < TrialSite.large.count)
    }
}
