import Testing

@testable import MaintenanceRehearsal

/// The answers that a visitor of a rehearsal reads.
@Suite struct AnswerTests {
    private static func answer(_ text: String, isHead: Bool = false, isComplete: Bool = false) -> Answer? {
        Answer(Array(text.utf8), isHead: isHead, isComplete: isComplete)
    }

    @Test(
        arguments: [
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcd", false, false, "abc"),
            (
                "HTTP/1.1 503 \r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", false, false,
                "abcde"
            ),
            ("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n", true, false, ""),
            ("HTTP/1.1 204 No\r\n\r\n", false, false, ""),
            ("HTTP/1.0 503 No\r\n\r\nall", false, true, "all"),
            ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na", false, false, "a"),
        ])
    func anAnswerIsReadToItsEnd(text: String, isHead: Bool, isComplete: Bool, body: String) throws {
        let answer = try #require(AnswerTests.answer(text, isHead: isHead, isComplete: isComplete))
        #expect(String(decoding: answer.body, as: UTF8.self) == body)
        #expect(answer.keepsConnection == !isComplete)
    }

    @Test(
        arguments: [
            "", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", "HTTP/1.1 200 OK\r\n\r\nabc",
            "HTTP/1.1 100 Continue\r\n\r\n", "nonsense\r\n\r\n",
        ])
    func aPartOfAnAnswerIsNotAnAnswer(text: String) {
        #expect(AnswerTests.answer(text) == nil)
    }

    @Test(
        arguments: [
            ("200 OK\r\nRehearsal-Application: 3", "", Outcome.application(3)),
            (
                "503 No\r\nMaintenance: on\r\nRetry-After: 9\r\nRefresh: 5\r\nCache-Control: no-store", "page",
                .page(without: [])
            ),
            (
                "503 No\r\nMaintenance: on\r\nCache-Control: no-store", "page",
                .page(without: ["Retry-After", "Refresh"])
            ),
            (
                "503 No\r\nRetry-After: 9\r\nRefresh: 5\r\nCache-Control: max-age=9", "page",
                .page(without: ["Maintenance", "Cache-Control: no-store"])
            ),
            ("503 No\r\nCache-Control: no-cache", "<h1>503 Service Unavailable</h1>", .proxy(503)),
            ("301 Moved\r\nLocation: https://www.example.org/", "", .proxy(301)),
        ])
    func theAnswerShowsItsSender(head: String, body: String, expected: Outcome) throws {
        let fields = "Maintenance: on\r\nRetry-After: 9\r\nRefresh: 5\r\nCache-Control: no-store"
        let page = try #require(AnswerTests.answer("HTTP/1.1 503 No\r\n\(fields)\r\nContent-Length: 4\r\n\r\npage"))
        let answer = try #require(
            AnswerTests.answer("HTTP/1.1 \(head)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"))
        #expect(Outcome(answer, to: .fresh, page: page) == expected)
    }

    /// The answer to a form has no Refresh.
    @Test func aPageForAFormHasNoRefresh() throws {
        let fields = "Maintenance: on\r\nContent-Length: 0"
        let page = try #require(AnswerTests.answer("HTTP/1.1 503 No\r\nRefresh: 5\r\n\(fields)\r\n\r\n"))
        let answer = try #require(AnswerTests.answer("HTTP/1.1 503 No\r\n\(fields)\r\n\r\n"))
        #expect(Outcome(answer, to: .post, page: page) == .page(without: []))
        #expect(Outcome(answer, to: .fresh, page: page) == .page(without: ["Refresh"]))
    }

    @Test(
        arguments: [
            (Act.killed, VisitKind.post, Outcome.proxy(502), true, true, true),
            (.killed, .post, .proxy(502), false, true, false), (.killed, .fresh, .proxy(502), true, true, false),
            (.allStop, .upload, .proxy(502), false, true, true), (.allStop, .upload, .proxy(502), false, false, false),
            (.allStop, .upload, .proxy(503), false, true, false), (.allStop, .kept, .proxy(502), false, true, false),
            (.hanging, .fresh, .proxy(504), true, true, true), (.hanging, .fresh, .proxy(503), false, false, false),
            (.back, .post, .proxy(502), true, true, false), (.up, .post, .proxy(504), true, true, false),
        ])
    func onlyUnavoidableErrorsAreExcused(
        act: Act, kind: VisitKind, outcome: Outcome, wasReceived: Bool, wasUnderWay: Bool, isExcused: Bool
    ) {
        let visit = Visit(number: 1, kind: kind, asked: .now, answered: .now, outcome: outcome)
        #expect(act.excuses(visit, wasReceived: wasReceived, wasUnderWay: wasUnderWay) == isExcused)
    }
}
