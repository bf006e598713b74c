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

    private func response(_ method: String, _ target: String) -> Response {
        let request = RequestHead(method, target)
        return Response(site.answer(to: request), to: request.method, in: context)
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

    @Test func aPageIsKeptByNoCache() {
        let fields = response("GET", "/").fields.map { "\($0.name): \($0.value)" }
        #expect(
            fields == [
                "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Content-Type: text/html; charset=utf-8", "Content-Length: 4",
                "X-Content-Type-Options: nosniff", "Cache-Control: no-store", "Retry-After: 120",
            ])
    }

    @Test func aResourceIsKeptAndAskedForAgain() throws {
        let resource = try #require(site.resources[ResourcePath("a.txt")])
        let fields = response("GET", "/a.txt").fields.map { "\($0.name): \($0.value)" }
        #expect(
            fields == [
                "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Content-Type: text/plain; charset=utf-8", "Content-Length: 4",
                "X-Content-Type-Options: nosniff", "Cache-Control: no-cache", "ETag: \(resource.identity.entityTag)",
                "Last-Modified: \(resource.lastModified)",
            ])
    }

    @Test(arguments: ["/", "/a.txt"])
    func headHasTheFieldsOfGetAndNoContent(target: String) {
        let (get, head) = (response("GET", target), response("HEAD", target))
        #expect(head.fields.map(\.name) == get.fields.map(\.name))
        #expect(head.fields.map(\.value) == get.fields.map(\.value))
        #expect(head.content == nil)
        #expect(get.content?.count == 4)
    }
}
