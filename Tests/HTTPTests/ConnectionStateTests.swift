import Testing

@testable import HTTP

/// The behaviour of a connection, event by event, at times that the tests choose.
@Suite struct ConnectionStateTests {
    private static let get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let close = "GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    private static let upload = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n"
    private static let chunks = "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"

    @Test func aRequestIsAnsweredAndTheNextOneAwaited() {
        var script = ConnectionScript(receiving: ConnectionStateTests.get)
        script.at(0, .replySent)
        script.at(1, receive: "GET /b HT")
        script.at(2, receive: "TP/1.1\r\nHost: a\r\n\r\nGET /c")
        script.at(2, .replySent)
        script.at(3, receive: " HTTP/1.1\r\nHost: a\r\n\r\n")
        script.at(3, .replySent)
        script.at(4, .inputEnded)
        #expect(
            script.actions == [
                "answer /a keepAlive(isAnnounced: false)", "read", "read", "answer /b keepAlive(isAnnounced: false)",
                "read", "answer /c keepAlive(isAnnounced: false)", "read", "close finished",
            ])
    }

    @Test func pipelinedRequestsAreAnsweredInOrderEvenWhenAReplyIsPending() {
        var script = ConnectionScript(receiving: ConnectionStateTests.get + ConnectionStateTests.get + "GET")
        script.at(0, .replyPending)
        script.at(5, .replySent)
        script.at(5, .replySent)
        script.at(6, receive: " /d HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(
            script.actions == [
                "answer /a keepAlive(isAnnounced: false)", "pause", "answer /a keepAlive(isAnnounced: false)", "read",
                "answer /d keepAlive(isAnnounced: false)",
            ])
    }

    /// RFC 9112 §9.6
    @Test(arguments: [
        (close, ["answer /a close(HTTP.IncomingRequest.Remainder.nothing)", "close finished"]),
        (close + "x", ["answer /a close(HTTP.IncomingRequest.Remainder.anything)", "half-close"]),
        (upload, ["answer /a close(HTTP.IncomingRequest.Remainder.body(100000))", "read"]),
        (chunks, ["answer /a close(HTTP.IncomingRequest.Remainder.chunks)", "read"]),
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

    /// RFC 9110 §10.1.1
    @Test(arguments: [
        // The client is invited once, whatever the sizes of the parts.
        (["", "a", "bcd", "e"], ["continue", "read", "read", "answer /a keepAlive(isAnnounced: false)"]),
        // The client has begun to send without an invitation.
        (["abc", "de"], ["read", "answer /a keepAlive(isAnnounced: false)"]),
        (["abcde"], ["answer /a keepAlive(isAnnounced: false)"]),
    ])
    func aClientIsInvitedToSendAShortBody(body: [String], actions: [String]) {
        for expectation in ["100-continue", "100-Continue"] {
            var script = ConnectionScript()
            let head = "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nExpect: \(expectation)\r\n\r\n"
            script.at(0, receive: head + body[0])
            for part in body.dropFirst() { script.at(0, receive: part) }
            #expect(script.actions == actions)
        }
    }

    /// HTTP/1.0 has no 100.
    @Test func aClientOfAnOlderVersionIsNotInvited() {
        let script = ConnectionScript(
            receiving: "POST /a HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
        #expect(script.actions == ["read"])
    }

    @Test(arguments: ["", "Expect: 100-continue\r\n"])
    func aRequestWhoseShortBodyDoesNotArriveIsAnsweredWithoutIt(field: String) {
        var script = ConnectionScript(receiving: "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\(field)\r\n")
        #expect(script.expire(from: 0.5, to: 9) == 2)
        #expect(script.actions.last == "answer /a close(HTTP.IncomingRequest.Remainder.body(5)), late body")
        script.at(2, .replySent)
        script.at(3, receive: "abcde")
        #expect(script.actions.suffix(2) == ["read", "half-close"])
    }

    @Test func anUploadIsReadToItsEndAndThenTheConnectionIsHalfClosed() {
        var script = ConnectionScript(receiving: ConnectionStateTests.upload)
        script.at(0, .replySent)
        // The upload may take hours, as long as no pause is too long.
        for count in 1..<1000 {
            #expect(script.expire(from: Double(count) * 4.5 - 4, to: Double(count) * 4.5) == nil)
            script.at(Double(count) * 4.5, receive: String(repeating: "x", count: 100))
        }
        #expect(Set(script.actions.dropFirst()) == ["read"])
        script.at(4500, receive: String(repeating: "x", count: 100))
        // The client may have sent another request before it had the reply.
        #expect(script.actions.last == "half-close")
        script.at(4500, receive: ConnectionStateTests.get)
        script.at(4501, .inputEnded)
        #expect(script.actions.suffix(2) == ["read", "close finished"])
    }

    @Test func withoutAKnownEndTheConnectionIsHalfClosedOnceTheClientIsSilent() {
        var script = ConnectionScript(receiving: ConnectionStateTests.chunks)
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
        arguments: [("GET / HTTP/1.1\n", 30), (close + "x", 30), (upload, nil), (chunks, nil)] as [(String, Double?)])
    func aClientThatKeepsSendingAfterTheLastReplyHasHalfAMinute(text: String, end: Double?) {
        var script = ConnectionScript(receiving: text)
        script.at(0, .replySent)
        var closed: Double?
        for second in stride(from: 0.5, through: 100, by: 0.5) where closed == nil {
            script.at(second, receive: "x")
            closed = script.expire(from: second, to: second)
        }
        #expect(closed == end)
    }

    @Test(arguments: [(false, nil), (true, 5.0)])
    func anUploadEndsEarlierWhenOtherConnectionsWait(isFull: Bool, end: Double?) {
        var script = ConnectionScript(isFull: isFull, receiving: ConnectionStateTests.upload)
        script.at(0, .replySent)
        var closed: Double?
        for second in stride(from: 0.5, through: 30, by: 0.5) where closed == nil {
            script.at(second, receive: "x")
            closed = script.expire(from: second, to: second)
        }
        #expect(closed == end)
    }

    /// Closing with unread bytes causes a reset, which would discard the reply.
    @Test func theConnectionWaitsForAClientThatHasNotReceivedItsReply() {
        var script = ConnectionScript(receiving: ConnectionStateTests.upload)
        script.at(0, .replySent)
        #expect(script.expire(from: 0.5, to: 20, unsent: 1000) == nil)
        #expect(script.expire(from: 20.5, to: 21) == 20.5)
        #expect(script.actions.last == "close finished")
        var slow = ConnectionScript(receiving: ConnectionStateTests.upload)
        slow.at(0, .replySent)
        #expect(slow.expire(from: 0.5, to: 60, unsent: 1000) == 35)
        #expect(slow.actions.last == "close expired(HTTP.Deadline.write)")
    }

    @Test(arguments: [
        ("", 3660, "close expired(HTTP.Deadline.idle)"),
        ("\r\n\r", 3660, "close expired(HTTP.Deadline.idle)"),
        ("GET / HTTP/1.1\r\n", 10, "answer timeout close(HTTP.IncomingRequest.Remainder.anything), late head"),
        (
            "POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1", 2,
            "answer /a close(HTTP.IncomingRequest.Remainder.body(8)), late body"
        ),
    ])
    func aClientThatIsTooSlowIsAnsweredByWhatItSent(text: String, second: Double, action: String) {
        var script = ConnectionScript(receiving: text)
        #expect(script.expire(from: 0.5, to: 4000) == second)
        #expect(script.actions.last == action)
    }

    @Test func aHeadThatTricklesInHasOneDeadline() {
        var script = ConnectionScript(receiving: "G")
        for second in 1..<10 { script.at(Double(second), receive: "E") }
        #expect(script.expire(from: 9.5, to: 20) == 10)
    }

    @Test(arguments: [(0.0, 6.5), (5.0, 6.5), (5.5, 6.5), (6.0, 7.0)])
    func aHeadHasAtMostASecondOnceTheServerStops(begun: Double, end: Double) {
        var script = ConnectionScript(phase: .draining(since: MonotonicTime(milliseconds: 5000)))
        script.at(begun, receive: "GET / HTTP/1.1\r\n")
        // The server stopped at 5, and checks at 5.5 and every half second after that.
        #expect(script.expire(from: max(begun, 5) + 0.5, to: 20).map { $0 <= end } == true)
    }

    @Test func aReplyThatIsReceivedTooSlowlyEndsTheConnection() {
        var script = ConnectionScript(receiving: ConnectionStateTests.get)
        script.at(0, .replyPending)
        #expect(script.expire(from: 0.5, to: 100, unsent: 1000) == 30.5)
        #expect(script.actions.last == "close expired(HTTP.Deadline.write)")
    }

    @Test func aClientThatLeavesDuringAReplyAbortsIt() {
        var script = ConnectionScript(receiving: ConnectionStateTests.get)
        script.at(0, .replyPending)
        script.at(1, .failed)
        #expect(script.actions.last == "close replyAborted")
    }

    /// A client may have to send all of its request before it reads.
    @Test func anUploadIsReceivedWhileItsReplyIsPending() {
        var script = ConnectionScript(receiving: ConnectionStateTests.upload)
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
    @Test(arguments: [(close, ""), (upload, String(repeating: "x", count: 100_000))])
    func bytesAfterTheLastRequestAreReceivedWhileItsReplyIsPending(request: String, body: String) {
        for extra in ["\r\n", ConnectionStateTests.get] {
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
        var script = ConnectionScript(phase: phase, receiving: ConnectionStateTests.get + ConnectionStateTests.get)
        script.at(0, .replySent)
        #expect(script.actions == ["answer /a close(HTTP.IncomingRequest.Remainder.anything)", "half-close"])
        var last = ConnectionScript(phase: phase, receiving: ConnectionStateTests.close)
        last.at(0, .replySent)
        #expect(last.actions == ["answer /a close(HTTP.IncomingRequest.Remainder.nothing)", "close finished"])
    }

    /// The client may have closed only its side, and still read.
    @Test func aClientThatHalfClosesGetsItsReplyAndThenTheEnd() {
        var script = ConnectionScript(receiving: ConnectionStateTests.get)
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

    @Test func aPROXYHeaderComesFirst() {
        var script = ConnectionScript(expectsProxyHeader: true, receiving: "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r")
        script.at(1, receive: "\n" + ConnectionStateTests.get)
        script.at(1, .replySent)
        #expect(
            script.actions == [
                "read", "identify source(192.0.2.1)", "answer /a keepAlive(isAnnounced: false)", "read",
            ])
    }

    @Test(arguments: [
        ("GET / HTTP/1.1\r\n", nil, "close proxyHeaderMissing"), ("PROXY", 10, "close proxyHeaderMissing"),
        ("", 3660, "close expired(HTTP.Deadline.idle)"),
    ])
    func aConnectionWithAnIncompletePROXYHeaderEnds(text: String, second: Double?, action: String) {
        var script = ConnectionScript(expectsProxyHeader: true, receiving: text)
        #expect(script.actions.last == action || script.expire(from: 0.5, to: 4000) == second)
        #expect(script.actions.last == action)
    }

    @Test func aConnectionIsBusyFromTheFirstByteOfARequestToTheEndOfItsReply() {
        var script = ConnectionScript()
        #expect(!script.isBusy(at: 0))
        script.at(0, receive: "G")
        #expect(script.isBusy(at: 0))
        script.at(0, receive: String(ConnectionStateTests.upload.replacing("POST", with: "ET")))
        #expect(script.isBusy(at: 0))
        script.at(0, .replySent)
        #expect(script.isBusy(at: 0.4))
        #expect(!script.isBusy(at: 0.6))
        #expect(script.isBusy(at: 0.6, unsent: 1))
    }

    /// The end of an upload is known, and that of other bytes is not.
    @Test func bytesWithoutAnEndKeepAConnectionBusyForASecond() {
        for (text, isBusy) in [(ConnectionStateTests.upload, true), ("GET / HTTP/1.1\n", false)] {
            var script = ConnectionScript(receiving: text)
            script.at(0, .replySent)
            for tenth in 1...10 { script.at(Double(tenth) / 10, receive: "x") }
            #expect(script.isBusy(at: 0.9))
            #expect(script.isBusy(at: 1) == isBusy)
            #expect(script.isBusy(at: 1, unsent: 1))
        }
    }
}
