import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

@Suite struct OperatorFieldTests {
    private let site: Site

    init() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a.js": "script"])
        site = try Site.load(directory: directory.path)
    }

    private func fields(_ method: String, _ target: String, with field: OperatorField) -> [Response.Field] {
        var policy = AnswerPolicy()
        policy.fields = [field]
        let request = RequestHead(method, target)
        let context = Response.Context(date: "", retryAfter: 7, fields: policy.fields(for: request))
        return Response(site.answer(to: request, by: policy), to: request.method, in: context).fields
    }

    @Test(arguments: [
        ("X-Status: maintenance", "X-Status", "maintenance"), ("a:", "a", ""), ("a:\t b  c \t", "a", "b  c"),
        (
            "Strict-Transport-Security: max-age=1; includeSubDomains", "Strict-Transport-Security",
            "max-age=1; includeSubDomains"
        ), ("x: a:b", "x", "a:b"), ("x: é", "x", "é"), ("Set-Cookie: a=b; Path=/", "Set-Cookie", "a=b; Path=/"),
        ("Link: </a.css>; rel=preload", "Link", "</a.css>; rel=preload"),
        ("Content-Security-Policy: default-src 'self'", "Content-Security-Policy", "default-src 'self'"),
        ("Cross-Origin-Resource-Policy: same-site", "Cross-Origin-Resource-Policy", "same-site"),
    ])
    func aFieldIsSentWithPageAndResources(text: String, name: String, value: String) throws {
        let field = try OperatorField(text)
        for target in ["/x", "/a.js"] {
            #expect(fields("GET", target, with: field).contains { $0 == (name, value) })
        }
        #expect(!fields("OPTIONS", "/", with: field).contains { $0.name == name })
    }

    @Test(arguments: [
        "", "X-Status", ": a", "a b: c", "a : b", "a: b\r\nc: d", "a: b\n", "a: \u{0}", "a\r: b", "a: b\u{7F}",
    ])
    func malformedFieldsAreRefused(text: String) {
        #expect(throws: OperatorField.Invalidity.self) { try OperatorField(text) }
    }

    @Test(arguments: [
        ("Content-Length: 5", "Content-Length is set by the server"),
        ("content-LENGTH: 5", "content-LENGTH is set by the server"),
        ("Transfer-Encoding: chunked", "set by the server"), ("Connection: close", "set by the server"),
        ("Retry-After: 1", "set by the server"), ("Maintenance: off", "set by the server"),
        ("Vary: *", "set by the server"),
        ("ETag: \"a\"", "set by the server"),
        ("Access-Control-Allow-Origin: *", "Access-Control-Allow-Origin is set by --cors"),
        ("access-control-max-age: 5", "--cors"), ("Access-Control-Expose-Headers: X-Status", "--cors"),
        ("Content-Disposition: attachment", "save the page instead of showing it"),
        ("Content-MD5: x", "differs from file to file"), ("Digest: x", "differs from file to file"),
        ("Content-Digest: x", "differs from file to file"), ("Repr-Digest: x", "differs from file to file"),
        ("Content-Location: /x", "differs from file to file"),
        ("Location: /x", "redirect"), ("Age: 5", "set by caches"), ("Expires: 0", "Cache-Control"),
    ])
    func aFieldThatWouldBreakTheAnswerIsRefused(text: String, reason: String) {
        let error = #expect(throws: OperatorField.Invalidity.self) { try OperatorField(text) }
        #expect(error?.description.contains(reason) == true)
    }
}
