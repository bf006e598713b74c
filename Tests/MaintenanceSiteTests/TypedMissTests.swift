import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

@Suite struct TypedMissTests {
    private let site: Site

    init() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a.js": "script"])
        site = try Site.load(directory: directory.path)
    }

    private func response(
        _ method: String, _ target: String, _ fields: [(String, String)], _ set: (inout AnswerPolicy) -> Void
    ) -> Response {
        var policy = AnswerPolicy()
        set(&policy)
        let request = RequestHead(method, target, fields: fields.map { (name: $0, value: $1) })
        let context = Response.Context(date: "", retryAfter: 7, fields: policy.fields(for: request))
        return Response(site.answer(to: request, by: policy), to: request.method, in: context)
    }

    private func lines(_ response: Response) -> Set<String> {
        Set(response.fields.map { "\($0.name): \($0.value)" })
    }

    private func text(_ response: Response) throws -> String? {
        try response.content.map { String(decoding: try $0.contents.bytes(), as: UTF8.self) }
    }

    @Test(
        arguments: [
            ("script", "text/javascript; charset=utf-8"), ("serviceworker", "text/javascript; charset=utf-8"),
            ("style", "text/css; charset=utf-8"), ("image", "image/svg+xml"),
            ("document", "text/html; charset=utf-8"), ("empty", "text/html; charset=utf-8"),
            ("iframe", "text/html; charset=utf-8"), ("", "text/html; charset=utf-8"),
        ])
    func aMissingPartGetsAnAnswerOfItsType(destination: String, type: String) throws {
        let response = response("GET", "/x.js", [("Sec-Fetch-Dest", destination)]) { $0.typesMisses = true }
        #expect(response.status == .serviceUnavailable)
        #expect(lines(response).isSuperset(of: ["Content-Type: \(type)", "Cache-Control: no-store", "Retry-After: 7"]))
        let length = try #require(try text(response)).utf8.count
        #expect(lines(response).contains("Content-Length: \(length)"))
        #expect(length < 50)
    }

    @Test func missesAreTypedOnlyWithTheOption() throws {
        let fields = [("Sec-Fetch-Dest", "script")]
        #expect(try text(response("GET", "/x.js", fields) { _ in }) == "page")
        #expect(try text(response("POST", "/x.js", fields) { $0.typesMisses = true }) == "page")
        #expect(try text(response("GET", "/a.js", fields) { $0.typesMisses = true }) == "script")
        #expect(try text(response("GET", "/x.js", []) { $0.typesMisses = true }) == "page")
    }

    @Test func thePageVariesByTheDestination() {
        let document = [("Sec-Fetch-Dest", "document")]
        #expect(lines(response("GET", "/x", document) { $0.typesMisses = true }).contains("Vary: Sec-Fetch-Dest"))
        #expect(!lines(response("GET", "/x", document) { _ in }).contains("Vary: Sec-Fetch-Dest"))
        let resource = response("GET", "/a.js", document) { $0.typesMisses = true }
        #expect(!lines(resource).contains("Vary: Sec-Fetch-Dest"))
    }
}
