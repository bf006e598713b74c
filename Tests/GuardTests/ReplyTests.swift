import GuardTestSupport
import ServerTestSupport
import TestSupport
import Testing

/// Replies to clients that have ended sending, or wait to be asked.
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

    @Test func aClientThatHasEndedSendingGetsALargeReplyWhole() throws {
        let client = try RawClient(port: port, receiveBuffer: 4096)
        try client.send(Trial.request("GET /large HTTP/1.1", "Connection: close"))
        client.endSending()
        #expect(try client.receiveToEnd().count > TrialSite.large.count)
    }

    /// RFC 9110 §10.1.1: the client is invited to send what is read anyway, and the connection is kept.
    @Test func aShortBodyThatAsksFirstIsInvited() throws {
        let head = Trial.request("POST / HTTP/1.1", "Content-Length: 5", "Expect: 100-continue")
        let client = try RawClient(port: port)
        for _ in 0..<3 {
            #expect(try client.exchange(head).statusLine == "HTTP/1.1 100 Continue")
            #expect(!client.hasInput)
            #expect(try client.exchange("hello").text == TrialSite.page)
        }
    }

    /// The content of an upload that asks first is not waited for: the answer is there already.
    @Test func anUploadThatAsksFirstIsAnsweredAtOnce() throws {
        let head = Trial.request("POST / HTTP/1.1", "Content-Length: 100000", "Expect: 100-continue")
        let client = try RawClient(port: port)
        let response = try client.exchange(head)
        #expect(response.text == TrialSite.page)
        #expect(response["Connection"] == "close")
    }
}
