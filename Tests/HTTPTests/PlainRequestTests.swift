import FuzzProperties
import HTTP
import Testing

@Suite struct PlainRequestTests {
    private static let get = "GET /shop?x HTTP/1.1\r\nHost: a\r\n"

    private func isPlain(_ text: String) -> Bool { PlainRequest(text.utf8.span) != nil }

    @Test(arguments: [
        "", "Accept: text/html\r\nAccept-Language: de\r\nAccept-Encoding: gzip\r\n", "ACCEPT:\r\n",
        "If-None-Match: \"a\"\r\nIf-Modified-Since: x\r\n", "Origin: null\r\nSec-Fetch-Dest: image\r\n",
        "X-Forwarded-For: 192.0.2.1\r\n", "Connection: Keep-Alive\r\n", "Cookie: a\r\nCookie: b\r\n",
        "User-Agent: x\u{7F}\r\n",
    ])
    func requestsOfNearlyAllClientsAre(fields: String) {
        #expect(isPlain("\(PlainRequestTests.get)\(fields)\r\n"))
        #expect(isPlain("HEAD / HTTP/1.1\r\nHost: a:1\r\n\(fields)\r\n"))
    }

    @Test(arguments: [
        "POST / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.0\r\nHost: a\r\n\r\n", "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        "GET http://a/ HTTP/1.1\r\nHost: a\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a b\r\n\r\n", "GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n",
        "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\nHost: a\n\n", "", "\n", "GET", "GET / HTTP/1.1\r\n",
    ])
    func otherRequestsAreNot(text: String) {
        #expect(!isPlain(text))
    }

    @Test(arguments: [
        "Host: a", "Accept: a\r\nAccept: b", "X-Forwarded-For: a\r\nx-forwarded-for: b", "Range: bytes=0-1",
        "If-Range: a", "If-Match: a", "If-Unmodified-Since: a", "Expect: 100-continue", "Forwarded: for=a",
        "Connection: close", "Connection: keep-alive, x", "Content-Length: 0", "Transfer-Encoding: chunked", "a b: c",
        "a", " a: b", "a: b\0", "a: b\rc",
    ])
    func otherFieldsMakeItNone(line: String) {
        #expect(!isPlain("\(PlainRequestTests.get)\(line)\r\n\r\n"))
    }

    /// Bytes after it may be a body, or the next request.
    @Test func itIsAllThereIs() {
        let whole = "\(PlainRequestTests.get)\r\n"
        #expect(isPlain(whole))
        #expect(!isPlain(whole + whole))
        for count in 0..<whole.utf8.count {
            #expect(!isPlain(String(decoding: whole.utf8.prefix(count), as: UTF8.self)))
        }
    }

    @Test func itIsWithinTheLimits() {
        let lines = String(repeating: "a: b\r\n", count: 99)
        #expect(isPlain("\(PlainRequestTests.get)\(lines)\r\n"))
        #expect(!isPlain("\(PlainRequestTests.get)\(lines)a: b\r\n\r\n"))
        #expect(!isPlain("\(PlainRequestTests.get)a: \(String(repeating: "b", count: 33_000))\r\n\r\n"))
    }

    /// What is read is what the reader of all requests makes of the same bytes, however they are changed.
    @Test func itIsReadAsAnyRequestIs() {
        let start = Array(
            """
            GET /shop?x HTTP/1.1\r\nHost: a\r\nAccept: text/html\r\nAccept-Encoding: gzip\r\nX-Forwarded-For: 192.0.2.1\r
            If-None-Match: \"a\"\r\nConnection: keep-alive\r\n\r\n
            """.utf8)
        var random = SeededRandom(seed: 6)
        var plain = 0
        for _ in 0..<20_000 {
            var bytes = start
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let place = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes.randomElement(using: &random) ?? 0, at: place)
                }
            }
            if PlainRequest(bytes.span) != nil { plain += 1 }
            FuzzTarget.requestReader.check(bytes)
        }
        #expect(plain > 2_000)
        #expect(plain < 18_000)
    }
}
