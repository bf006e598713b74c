import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

@Suite struct AnswerPolicyTests {
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
        return Response(site.answer(to: request, at: .now, by: policy), to: request.method, in: context)
    }

    private func lines(_ response: Response) -> Set<String> {
        Set(response.fields.map { "\($0.name): \($0.value)" })
    }

    private func text(_ response: Response) throws -> String? {
        try response.content.map { String(decoding: try $0.contents.bytes(), as: UTF8.self) }
    }

    // Typed misses

    @Test(
        arguments: [
            ("script", "text/javascript; charset=utf-8"), ("serviceworker", "text/javascript; charset=utf-8"),
            ("style", "text/css; charset=utf-8"), ("image", "image/svg+xml"),
            ("document", "text/html; charset=utf-8"), ("empty", "text/html; charset=utf-8"),
            ("iframe", "text/html; charset=utf-8"), ("", "text/html; charset=utf-8"),
        ])
    func aMissingPartIsAnsweredInItsType(destination: String, type: String) throws {
        let response = response("GET", "/x.js", [("Sec-Fetch-Dest", destination)]) { $0.typesMisses = true }
        #expect(response.status == .serviceUnavailable)
        #expect(lines(response).isSuperset(of: ["Content-Type: \(type)", "Cache-Control: no-store", "Retry-After: 7"]))
        let length = try #require(try text(response)).utf8.count
        #expect(lines(response).contains("Content-Length: \(length)"))
        #expect(length < 50)
    }

    @Test func aMissIsTypedOnlyWhereThatIsWanted() throws {
        let fields = [("Sec-Fetch-Dest", "script")]
        #expect(try text(response("GET", "/x.js", fields) { _ in }) == "page")
        #expect(try text(response("POST", "/x.js", fields) { $0.typesMisses = true }) == "page")
        #expect(try text(response("GET", "/a.js", fields) { $0.typesMisses = true }) == "script")
        #expect(try text(response("GET", "/x.js", []) { $0.typesMisses = true }) == "page")
    }

    // Other origins

    private static let origin = "https://app.example.org"

    private func crossOrigin(
        _ method: String, _ target: String, from origin: String = AnswerPolicyTests.origin, to allowed: String...,
        asking fields: [(String, String)] = []
    ) -> Response {
        response(method, target, [("Origin", origin)] + fields) {
            $0.crossOrigin = CrossOrigin(allowed.compactMap(CrossOrigin.Allowed.init))
        }
    }

    private func grants(_ response: Response) -> [String: String] {
        Dictionary(
            response.fields.filter { $0.name.hasPrefix("Access-Control") || $0.name == "Vary" }.map {
                ($0.name, $0.value)
            },
            uniquingKeysWith: { "\($0)|\($1)" })
    }

    @Test(arguments: [("GET", "/x"), ("POST", "/x"), ("PUT", "/x"), ("GET", "/a.js")])
    func whoIsAllowedMayRead(method: String, target: String) {
        #expect(
            grants(crossOrigin(method, target, to: "https://other.example", AnswerPolicyTests.origin)) == [
                "Access-Control-Allow-Origin": AnswerPolicyTests.origin, "Access-Control-Allow-Credentials": "true",
                "Access-Control-Expose-Headers": "Retry-After, Maintenance", "Vary": "Origin",
            ])
        #expect(
            grants(crossOrigin(method, target, to: "*")) == [
                "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After, Maintenance",
            ])
    }

    @Test(arguments: [
        "https://other.example.org", "https://app.example.org:8443", "http://app.example.org", "null", "",
    ])
    func nobodyElseMay(origin: String) {
        #expect(grants(crossOrigin("GET", "/x", from: origin, to: AnswerPolicyTests.origin)).isEmpty)
        let preflight = crossOrigin(
            "OPTIONS", "/x", from: origin, to: AnswerPolicyTests.origin,
            asking: [("Access-Control-Request-Method", "PUT")])
        #expect(preflight.status == .ok)
        #expect(grants(preflight).isEmpty)
    }

    @Test func aPreflightMayDoWhatItAsksFor() {
        let asked = [
            ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "x-a, content-type"),
        ]
        let response = crossOrigin("OPTIONS", "/x", to: AnswerPolicyTests.origin, asking: asked)
        #expect(response.status == .noContent)
        #expect(response.content == nil)
        #expect(!response.fields.contains { $0.name == "Content-Length" })
        #expect(
            grants(response) == [
                "Access-Control-Allow-Origin": AnswerPolicyTests.origin, "Access-Control-Allow-Credentials": "true",
                "Access-Control-Allow-Methods": "PATCH", "Access-Control-Allow-Headers": "x-a, content-type",
                "Access-Control-Max-Age": "60", "Vary": "Origin",
            ])
    }

    /// HAProxy's check, and what is no preflight.
    @Test(arguments: [[], [("Access-Control-Request-Method", "P\"UT")], [("Access-Control-Request-Headers", "a")]])
    func otherOptionsAreWhatTheyWere(fields: [(String, String)]) {
        let response = crossOrigin("OPTIONS", "/x", to: "*", asking: fields)
        #expect(response.status == .ok)
        #expect(lines(response).contains("Allow: GET,HEAD,POST,OPTIONS"))
    }

    @Test(arguments: [
        "", "example.org", "https://", "://example.org", "https://example.org/", "https://example.org/a",
        "https://a b", "https://Example.org", "**", "https://a\r\nb",
    ])
    func isNoOrigin(text: String) {
        #expect(CrossOrigin.Allowed(text) == nil)
    }
}
