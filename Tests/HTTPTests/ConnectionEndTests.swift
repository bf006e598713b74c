import Testing

@testable import HTTP

/// How a connection ends: no reply is lost, whatever the client still sends.
@Suite struct ConnectionEndTests {
    /// RFC 9112 §9.6
    @Test(arguments: [
        (ConnectionScript.close, ["answer /a close(HTTP.IncomingRequest.Remainder.nothing)", "close finished"]),
        (ConnectionScript.close + "x", ["answer /a close(HTTP.IncomingRequest.Remainder.anything)", "half-close"]),
        (ConnectionScript.upload, ["answer /a close(HTTP.IncomingRequest.Remainder.body(100000))", "read"]),
        (ConnectionScript.chunks, ["answer /a close(HTTP.IncomingRequest.Remainder.chunks)", "read"]),
        (
            "GET / HTTP/1.1\n",
            ["answer lineWithoutCarriageReturn close(HTTP.IncomingRequest.Remainder.anything)", "half-close"]
        ),
    ])
    func afterTheLastReplyTheConnectionWaitsForTheRestOfTheRequest(text: String, actions: [String]) {
        var script = ConnectionScript(receiving: text)
        script.at(0, .replySent)
        #expect(script.actions == actions)
    }

    @Test func anUploadIsReadToItsEndAndThenTheConnectionIsHalfClosed() {
        var script = ConnectionScript(receiving: ConnectionScript.upload)
        script.at(0, .replySent)
        // The upload may take hours, as long as no pause is too long.
        for count in 1..<1000 {
            #expect(script.expire(from: Double(count) * 4.5 - 4, to: Double(count) * 4.5) == nil)
            script.at(Double(count) * 4.5, receive: String(repeating: "x", count: 100))
        }
        #expect(Set(script.actions.dropFirst()) == ["read"])
        script.at(4500, receive: String(repeating: "x", count: 100))
        // The client may send another request before it receives the reply.
        #expect(script.actions.last == "half-close")
        script.at(4500, receive: ConnectionScript.get)
        script.at(4501, .inputEnded)
        #expect(script.actions.suffix(2) == ["read", "close finished"])
    }

    @Test func withoutAKnownEndTheConnectionIsHalfClosedOnceTheClientIsSilent() {
        var script = ConnectionScript(receiving: ConnectionScript.chunks)
        script.at(0, .replySent)
        script.at(0.4, receive: "5\r\nhello\r\n")
        // As late as half a second later.
        for second in stride(from: 0.5, to: 5.5, by: 0.5) {
            #expect(script.expire(from: second, to: second) == (second < 1 ? nil : second))
        }
        #expect(script.expire(from: 5.5, to: 5.5) == 5.5)
        #expect(script.actions.suffix(2) == ["half-close", "close finished"])
    }

    /// Nobody waits for what it sends. A chunked body may still come to its end.
    @Test(
        arguments: [
            ("GET / HTTP/1.1\n", 30), (ConnectionScript.close + "x", 30), (ConnectionScript.upload, nil),
            (ConnectionScript.chunks, nil),
        ] as [(String, Double?)])
    func aClientThatKeepsSendingAfterTheLastReplyHasHalfAMinute(text: String, end: Double?) {
        var script = ConnectionScript(receiving: text)
        script.at(0, .replySent)
        #expect(script.sendBytes(to: 100) == end)
    }

    @Test(arguments: [(false, nil), (true, 5.0)])
    func anUploadEndsEarlierWhenOtherConnectionsWait(isFull: Bool, end: Double?) {
        var script = ConnectionScript(isFull: isFull, receiving: ConnectionScript.upload)
        script.at(0, .replySent)
        #expect(script.sendBytes(to: 30) == end)
    }

    /// Closing with unread bytes causes a reset, which would discard the reply.
    @Test func theConnectionWaitsForAClientThatHasNotReceivedItsReply() {
        var script = ConnectionScript(receiving: ConnectionScript.upload)
        script.at(0, .replySent)
        #expect(script.expire(from: 0.5, to: 20, unsent: 1000) == nil)
        #expect(script.expire(from: 20.5, to: 21) == 20.5)
        #expect(script.actions.last == "close finished")
        var slow = ConnectionScript(receiving: ConnectionScript.upload)
        slow.at(0, .replySent)
        #expect(slow.expire(from: 0.5, to: 60, unsent: 1000) == 35)
        #expect(slow.actions.last == "close expired(HTTP.Deadline.write)")
    }

