import Foundation
import TestSupport
import Testing

/// Answers of the running server under httplint, a linter of HTTP messages by another author.
@Suite(.timeLimit(.minutes(15))) struct LintTests {
    private static let script = "/.well-known/maintenance/return.js"
    private static let preflight = [
        "Origin: https://app.example.org", "Access-Control-Request-Method: PUT",
        "Access-Control-Request-Headers: content-type",
    ]

    /// Requests, and the status of each one's answer. `{tag}` is the script's entity tag.
    private static let requests: [(status: Int, head: [String])] = [
        (503, ["GET /shop HTTP/1.1"]),
        (503, ["HEAD /shop HTTP/1.1"]),
        (503, ["POST /shop HTTP/1.1", "Content-Length: 0"]),
        (503, ["PUT /shop HTTP/1.1", "Content-Length: 0"]),
        (503, ["GET /shop HTTP/1.1", "Accept-Encoding: gzip", "Accept-Language: de"]),
        (503, ["GET /shop HTTP/1.1", "Accept: application/json"]),
        (503, ["GET /shop HTTP/1.1", "Accept: text/plain"]),
        (503, ["GET /shop HTTP/1.1", "Accept: application/xml"]),
        (503, ["GET /api HTTP/1.1", "Accept: application/json", "Origin: https://app.example.org"]),
        (503, ["GET /app.js HTTP/1.1", "Sec-Fetch-Dest: script"]),
        (503, ["GET /app.css HTTP/1.1", "Sec-Fetch-Dest: style"]),
        (503, ["GET /logo.png HTTP/1.1", "Sec-Fetch-Dest: image"]),
        (200, ["GET \(script) HTTP/1.1"]),
        (200, ["HEAD \(script) HTTP/1.1"]),
        (200, ["POST \(script) HTTP/1.1", "Content-Length: 0"]),
        (200, ["GET \(script) HTTP/1.1", "Accept-Encoding: gzip"]),
        (200, ["GET \(script) HTTP/1.1", "Connection: close"]),
        (200, ["GET \(script) HTTP/1.0"]),
        (206, ["GET \(script) HTTP/1.1", "Range: bytes=0-9"]),
        (304, ["GET \(script) HTTP/1.1", "If-None-Match: {tag}"]),
        (412, ["GET \(script) HTTP/1.1", "If-Match: \"another\""]),
        (416, ["GET \(script) HTTP/1.1", "Range: bytes=9999999-"]),
        (200, ["OPTIONS /shop HTTP/1.1"]),
        (200, ["OPTIONS * HTTP/1.1"]),
        (204, ["OPTIONS /api HTTP/1.1"] + preflight),
        (400, ["GET /shop HTTP/1.1", "Host: another.example"]),
        (414, ["GET /\(String(repeating: "a", count: 40_000)) HTTP/1.1"]),
        (431, ["GET /shop HTTP/1.1", "X-Long: \(String(repeating: "a", count: 40_000))"]),
        (505, ["GET /shop HTTP/2.0"]),
    ]

    /// Messages that do not apply. Some are about the request, whose fault is already clear from the status. The page
    /// depends on many fields, since each option adds one, but no cache stores it. `no-store` comes with `max-age=0`
    /// for caches that read only the latter.
    private static let accepted = [
        "STATUS_BAD_REQUEST", "STATUS_URI_TOO_LONG", "STATUS_VERSION_NOT_SUPPORTED", "VARY_COMPLEX",
        "CC_CONFLICTING",
    ]

    @Test func httplintFindsNoFault() throws {
        let site = URL(fileURLWithPath: #filePath).appendingPathComponent("../../../static").standardized.path
        let server = try Command([
            "--dir", site, "--address", "127.0.0.1", "--port", "0", "--until", "2099-01-01T00:00Z", "--cors",
            "https://app.example.org", "--typed-misses",
        ])
        let port = try server.waitUntilListening()
        let common = "Host: shop.example\r\nUser-Agent: tests\r\n"
        let head = "HEAD \(LintTests.script) HTTP/1.1\r\n\(common)\r\n"
        let tag = try #require(try RawClient(port: port).exchange(head)["ETag"])
        var exchanges: [[String: String]] = []
        for (status, lines) in LintTests.requests {
            let request = "\(lines[0])\r\n\(common)\(lines.dropFirst().map { $0 + "\r\n" }.joined())\r\n"
                .replacing("{tag}", with: tag)
            let response = try self.response(to: request, port: port)
            #expect(response.starts(with: Array("HTTP/1.1 \(status) ".utf8)), "\(lines[0].prefix(60))")
            exchanges.append([
                "request": Data(request.utf8).base64EncodedString(), "response": Data(response).base64EncodedString(),
            ])
        }
        for (request, notes) in zip(LintTests.requests, try notes(on: exchanges)) {
            // httplint has read the answer.
            #expect(!notes.isEmpty)
            let faults = notes.filter { note in
                !note.hasPrefix("GOOD ") && !note.hasPrefix("INFO ")
                    && !LintTests.accepted.contains { note.contains($0) }
            }
            #expect(faults == [], "\(request.head[0].prefix(60))")
        }
    }

    /// The bytes of the response, and of anything after it.
    private func response(to request: String, port: UInt16) throws -> [UInt8] {
        let client = try RawClient(port: port)
        try client.send(request)
        client.endSending()
        return try client.receiveToEnd()
    }

    private func notes(on exchanges: [[String: String]]) throws -> [[String]] {
        let input = try JSONSerialization.data(withJSONObject: exchanges)
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("lint.py").path
        let result = try Program(
            [Example.tool("bin/python"), script, "exchanges"],
            files: ["exchanges": String(decoding: input, as: UTF8.self)]
        ).waitForEnd()
        let notes = try? JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [[String]]
        return try #require(notes, "\(result.output)")
    }
}
