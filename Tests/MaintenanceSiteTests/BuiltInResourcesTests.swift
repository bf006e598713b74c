import Foundation
import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

@Suite struct BuiltInResourcesTests {
    private static let target = "/.well-known/maintenance/return.js"

    private func response(_ files: [String: String], accepting codings: String = "identity") throws -> Response {
        let directory = try TemporaryDirectory(files)
        let site = try Site.load(directory: directory.path)
        #expect(site.hasResource(for: BuiltInResourcesTests.target))
        let request = RequestHead("GET", BuiltInResourcesTests.target, fields: [("Accept-Encoding", codings)])
        return Response(site.answer(to: request), to: .get, in: Response.Context(date: "", retryAfter: 1))
    }

    @Test func everySiteHasTheScriptThatBringsVisitorsBack() throws {
        let source = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Sources/MaintenanceSite/Resources/return.js")
        let response = try response(["index.html": "page"])
        #expect(response.status == .ok)
        #expect(response.fields.contains { $0 == ("Content-Type", "text/javascript; charset=utf-8") })
        #expect(try response.content?.contents.bytes() == Array(Data(contentsOf: source)))
        let packed = try self.response(["index.html": "page"], accepting: "gzip")
        #expect(packed.fields.contains { $0 == ("Content-Encoding", "gzip") })
    }

    @Test func aFileOfTheSiteTakesPrecedence() throws {
        let response = try response(["index.html": "page", ".well-known/maintenance/return.js": "own"])
        #expect(try response.content?.contents.bytes() == Array("own".utf8))
    }
}
