import Testing

@testable import HTTP

/// The behaviour of a connection, event by event, at times that the tests choose.
@Suite struct ConnectionStateTests {
    @Test func aRequestIsAnsweredAndTheNextOneAwaited() {
        var script = ConnectionScript(receiving: ConnectionScript.get)
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
        var script = ConnectionScript(receiving: ConnectionScript.get + ConnectionScript.get + "GET")
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
        var script = ConnectionScript(receiving: ConnectionScript.get)
        script.at(0, .replyPending)
        #expect(script.expire(from: 0.5, to: 100, unsent: 1000) == 30.5)
        #expect(script.actions.last == "close expired(HTTP.Deadline.write)")
    }

    @Test func aClientThatLeavesDuringAReplyAbortsIt() {
        var script = ConnectionScript(receiving: ConnectionScript.get)
        script.at(0, .replyPending)
        script.at(1, .failed)
        #expect(script.actions.last == "close replyAborted")
    }

    @Test func aPROXYHeaderComesFirst() {
        var script = ConnectionScript(expectsProxyHeader: true, receiving: "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r")
        script.at(1, receive: "\n" + ConnectionScript.get)
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
        script.at(0, receive: String(ConnectionScript.upload.replacing("POST", with: "ET")))
        #expect(script.isBusy(at: 0))
        script.at(0, .replySent)
        #expect(script.isBusy(at: 0.4))
        #expect(!script.isBusy(at: 0.6))
        #expect(script.isBusy(at: 0.6, unsent: 1))
    }
}
