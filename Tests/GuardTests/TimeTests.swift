import Foundation
import GuardTestSupport
import HTTP
import ServerTestSupport
import TestSupport
import Testing

/// A duration of a second with a limit of a second. A request may not take it, a reply may.
@Suite(.timeLimit(.minutes(15))) struct TimeTests {
    private let directory: TemporaryDirectory
    private let server: TestServer

    init() throws {
        directory = try TrialSite.directory()
        var deadlines = Deadlines()
        deadlines.head = .seconds(1)
        deadlines.write = .seconds(1)
        server = try TestServer(directory: directory.path, deadlines: deadlines)
    }

    @Test func aHeadThatTricklesInIsRefused() throws {
        let client = try RawClient(port: server.port)
        // At least two seconds.
        for byte in Trial.request("GET / HTTP/1.1", "X: \(String(repeating: "y", count: 180))").utf8 {
            if !client.hasInput { try client.send([byte]) }
            usleep(10_000)
        }
        #expect(try client.receiveResponse().status == 408)
    }

    @Test func aSlowReplyIsCompleted() throws {
        let client = try RawClient(port: server.port, receiveBuffer: 65536)
        try client.send(Trial.request("GET /large HTTP/1.1", "Connection: close"))
        var count = 0
        while true {
            // At most 9 MB a second, so that sending takes at least two seconds.
            usleep(7_000)
            let received = try client.receive().count
            if received == 0 { break }
            count += received
        }
        #expect(count > TrialSite.large.count)
    }
}
