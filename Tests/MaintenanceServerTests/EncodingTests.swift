import Foundation
import ServerTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct EncodingTests {
    private static let page = String(repeating: "<p>We are back soon.</p>", count: 100)
    private let server: TestServer

    init() throws {
        let directory = try TemporaryDirectory([
            "index.html": EncodingTests.page, "app.css": String(repeating: "p {}", count: 100),
            "app.css.br": "brotli", "logo.png": "TheLogo",
        ])
        server = try TestServer(directory: directory.path)
    }

    private func request(_ method: String, _ target: String, _ fields: String...) throws -> RawResponse {
        let lines = fields.map { "\($0)\r\n" }.joined()
        return try RawClient(port: server.port).exchange("\(method) \(target) HTTP/1.1\r\nHost: a\r\n\(lines)\r\n")
    }

    @Test func thePageIsCompressedForClientsThatAcceptIt() throws {
        let plain = try request("GET", "/shop")
        #expect(plain.text == EncodingTests.page)
        #expect(plain["Content-Encoding"] == nil)
        for method in ["GET", "PUT"] {
            let response = try request(method, "/shop", "Accept-Encoding: gzip, br")
            #expect(response.status == 503)
            #expect(response["Content-Encoding"] == "gzip")
            #expect(response.body.starts(with: [0x1f, 0x8b]))
            #expect(response.body.count < 200)
        }
        for fields in [["Accept-Encoding: gzip"], ["Accept-Encoding: identity"], []] {
            #expect(try request("GET", "/shop", fields.first ?? "A: b")["Vary"] == "Accept-Encoding")
        }
    }

    @Test func aSiblingIsSentToClientsThatAcceptIt() throws {
        let response = try request("GET", "/app.css", "Accept-Encoding: gzip, br")
        #expect(response.text == "brotli")
        #expect(response["Content-Encoding"] == "br")
        #expect(response["Content-Type"] == "text/css; charset=utf-8")
        #expect(response["Vary"] == "Accept-Encoding")
        let itself = try request("GET", "/app.css.br", "Accept-Encoding: gzip, br")
        #expect(itself.text == "brotli")
        #expect(itself["Content-Encoding"] == nil)
        #expect(itself["Content-Type"] == "application/x-brotli")
        #expect(itself["Vary"] == nil)
    }

    @Test func eachCodingHasADifferentValidator() throws {
        let codings = ["br", "gzip", "identity"]
        let tags = try codings.map { try #require(try request("GET", "/app.css", "Accept-Encoding: \($0)")["ETag"]) }
        #expect(Set(tags).count == 3)
        for (coding, tag) in zip(codings, tags) {
            for (other, status) in zip(codings, codings.map { $0 == coding ? 304 : 200 }) {
                let response = try request("GET", "/app.css", "Accept-Encoding: \(other)", "If-None-Match: \(tag)")
                #expect(response.status == status)
                #expect(response["Vary"] == "Accept-Encoding")
            }
        }
    }

    @Test func aRangeSelectsFromTheCodedBytes() throws {
        let response = try request("GET", "/app.css", "Accept-Encoding: br", "Range: bytes=0-2")
        #expect(response.status == 206)
        #expect(response.text == "bro")
        #expect(response["Content-Range"] == "bytes 0-2/6")
        #expect(response["Content-Encoding"] == "br")
    }

    @Test(arguments: ["/shop", "/app.css", "/logo.png"], ["br", "gzip", "identity;q=0", "*;q=0"])
    func headAndGetAgree(target: String, coding: String) throws {
        let (get, head) = try (
            request("GET", target, "Accept-Encoding: \(coding)"), request("HEAD", target, "Accept-Encoding: \(coding)")
        )
        #expect(get.statusLine == head.statusLine)
        let fields = [get, head].map { $0.fields.filter { $0.name != "Date" }.map { "\($0.name): \($0.value)" } }
        #expect(fields[0] == fields[1])
        #expect(head.body.isEmpty)
    }
}
