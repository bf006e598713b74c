import Glibc
import GuardTestSupport
import TestSupport
import Testing

/// Replies of evhttp to clients that have ended sending, wait for 100 (Continue), or are slow.
@Suite(.timeLimit(.minutes(15))) struct ReplyTests {
    @Test func aClientThatHasEndedSendingGetsASmallReply() throws {
        let client = try RawClient(port: FaultTests.server.get().port)
        try client.send(Trial.request())
        client.endSending()
        #expect(try client.receiveResponse().text == TrialSite.page)
    }

    @Test func aClientThatHasEndedSendingGetsAnIncompleteLargeReply() throws {
        let client = try RawClient(port: FaultTests.server.get().port, receiveBuffer: 4096)
        try client.send(Trial.request("GET /large HTTP/1.1", "Connection: close"))
        client.endSending()
        #expect(bytes(receivedBy: client) < TrialSite.large.count)
    }

    @Test func evhttpWaitsForAnUploadThatExpects100() throws {
        let head = Trial.request("POST / HTTP/1.1", "Content-Length: 100000", "Expect: 100-continue")
        let client = try RawClient(port: FaultTests.server.get().port)
        #expect(try client.exchange(head).statusLine == "HTTP/1.1 100 Continue")
    }

    /// evhttp's timeout is the time between two bytes.
    @Test func evhttpLetsAHeadTrickleIn() throws {
        let server = try UnguardedServer(timeout: 1)
        let client = try RawClient(port: server.port)
        // At least two seconds.
        for byte in Trial.request("GET / HTTP/1.1", "X: \(String(repeating: "y", count: 180))").utf8 {
            try client.send([byte])
            usleep(10_000)
        }
        #expect(try client.receiveResponse().status == 503)
    }

    /// evhttp's timeout also limits the time between two bytes of the client while the client is being answered.
    @Test func evhttpAbortsASlowReply() throws {
        let server = try UnguardedServer(timeout: 1)
        let client = try RawClient(port: server.port, receiveBuffer: 65536)
        try client.send(Trial.request("GET /large HTTP/1.1", "Connection: close"))
        // At most 9 MB a second, so that sending takes at least two seconds.
        #expect(bytes(receivedBy: client, pause: 7_000) < TrialSite.large.count)
    }

    /// The number of received bytes, including the head, with a pause of that many microseconds before each part.
    private func bytes(receivedBy client: RawClient, pause: UInt32 = 0) -> Int {
        var count = 0
        while let bytes = try? client.receive(), !bytes.isEmpty {
            count += bytes.count
            usleep(pause)
        }
        return count
    }
}
