import TestSupport
import Testing

@testable import HTTP

@Suite struct RequestReaderTests {
    private static let next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n"

    @Test(arguments: [
        // RFC 9112 §6.3: no body
        ("", "keep"),
        ("Content-Length: 0\r\n", "keep"),
        ("Content-Length: 000\r\n", "keep"),
        // A body as long as the next request, which is dropped
        ("Content-Length: 31\r\n", "body"),
        ("content-length: 031\r\n", "body"),
        // RFC 9110 §8.6: any number of digits; a body that is not read
        ("Content-Length: 32769\r\n", "close"),
        ("Content-Length: 99999999999999999999\r\n", "close"),
        // RFC 9112 §7.1: a body whose end is known only after reading it
        ("Transfer-Encoding: chunked\r\n", "close"),
        ("Transfer-Encoding: Chunked \r\n", "close"),
        ("Transfer-Encoding: gzip, chunked\r\n", "close"),
        ("Transfer-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n", "close"),
        // RFC 9110 §10.1.1: the answer to a long body comes before it
        ("Content-Length: 31\r\nExpect: 100-continue\r\n", "body"),
        ("Content-Length: 32769\r\nExpect: 100-Continue\r\n", "close"),
        ("Content-Length: 31\r\nExpect: something\r\n", "body"),
        ("Expect: 100-continue\r\n", "keep"),
    ])
    func aBodyIsDroppedOrEndsTheConnection(fields: String, ending: String) {
        let requests = RequestReading("PUT /a HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(RequestReaderTests.next)").requests
        switch ending {
        case "keep": #expect(requests == ["other /a http11 keep", "get /next http11 keep"])
        case "body": #expect(requests == ["other /a http11 keep"])
        default: #expect(requests == ["other /a http11 close"])
        }
    }

