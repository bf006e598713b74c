import Foundation
import ServerTestSupport
import TestSupport
import Testing

/// Replies, and what evhttp as it comes makes of them.
@Suite(.timeLimit(.minutes(15))) struct ReplyTests {
    private let guarded: UInt16
    private let unguarded: UInt16

    init() throws {
        guarded = try TrialServers.guarded.get().port
        unguarded = try TrialServers.unguarded.get().port
    }

    @Test func aClientThatHasEndedSendingGetsASmallReply() throws {
        for port in [guarded, unguarded] {
            let client = try RawClient(port: port)
            try client.send(Trial.request())
            client.endSending()
            #expect(try client.receiveResponse().text == TrialSite.page)
        }
    }

    @Test func aClientThatHasEndedSendingGetsALargeReplyWhole() throws {
        #expect(try replyAfterEnd(from: guarded) > TrialSite.large.count)
        #expect(try replyAfterEnd(from: unguarded) < TrialSite.large.count)
    }

    /// The content of an upload that asks first is not waited for: the answer is there already. evhttp waits.
    @Test func anUploadThatAsksFirstIsAnsweredAtOnce() throws {
        let head = Trial.request("POST / HTTP/1.1", "Content-Length: 100000", "Expect: 100-continue")
        let client = try RawClient(port: guarded)
        let response = try client.exchange(head)
        #expect(response.text == TrialSite.page)
        #expect(response["Connection"] == "close")
        #expect(try RawClient(port: unguarded).exchange(head).statusLine == "HTTP/1.1 100 Continue")
    }

    /// How many bytes come for the large resource, the head among them.
    private func replyAfterEnd(from port: UInt16) throws -> Int {
        let client = try RawClient(port: port, receiveBuffer: 4096)
        try client.send(Trial.request("GET /large HTTP/1.1", "Connection: close"))
        client.endSending()
        var count = 0
        while let bytes = try? client.receive(), !bytes.isEmpty { count += bytes.count }
        return count
    }
}
