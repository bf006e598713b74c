import Foundation
import HTTP
import Logging
import MaintenanceSite
import ServerTestSupport
import TestSupport
import Testing

@testable import Libevent
@testable import MaintenanceServer

/// A request whose answer was prepared for another one gets the same answer as if it were the first.
@Suite(.timeLimit(.minutes(15))) struct PreparedAnswersTests {
    private let directory: TemporaryDirectory

    init() throws {
        let text = String(repeating: "p {} ", count: 500)
        let site = [
            "index.html": "<h1>Maintenance</h1>\(text)", "index.de.html": "Wartung", "index.json": "{}",
            "logo.png": "TheLogo", "site.css": text, "site.css.br": "brotli", "empty.txt": "", "x/y.txt": "y",
        ]
        var files: [String: String] = [:]
        for (name, content) in site {
            files["default/\(name)"] = content
            files["a.example/\(name)"] = content + (name.hasSuffix("json") ? " " : "of a")
        }
        directory = try TemporaryDirectory(files)
    }

    private func handler(isByHost: Bool) throws -> StaticFallbackHandler {
        let path = isByHost ? directory.path : directory.path(of: "default")
        let sites = try SiteSource(directory: path, limits: SiteLimits(), isByHost: isByHost).load().sites
        var configuration = Configuration(endpoints: [])
        configuration.policy.typesMisses = true
        configuration.policy.crossOrigin = CrossOrigin([.origin("https://a.example")])
        return StaticFallbackHandler(
            LiveState.State(sites: sites, news: SitesNews()), configuration, counters: WorkerCounters(),
            traffic: TrafficBuffer(on: try EventLoop(), queue: try TrafficQueue()),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }

    /// Values that change some answer, and others that do not. Every field that the server reads belongs here.
    private static func values(of field: RequestHead.Field) -> (name: String, values: [String]) {
        switch field {
        case .host: ("Host", ["a.example", "A.EXAMPLE:80", "b.example"])
        case .accept: ("Accept", ["text/html", "application/json", "*/*;q=0.1, application/json"])
        case .acceptEncoding: ("Accept-Encoding", ["gzip", "br", "gzip;q=0, *", "identity;q=0"])
        case .acceptLanguage: ("Accept-Language", ["de", "en, de;q=0.1", "fr", "de;q=0, *"])
        case .secFetchDest: ("Sec-Fetch-Dest", ["script", "style", "image", "document"])
        case .origin: ("Origin", ["https://a.example", "https://b.example"])
        case .accessControlRequestMethod: ("Access-Control-Request-Method", ["PUT", "@"])
        case .accessControlRequestHeaders: ("Access-Control-Request-Headers", ["x-a, x-b", "@"])
        case .ifMatch: ("If-Match", ["*", "\"x\""])
        case .ifNoneMatch: ("If-None-Match", ["*", "\"x\""])
        case .ifRange: ("If-Range", ["\"x\"", "Sun, 06 Nov 1994 08:49:37 GMT"])
        case .range: ("Range", ["bytes=1-2", "bytes=-1", "bytes=9999-"])
        case .connection: ("Connection", ["close", "keep-alive"])
        case .contentLength: ("Content-Length", ["0", "3"])
        case .transferEncoding: ("Transfer-Encoding", ["chunked"])
        case .expect: ("Expect", ["100-continue"])
        case .forwarded: ("Forwarded", ["for=192.0.2.1"])
        case .xForwardedFor: ("X-Forwarded-For", ["192.0.2.1", "x"])
        case .userAgent: ("User-Agent", ["a", "b"])
        case .referer: ("Referer", ["a", "b"])
        case .xRequestID: ("X-Request-ID", ["a", "b"])
        }
    }

    private static let methods = ["GET", "GET", "GET", "HEAD", "POST", "OPTIONS", "PUT", "CONNECT", "PROPFIND", "get"]
    private static let targets = [
        "/", "/shop/cart?x=/logo.png", "/index.html", "/index.json", "/logo.png", "/logo.png?x", "/logo.png/",
        "/site.css", "/empty.txt", "/x/y.txt", "/x/../logo.png", "//logo.png", "/%6Cogo.png", "/%zz",
        "http://a.example/logo.png", "http://b.example/", "http://a.example", "*",
        "/VirtualHostBase/http/a:80/site/VirtualHostRoot/logo.png",
    ]

    /// Some fields once, some twice.
    private static func request(_ random: inout SeededRandom) -> RequestHead {
        var fields: [(name: String, value: String)] = []
        for field in RequestHead.Field.allCases {
            let (name, values) = values(of: field)
            while Int.random(in: 0..<6, using: &random) == 0 {
                fields.append((name, values.randomElement(using: &random) ?? ""))
            }
        }
        return RequestHead(
            methods.randomElement(using: &random) ?? "", targets.randomElement(using: &random) ?? "",
            version: Bool.random(using: &random) ? .http11 : .http10, fields: fields)
    }

    private func text(_ reply: Reply) -> String {
        let body =
            switch reply.body {
            case .none: "nothing"
            case .memory(let bytes, _): String(decoding: bytes, as: UTF8.self)
            case .memoryFile(let file): String(decoding: file.bytes, as: UTF8.self)
            case .file(let file): "\(file.range)"
            }
        return String(decoding: reply.head, as: UTF8.self) + body
    }

    @Test(arguments: [false, true])
    func requestsWithTheSameKeyShareAnAnswer(isByHost: Bool) throws {
        let (prepared, fresh) = (try handler(isByHost: isByHost), try handler(isByHost: isByHost))
        var random = SeededRandom(seed: 12)
        for _ in 0..<20_000 {
            let request = PreparedAnswersTests.request(&random)
            // A second may pass in between.
            for attempt in 0... {
                // A new state has no prepared answers.
                let state = fresh.state
                fresh.state = state
                let replies = [prepared, fresh].map {
                    text($0.reply(to: .request(request), .keepAlive(isAnnounced: false), from: .unix))
                }
                if replies[0] == replies[1] { break }
                try #require(attempt < 3, "\(request): \(replies)")
            }
        }
    }

    @Test func eachReplyAnnouncesTheEndOfItsConnection() throws {
        let handler = try handler(isByHost: false)
        let request = IncomingRequest.Outcome.request(RequestHead("GET", "/"))
        let ends = [
            IncomingRequest.Ending.keepAlive(isAnnounced: false), .keepAlive(isAnnounced: true), .close(.nothing),
        ]
        let options = ends.map { ending in
            text(handler.reply(to: request, ending, from: .unix)).split(separator: "\r\n").filter {
                $0.hasPrefix("Conn")
            }
        }
        #expect(options == [[], ["Connection: keep-alive"], ["Connection: close"]])
    }

    private func serve(_ directory: String = "default") throws -> TestServer {
        try TestServer(directory: self.directory.path(of: directory))
    }

    /// More answers than are retained at once.
    @Test func differentRequestsGetDifferentAnswers() throws {
        let server = try serve()
        let client = try RawClient(port: server.port)
        for count in 0..<1500 {
            let language = count.isMultiple(of: 3) ? "de" : "en"
            let response = try client.exchange(
                "GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: \(language), x-\(count)\r\n\r\n")
            #expect(response["Content-Language"] == (language == "de" ? "de" : nil))
        }
    }

    @Test(arguments: [0, 700])
    func requestsOfAllKindsMayAlternateOnAConnection(pauseMilliseconds: UInt32) throws {
        let server = try serve()
        let client = try RawClient(port: server.port)
        let plain = ["GET /x HTTP/1.1\r\nHost: a\r\n\r\n"]
        let post = ["POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n", "bo", "dy"]
        let afterEmptyLines = ["\r", "\n\r\n", plain[0]]
        let twice = [plain[0] + plain[0]]
        for pieces in [plain, plain, post, plain, afterEmptyLines, post, post, plain, twice, plain] {
            for piece in pieces {
                try client.send(piece)
                if piece != pieces.last { usleep(pauseMilliseconds * 1000) }
            }
            var replies = ""
            let reply = /HTTP\/1.1 503 .*?<h1>Maintenance<\/h1>(p {} ){500}/.dotMatchesNewlines()
            while replies.matches(of: reply).count < (pieces == twice ? 2 : 1) {
                let received = try client.receive()
                try #require(!received.isEmpty)
                replies += String(decoding: received, as: UTF8.self)
            }
            usleep(pauseMilliseconds * 1000)
            #expect(!client.hasInput)
        }
    }

    /// The socket takes a part, and the rest is sent as the client reads.
    @Test func aClientThatReadsLateGetsTheWholeAnswer() throws {
        let page = String(repeating: "0123456789abcdef", count: 15_000)
        try directory.write(page, to: "large/index.html")
        let server = try serve("large")
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        for _ in 0..<3 {
            for _ in 0..<20 { try client.send(request) }
            #expect(eventually { client.hasInput })
            var bytes: [UInt8] = []
            for _ in 0..<20 {
                var response = RawResponse(bytes)
                while response == nil {
                    bytes += try client.receive()
                    response = RawResponse(bytes)
                }
                let found = try #require(response)
                #expect(found.status == 503)
                #expect(found.text == page)
                bytes.removeFirst(found.length)
            }
            #expect(bytes.isEmpty)
        }
    }

    @Test func aStopIsAnnouncedInTheLastReply() throws {
        let server = try serve()
        let client = try RawClient(port: server.port)
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        #expect(try client.exchange(request)["Connection"] == nil)
        try client.send("GET / HT")
        server.stopper.stop()
        try client.send("TP/1.1\r\nHost: a\r\n\r\n")
        #expect(try client.receiveResponse()["Connection"] == "close")
    }
}
