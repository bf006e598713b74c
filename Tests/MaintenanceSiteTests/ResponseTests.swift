import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

@Suite struct ResponseTests {
    private let site: Site
    private let context = Response.Context(date: "Sun, 06 Nov 1994 08:49:37 GMT", retryAfter: 120)

    init() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a.txt": "text"])
        site = try Site.load(directory: directory.path)
    }

    private func resource() throws -> Document {
        try #require(site.resources[ResourcePath("a.txt")])
    }

    private func response(_ method: String, _ target: String, _ fields: [(String, String)] = []) -> Response {
        let request = RequestHead(method, target, fields: fields.map { (name: $0, value: $1) })
        return Response(site.answer(to: request), to: request.method, in: context)
    }

    private func lines(_ response: Response) -> [String] {
        response.fields.map { "\($0.name): \($0.value)" }
    }

    @Test(
        arguments: [
            ("GET", "/a.txt", .ok), ("HEAD", "/a.txt", .ok), ("POST", "/a.txt", .ok),
            ("PUT", "/a.txt", .serviceUnavailable),
            ("GET", "/", .serviceUnavailable), ("HEAD", "/", .serviceUnavailable), ("POST", "/", .serviceUnavailable),
            ("PUT", "/", .serviceUnavailable), ("OPTIONS", "/", .ok), ("OPTIONS", "*", .ok), ("OPTIONS", "/a.txt", .ok),
            ("GET", "*", .serviceUnavailable),
        ] as [(String, String, Status)])
    func theMethodAndTheTargetDecideTheStatus(method: String, target: String, status: Status) {
        #expect(response(method, target).status == status)
    }

    @Test func noCacheStoresThePage() {
        #expect(
            lines(response("GET", "/")) == [
                "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Maintenance: on", "Content-Type: text/html; charset=utf-8",
                "Content-Length: 4",
                "X-Content-Type-Options: nosniff", "Cache-Control: no-store", "Retry-After: 120",
                "Server-Timing: maintenance;desc=\"GET\"",
            ])
    }

    /// The page's script can read Server-Timing, and no other field of the answer with the page.
    @Test(arguments: [("GET", "GET"), ("HEAD", "GET"), ("POST", "POST"), ("PUT", "other"), ("x\"y", "other")])
    func thePageLearnsTheMethodThatItAnswers(method: String, name: String) {
        #expect(
            response(method, "/").fields.first { $0.name == "Server-Timing" }?.value == "maintenance;desc=\"\(name)\"")
    }

    @Test func thePageLearnsTheEnd() {
        let date = "Sun, 06 Nov 1994 08:00:00 GMT"
        let until = Response.Context(
            date: date, retryAfter: 1, until: HTTPDate(secondsSinceEpoch: 784_111_777))
        let response = Response(site.answer(to: RequestHead("GET", "/")), to: .get, in: until)
        let timing = response.fields.first { $0.name == "Server-Timing" }?.value
        #expect(
            timing == "maintenance;desc=\"GET\", until;desc=\"1994-11-06T08:49:37Z\", date;desc=\"\(date)\"")
    }

    /// Browsers would ask the visitor whether to send a form again.
    @Test(arguments: [
        ("GET", "/", true), ("HEAD", "/", true), ("POST", "/", false), ("PUT", "/", false), ("GET", "/a.txt", false),
        ("OPTIONS", "/", false),
    ])
    func onlyAPageThatAnswersASafeRequestMayBeRefreshed(method: String, target: String, mayRefresh: Bool) {
        #expect(response(method, target).mayRefresh == mayRefresh)
    }

    @Test func theRefreshIsAHeaderFieldAndAnEntryForTheScript() {
        var head = ResponseHead()
        Response.addRefresh(90, to: &head)
        #expect(String(decoding: head.bytes, as: UTF8.self) == "Refresh: 90\r\nServer-Timing: refresh;dur=90000\r\n")
    }

    @Test func noCacheStoresAResource() throws {
        let resource = try resource()
        #expect(
            lines(response("GET", "/a.txt")) == [
                "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Maintenance: on", "Content-Type: text/plain; charset=utf-8",
                "Content-Length: 4",
                "X-Content-Type-Options: nosniff", "Cache-Control: no-store, max-age=0",
                "ETag: \(try #require(resource.identity.entityTag))", "Accept-Ranges: bytes",
            ])
    }

    // RFC 9110 §15.3.7
    @Test func aPartHasTheFieldsOfTheWholeAndItsRange() throws {
        let (whole, part) = (response("GET", "/a.txt"), response("GET", "/a.txt", [("Range", "bytes=1-2")]))
        #expect(part.status == .partialContent)
        #expect(part.content?.range == 1..<3)
        #expect(
            Set(lines(part)).symmetricDifference(lines(whole)) == [
                "Content-Length: 4", "Content-Length: 2", "Content-Range: bytes 1-2/4",
            ])
    }

    // RFC 9110 §15.4.5
    @Test func notModifiedHasTheFieldsForCaches() throws {
        let tag = try #require(try resource().identity.entityTag).text
        let response = response("GET", "/a.txt", [("If-None-Match", tag)])
        #expect(response.status == .notModified)
        #expect(response.content == nil)
        #expect(
            lines(response) == [
                "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Maintenance: on", "X-Content-Type-Options: nosniff",
                "Cache-Control: no-store, max-age=0", "ETag: \(tag)",
            ])
    }

    // RFC 9110 §15.5.13
    @Test func aFailedPreconditionDescribesNoResource() {
        let response = response("GET", "/a.txt", [("If-Match", "\"other\"")])
        #expect(response.status == .preconditionFailed)
        #expect(response.content == nil)
        #expect(
            lines(response) == [
                "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Maintenance: on", "X-Content-Type-Options: nosniff",
                "Cache-Control: no-store",
                "Content-Length: 0",
            ])
    }

    // RFC 9110 §15.5.17
    @Test func theAnswerToAnUnsatisfiableRangeHasTheLength() {
        let response = response("GET", "/a.txt", [("Range", "bytes=4-")])
        #expect(response.status == .rangeNotSatisfiable)
        #expect(response.content == nil)
        #expect(
            lines(response) == [
                "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Maintenance: on", "X-Content-Type-Options: nosniff",
                "Cache-Control: no-store",
                "Content-Length: 0",
                "Content-Range: bytes */4",
            ])
    }

    @Test(arguments: [
        ("/", []), ("/a.txt", []), ("/a.txt", [("If-None-Match", "*")]), ("/a.txt", [("If-Match", "\"other\"")]),
    ])
    func headHasTheFieldsOfGetAndNoContent(target: String, fields: [(String, String)]) {
        let (get, head) = (response("GET", target, fields), response("HEAD", target, fields))
        #expect(head.status == get.status)
        #expect(lines(head) == lines(get))
        #expect(head.content == nil)
    }

    // RFC 9110 §14.2
    @Test(arguments: ["bytes=1-2", "bytes=4-"]) func headIgnoresARange(range: String) {
        let head = response("HEAD", "/a.txt", [("Range", range)])
        #expect(head.status == .ok)
        #expect(lines(head) == lines(response("GET", "/a.txt")))
    }

    // RFC 9110 §13.2.2: the range comes last.
    @Test func preconditionsComeBeforeTheRange() {
        #expect(response("GET", "/a.txt", [("Range", "bytes=4-"), ("If-None-Match", "*")]).status == .notModified)
        #expect(
            response("GET", "/a.txt", [("Range", "bytes=0-"), ("If-Match", "\"x\"")]).status == .preconditionFailed)
        #expect(response("GET", "/a.txt", [("Range", "bytes=0-"), ("If-Match", "*")]).status == .partialContent)
    }

    // RFC 9110 §13.2.1
    @Test(arguments: [("GET", "/"), ("HEAD", "/"), ("PUT", "/a.txt"), ("OPTIONS", "/a.txt"), ("POST", "/a.txt")])
    func conditionsAndRangesApplyOnlyToGETAndHEADOfResources(method: String, target: String) {
        let plain = response(method, target)
        for (name, value) in [
            ("If-Match", "\"other\""), ("If-None-Match", "*"), ("If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 GMT"),
            ("If-Unmodified-Since", "Thu, 01 Jan 1970 00:00:00 GMT"), ("Range", "bytes=0-1"), ("Range", "bytes=4-"),
        ] {
            let conditional = response(method, target, [(name, value)])
            #expect(conditional.status == plain.status)
            #expect(lines(conditional) == lines(plain))
            #expect(conditional.content?.range == plain.content?.range)
        }
    }
}