    /// A client may have to send all of its request before it reads.
    @Test func anUploadIsReceivedWhileItsReplyIsPending() {
        var script = ConnectionScript(receiving: ConnectionScript.upload)
        script.at(0, .replyPending)
        script.checkDeadlines(at: 0.5, unsent: 1000)
        script.at(1, receive: String(repeating: "x", count: 99_999))
        script.checkDeadlines(at: 1.5, unsent: 1000)
        #expect(script.actions.dropFirst() == ["read", "read", "read", "read"])
        script.at(2, receive: "x")
        script.at(2, .replySent)
        #expect(script.actions.suffix(2) == ["read", "half-close"])
    }

    /// A reset for unread bytes would destroy the reply.
    @Test(arguments: [(ConnectionScript.close, ""), (ConnectionScript.upload, String(repeating: "x", count: 100_000))])
    func bytesAfterTheLastRequestAreReceivedWhileItsReplyIsPending(request: String, body: String) {
        for extra in ["\r\n", ConnectionScript.get] {
            var script = ConnectionScript(receiving: request)
            script.at(0, .replyPending)
            if !body.isEmpty { script.at(0.1, receive: body) }
            script.checkDeadlines(at: 0.5, unsent: 1000)
            script.at(1, receive: extra)
            script.checkDeadlines(at: 1.5, unsent: 1000)
            #expect(Set(script.actions.dropFirst()) == ["read"])
            script.at(2, .replySent)
            #expect(script.actions.last == "half-close")
        }
    }

    @Test(arguments: [ConnectionState.Rules.Phase.leaving, .draining(since: MonotonicTime(milliseconds: 0))])
    func onceTheServerStopsEachReplyIsTheLast(phase: ConnectionState.Rules.Phase) {
        var script = ConnectionScript(phase: phase, receiving: ConnectionScript.get + ConnectionScript.get)
        script.at(0, .replySent)
        #expect(script.actions == ["answer /a close(HTTP.IncomingRequest.Remainder.anything)", "half-close"])
        var last = ConnectionScript(phase: phase, receiving: ConnectionScript.close)
        last.at(0, .replySent)
        #expect(last.actions == ["answer /a close(HTTP.IncomingRequest.Remainder.nothing)", "close finished"])
    }

    /// The client may have closed only its side, and still read.
    @Test func aClientThatHalfClosesGetsItsReplyAndThenTheEnd() {
        var script = ConnectionScript(receiving: ConnectionScript.get)
        script.at(0, .replyPending)
        script.at(1, .inputEnded)
        script.at(9, .replySent)
        #expect(script.actions.suffix(2) == ["pause", "close finished"])
    }

    /// The request line and the fields have arrived, and no answer needs the body.
    @Test(arguments: ["", "Expect: 100-continue\r\n"])
    func aClientThatHalfClosesWithinAShortBodyGetsItsReply(field: String) {
        var script = ConnectionScript(receiving: "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\(field)\r\n")
        script.at(0, .inputEnded)
        script.at(1, .replySent)
        #expect(
            script.actions.dropFirst() == [
                "answer /a close(HTTP.IncomingRequest.Remainder.body(5))", "close finished",
            ])
        var head = ConnectionScript(receiving: "GET /a HTTP/1.1\r\nHost")
        head.at(0, .inputEnded)
        #expect(head.actions.last == "close finished")
    }

    /// The end of an upload is known, and that of other bytes is not.
    @Test func bytesWithoutAnEndKeepAConnectionBusyForASecond() {
        for (text, isBusy) in [(ConnectionScript.upload, true), ("GET / HTTP/1.1\n", false)] {
            var script = ConnectionScript(receiving: text)
            script.at(0, .replySent)
            for tenth in 1...10 { script.at(Double(tenth) / 10, receive: "x") }
            #expect(script.isBusy(at: 0.9))
            #expect(script.isBusy(at: 1) == isBusy)
            #expect(script.isBusy(at: 1, unsent: 1))
        }
    }
}
