import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

@Suite struct CrossOriginTests {
    private static let origin = "https://app.example.org"

    private let site: Site

    init() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a.js": "script"])
        site = try Site.load(directory: directory.path)
    }

    private func response(
        _ method: String, _ target: String, from origin: String? = CrossOriginTests.origin, to allowed: String...,
        asking fields: [(String, String)] = []
    ) throws -> Response {
        var policy = AnswerPolicy()
        policy.crossOrigin = CrossOrigin(try allowed.map(CrossOrigin.Allowed.init))
        let origins = origin.map { [("Origin", $0)] } ?? []
        let request = RequestHead(method, target, fields: (origins + fields).map { (name: $0, value: $1) })
        let context = Response.Context(date: "", retryAfter: 7, fields: policy.fields(for: request))
        return Response(site.answer(to: request, by: policy), to: request.method, in: context)
    }

    private func grants(_ response: Response) -> [String: String] {
        Dictionary(
            response.fields.filter { $0.name.hasPrefix("Access-Control") || $0.name == "Vary" }.map {
                ($0.name, $0.value)
            },
            uniquingKeysWith: { "\($0)|\($1)" })
    }

    @Test(arguments: [("GET", "/x"), ("POST", "/x"), ("PUT", "/x"), ("GET", "/a.js")])
    func allowedOriginsMayRead(method: String, target: String) throws {
        #expect(
            try grants(response(method, target, to: "https://other.example", CrossOriginTests.origin)) == [
                "Access-Control-Allow-Origin": CrossOriginTests.origin, "Access-Control-Allow-Credentials": "true",
                "Access-Control-Expose-Headers": "Retry-After, Maintenance", "Vary": "Origin",
            ])
        #expect(
            try grants(response(method, target, to: "*")) == [
                "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After, Maintenance",
            ])
    }

    @Test(arguments: [
        "https://other.example.org", "https://app.example.org:8443", "http://app.example.org", "null", "",
    ])
    func otherOriginsMayNotRead(origin: String) throws {
        // A cache that stores the answer must not use it for allowed origins.
        for target in ["/x", "/a.js"] {
            let answer = try response("GET", target, from: origin, to: CrossOriginTests.origin)
            #expect(grants(answer) == ["Vary": "Origin"])
        }
        let preflight = try response(
            "OPTIONS", "/x", from: origin, to: CrossOriginTests.origin,
            asking: [("Access-Control-Request-Method", "PUT")])
        #expect(preflight.status == .ok)
        #expect(grants(preflight).isEmpty)
    }

    @Test func anAnswerWithoutAnOriginIsNotReused() throws {
        for target in ["/x", "/a.js"] {
            #expect(grants(try response("GET", target, from: nil, to: CrossOriginTests.origin)) == ["Vary": "Origin"])
            #expect(grants(try response("GET", target, from: nil, to: "*")) == [:])
        }
        let tag = try #require(try response("GET", "/a.js", from: nil).fields.first { $0.name == "ETag" })
        let unchanged = try response(
            "GET", "/a.js", from: nil, to: CrossOriginTests.origin, asking: [("If-None-Match", tag.value)])
        #expect(unchanged.status == .notModified)
        #expect(grants(unchanged) == ["Vary": "Origin"])
    }

    @Test func aNamedOriginBesideAllOriginsKeepsItsCredentials() throws {
        let named = grants(try response("GET", "/x", to: "*", CrossOriginTests.origin))
        #expect(named["Access-Control-Allow-Origin"] == CrossOriginTests.origin)
        #expect(named["Access-Control-Allow-Credentials"] == "true")
        let other = grants(try response("GET", "/x", from: "https://b.example", to: "*", CrossOriginTests.origin))
        #expect(
            other == [
                "Access-Control-Allow-Origin": "*", "Access-Control-Expose-Headers": "Retry-After, Maintenance",
                "Vary": "Origin",
            ])
    }

    @Test func aPreflightIsGrantedItsRequest() throws {
        let asked = [
            ("Access-Control-Request-Method", "PATCH"), ("Access-Control-Request-Headers", "x-a, content-type"),
        ]
        let response = try response("OPTIONS", "/x", to: CrossOriginTests.origin, asking: asked)
        #expect(response.status == .noContent)
        #expect(response.content == nil)
        #expect(!response.fields.contains { $0.name == "Content-Length" })
        #expect(
            grants(response) == [
                "Access-Control-Allow-Origin": CrossOriginTests.origin, "Access-Control-Allow-Credentials": "true",
                "Access-Control-Allow-Methods": "PATCH", "Access-Control-Allow-Headers": "x-a, content-type",
                "Access-Control-Max-Age": "60", "Vary": "Origin",
            ])
    }

    /// HAProxy's check, and requests that are not preflights.
    @Test(arguments: [[], [("Access-Control-Request-Method", "P\"UT")], [("Access-Control-Request-Headers", "a")]])
    func otherOPTIONSRequestsAreUnchanged(fields: [(String, String)]) throws {
        let response = try response("OPTIONS", "/x", to: "*", asking: fields)
        #expect(response.status == .ok)
        #expect(response.fields.contains { $0 == ("Allow", "GET,HEAD,POST,OPTIONS") })
    }
}
