import GuardTestSupport
import ServerTestSupport
import TestSupport
import Testing

/// Replies to clients that have ended sending, or wait for 100 (Continue).
@Suite(.timeLimit(.minutes(15))) struct ReplyTests {
    private let port: UInt16

    init() throws {
        port = try GuardTests.server.get().port
    }

    @Test func aClientThatHasEndedSendingGetsASmallReply() throws {
        let client = try RawClient(port: port)
        try client.send(Trial.request())
        client.endSending()
        #expect(try client.receiveResponse().text == TrialSite.page)
    }

    @Test func aClientThatHasEndedSendingGetsACompleteLargeReply() throws {
        let client = try RawClient(port: port, receiveBuffer: 4096)
        try client.send(Trial.request("GET /large HTTP/1.1", "Connection: close"))
        client.endSending()
        #expect(try client.receiveToEnd().count > TrialSite.large.count)
    }

    /// Some clients send an empty line after a body, and others a further request.
    @Test(arguments: ["\r\n", Trial.request()])
    func bytesAfterTheLastRequestDoNotCutItsReply(bytes: String) throws {
        let client = try RawClient(port: port, receiveBuffer: 4096)
        try client.send(Trial.request("GET /large HTTP/1.1", "Connection: close"))
        var received = try client.receive(upTo: 1000).count
        try client.send(bytes)
        received += try client.receiveToEnd().count
        #expect(received > TrialSite.large.count)
    }

    /// The client does not know yet that the connection ends.
    @Test(arguments: ["\r\n", Trial.request()])
    func bytesAfterAnUploadDoNotDestroyItsReply(bytes: String) throws {
        let client = try RawClient(port: port, receiveBuffer: 4096)
        try client.send(Trial.request("POST /medium HTTP/1.1", "Content-Length: 100000"))
        try client.send(String(repeating: "x", count: 100_000))
        // A byte of the reply, so that the server has the whole upload or is about to.
        let start = try client.receive(upTo: 1)
        try client.send(bytes)
        #expect(RawResponse(start + (try client.receiveToEnd()))?.body == TrialSite.medium)
    }

    /// RFC 9110 §10.1.1: the client is invited to send a body that is read anyway, and the connection is kept.
    @Test func aShortBodyThatExpects100IsInvited() throws {
        let head = Trial.request("POST / HTTP/1.1", "Content-Length: 5", "Expect: 100-continue")
        let client = try RawClient(port: port)
        for _ in 0..<3 {
            #expect(try client.exchange(head).statusLine == "HTTP/1.1 100 Continue")
            #expect(!client.hasInput)
            #expect(try client.exchange("hello").text == TrialSite.page)
        }
    }

    /// The server does not wait for the content of an upload that expects 100, because the answer is already known.
    @Test func anUploadThatExpects100IsAnsweredAtOnce() throws {
        let head = Trial.request("POST / HTTP/1.1", "Content-Length: 100000", "Expect: 100-continue")
        let client = try RawClient(port: port)
        let response = try client.exchange(head)
        #expect(response.text == TrialSite.page)
        #expect(response["Connection"] == "close")
    }
}