    /// evhttp gets it, and must not find a body or an end of the connection in it.
    @Test func theCanonicalFormOfARequestHasNoFieldsOfTheBodyOrTheConnection() {
        let fields = [
            ("Host", "a"), ("Connection", "close, x"), ("X", ""), ("content-length", "5"),
            ("Transfer-Encoding", "chunked"),
            ("EXPECT", "100-continue"), ("Accept", "*/*"), ("connection", "keep-alive"), ("Accept", "text/html"),
        ]
        for version in [RequestHead.Version.http10, .http11] {
            let head = RequestHead("BREW", "/a?b=c", version: version, fields: fields)
            #expect(
                String(decoding: head.canonicalBytes, as: UTF8.self)
                    == "BREW /a?b=c HTTP/1.1\r\nHost: a\r\nX: \r\nAccept: */*\r\nAccept: text/html\r\n\r\n")
        }
    }

    @Test(arguments: [
        // RFC 9110 §8.6, RFC 9112 §6.3
        ("Content-Length: +5", Refusal.malformedContentLength),
        ("Content-Length: -0", .malformedContentLength),
        ("Content-Length: 0x5", .malformedContentLength),
        ("Content-Length: 5 5", .malformedContentLength),
        ("Content-Length: 5,5", .malformedContentLength),
        ("Content-Length:", .malformedContentLength),
        ("Content-Length: 5\r\nContent-Length: 5", .malformedContentLength),
        ("Content-Length: 5\r\nContent-Length: 6", .malformedContentLength),
        ("Content-Length: 5\r\nTransfer-Encoding: chunked", .lengthAndTransferEncoding),
        // RFC 9112 §6.1, §6.3: chunked has to be the last coding, and once
        ("Transfer-Encoding:", .malformedTransferEncoding),
        ("Transfer-Encoding: identity", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked, gzip", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked, chunked", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", .malformedTransferEncoding),
        ("Transfer-Encoding: xchunked", .malformedTransferEncoding),
        ("Transfer-Encoding: chunked;a=b", .malformedTransferEncoding),
        ("Transfer-Encoding: \u{0B}chunked", .malformedTransferEncoding),
    ])
    func aBodyWithAnAmbiguousLengthIsRefused(field: String, refusal: Refusal) {
        let requests = RequestReading("POST / HTTP/1.1\r\nHost: a\r\n\(field)\r\n\r\n\(RequestReaderTests.next)")
            .requests
        #expect(requests == ["400 \(refusal) close"])
    }

    @Test(arguments: [
        // RFC 9112 §9.3, §9.6
        ("HTTP/1.1", "", "http11 keep"),
        ("HTTP/1.1", "Connection: close\r\n", "http11 close"),
        ("HTTP/1.1", "Connection: TE , CLOSE\r\n", "http11 close"),
        ("HTTP/1.1", "Connection: TE\r\nConnection: close\r\n", "http11 close"),
        ("HTTP/1.1", "Connection: closed\r\n", "http11 keep"),
        ("HTTP/1.0", "", "http10 close"),
        ("HTTP/1.0", "Connection: keep-alive\r\n", "http10 keep-alive"),
        ("HTTP/1.0", "Connection: Keep-Alive, TE\r\n", "http10 keep-alive"),
        ("HTTP/1.0", "Connection: keep-alive, close\r\n", "http10 close"),
        ("HTTP/1.2", "", "http11 keep"),
    ])
    func theClientDecidesWhetherTheConnectionPersists(version: String, fields: String, expected: String) {
        let requests = RequestReading("GET / \(version)\r\nHost: a\r\n\(fields)\r\n\(RequestReaderTests.next)").requests
        #expect(requests.first == "get / \(expected)")
        #expect(requests.count == (expected.contains("keep") ? 2 : 1))
    }

    // RFC 9110 §9.3.6
    @Test func bytesAfterCONNECTAreNotARequest() {
        let requests = RequestReading("CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n\(RequestReaderTests.next)").requests
        #expect(requests == ["connect a:1 http11 close"])
    }

    // RFC 9112 §2.2
    @Test func emptyLinesBeforeARequestAreDropped() {
        #expect(RequestReading("\r\n\r\n\(RequestReaderTests.next)\r\n\(RequestReaderTests.next)").requests.count == 2)
    }

    @Test func theResultDoesNotDependOnHowTheBytesAreSplit() {
        var random = SeededRandom(seed: 20_261_121)
        let parts = [
            RequestReaderTests.next, "\r\n", "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 7\r\n\r\n1234567",
            "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
            "PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\n\r\n", "BAD\r\n\r\n", "\u{16}", " folded\r\n", "A: b\r\n", "\r", "\n", "\u{0}",
            String(repeating: "x", count: 70),
        ]
        var limits = RequestLimits()
        limits.headSize = 80
        limits.fieldLines = 3
        for _ in 0..<5000 {
            let bytes = (0..<Int.random(in: 1...5, using: &random)).flatMap { _ in
                Array((parts.randomElement(using: &random) ?? "").utf8)
            }
            let pieces = (0..<bytes.count).map { _ in Int.random(in: 0...9, using: &random) }
            let whole = RequestReading(bytes, limits: limits)
            #expect(RequestReading(bytes, pieces: pieces, limits: limits) == whole)
            #expect(RequestReading(bytes, pieces: bytes.map { _ in 1 }, limits: limits) == whole)
        }
    }

    @Test func aRequestThatTakesTooLongIsAnsweredFromItsReceivedPart() throws {
        func expire(_ text: String) -> IncomingRequest? {
            var reader = RequestReader(limits: RequestLimits())
            reader.receive(Array(text.utf8), at: 0..<text.utf8.count)
            #expect(reader.next() == nil)
            return reader.expire()
        }
        #expect(expire("") == nil)
        guard case .refused(.timeout, let read?)? = expire("GET / HTTP/1.1\r\nHost: a\r\nUs")?.outcome else {
            Issue.record("a head without an end was not refused")
            return
        }
        #expect(read.method == .get)
        #expect(read.field(.host) == "a")
        let request = try #require(expire("POST /a HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\n1"))
        #expect(request.ending == .close(.body(4)))
        guard case .request(let head) = request.outcome else {
            Issue.record("a body without an end was not answered")
            return
        }
        #expect(head.method == .post)
    }

    @Test func theReaderReportsItsDeadline() {
        var reader = RequestReader(limits: RequestLimits())
        func receive(_ text: String) -> Deadline? {
            reader.receive(Array(text.utf8), at: 0..<text.utf8.count)
            while reader.next() != nil {}
            return reader.deadline
        }
        for text in ["\r\n", "\r", "\n", "\r"] { #expect(receive(text) == .idle) }
        #expect(receive("\n") == .idle)
        #expect(receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r") == .head)
        #expect(receive("\n1234") == .body)
        #expect(receive("5") == .idle)
        #expect(receive("GET / HTTP/1.0\r\n\r\n") == nil)
        #expect(receive("GET / HTTP/1.0\r\n\r\n") == nil)
    }
}

@Suite struct MethodTests {
    @Test(
        arguments: [
            ("GET", .get), ("HEAD", .head), ("POST", .post), ("OPTIONS", .options),
            ("CONNECT", .connect),
            ("PUT", .other), ("get", .other), ("GETS", .other), ("", .other),
        ] as [(String, Method)])
    func methodsAreRecognised(name: String, method: Method) {
        let found = Method(name: name.utf8.span)
        #expect(found == method)
    }
}

/// The results of a reader for a connection's bytes, as texts.
struct RequestReading: Equatable {
    private(set) var requests: [String] = []

    /// Reads the bytes in parts of those sizes, and a last one.
    init(_ bytes: [UInt8], pieces: [Int] = [], limits: RequestLimits = RequestLimits()) {
        var reader = RequestReader(limits: limits)
        var rest = bytes[...]
        for size in pieces + [bytes.count] {
            reader.receive(bytes, at: rest.prefix(size).indices)
            rest = rest.dropFirst(size)
            while let request = reader.next() { requests.append(RequestReading.describe(request)) }
        }
    }

    init(_ text: String, limits: RequestLimits = RequestLimits()) {
        self.init(Array(text.utf8), limits: limits)
    }

    private static func describe(_ request: IncomingRequest) -> String {
        let ending =
            switch request.ending {
            case .keepAlive(isAnnounced: false): "keep"
            case .keepAlive(isAnnounced: true): "keep-alive"
            case .close: "close"
            }
        switch request.outcome {
        case .request(let head):
            let target = head.withTarget { target in
                String(decoding: target.indices.map { target[$0] }, as: UTF8.self)
            }
            return "\(head.method) \(target) \(head.version) \(ending)"
        case .refused(let refusal, _):
            return "\(refusal.status.rawValue) \(refusal) \(ending)"
        }
    }
}
