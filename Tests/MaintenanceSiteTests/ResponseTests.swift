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

    private func response(_ method: Method, _ target: String) -> Response {
        Response(site.answer(to: method, for: Array(target.utf8).span), to: method, in: context)
    }

    @Test(
        arguments: [
            (.get, "/a.txt", .ok), (.head, "/a.txt", .ok), (.post, "/a.txt", .ok),
            (.other, "/a.txt", .serviceUnavailable),
            (.get, "/", .serviceUnavailable), (.head, "/", .serviceUnavailable), (.post, "/", .serviceUnavailable),
            (.other, "/", .serviceUnavailable), (.options, "/", .ok), (.options, "*", .ok), (.options, "/a.txt", .ok),
            (.get, "*", .serviceUnavailable),
        ] as [(Method, String, Status)])
    func theMethodAndTheTargetDecideTheStatus(method: Method, target: String, status: Status) {
        #expect(response(method, target).status == status)
    }

    @Test func aPageIsKeptByNoCache() {
        let fields = response(.get, "/").fields.map { "\($0.name): \($0.value)" }
        #expect(
            fields == [
                "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Content-Type: text/html; charset=utf-8", "Content-Length: 4",
                "X-Content-Type-Options: nosniff", "Cache-Control: no-store", "Retry-After: 120",
            ])
    }

    @Test func aResourceIsKeptAndAskedForAgain() throws {
        let resource = try #require(site.resources[ResourcePath("a.txt")])
        let fields = response(.get, "/a.txt").fields.map { "\($0.name): \($0.value)" }
        #expect(
            fields == [
                "Date: Sun, 06 Nov 1994 08:49:37 GMT", "Content-Type: text/plain; charset=utf-8", "Content-Length: 4",
                "X-Content-Type-Options: nosniff", "Cache-Control: no-cache", "ETag: \(resource.entityTag)",
                "Last-Modified: \(resource.lastModified)",
            ])
    }

    @Test(arguments: ["/", "/a.txt"])
    func headHasTheFieldsOfGetAndNoContent(target: String) {
        let (get, head) = (response(.get, target), response(.head, target))
        #expect(head.fields.map(\.name) == get.fields.map(\.name))
        #expect(head.fields.map(\.value) == get.fields.map(\.value))
        #expect(head.content == nil)
        #expect(get.content?.count == 4)
    }
}
