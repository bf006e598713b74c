import Foundation
import HTTP
import MaintenanceServer
import MaintenanceSite
import ServerTestSupport
import TestSupport
import Testing

/// Each case of the contract that may be answered the fast way is answered byte for byte as the ordinary way answers it.
@Suite(.timeLimit(.minutes(15))) struct FastWayTests {
    private let directory: TemporaryDirectory

    init() throws {
        let text = String(repeating: "p {} ", count: 500)
        directory = try TemporaryDirectory([
            "index.html": "<h1>Maintenance</h1>\(text)", "index.de.html": "Wartung", "index.json": "{}",
            "logo.png": "TheLogo",
            "site.css": text, "site.css.br": "brotli", ".well-known/security.txt": "contact", "empty.txt": "",
            "x/y.txt": "y",
        ])
    }

    private func serve(_ directory: String = "", isByHost: Bool = false) throws -> TestServer {
        let path = directory.isEmpty ? self.directory.path : self.directory.path(of: directory)
        return try TestServer(
            directory: path, isByHost: isByHost,
            configure: {
                $0.refresh = 60
                $0.until = HTTPDate(secondsSinceEpoch: HTTPDate.now.secondsSinceEpoch + 3600)
                $0.policy.typesMisses = true
                $0.policy.crossOrigin = CrossOrigin([.origin("https://a.example")])
                $0.policy.fields = [try? OperatorField("X-Status: maintenance")].compactMap(\.self)
            })
    }

    /// The reply as it came, but for the seconds that each one has for itself.
    private func reply(to request: String, at port: UInt16) throws -> String {
        let client = try RawClient(port: port)
        try client.send(request)
        client.endSending()
        let bytes = try client.receiveToEnd()
        return String(decoding: bytes, as: UTF8.self)
            .replacing(/\r\nRefresh: (\d+)\r\nServer-Timing: refresh;dur=(\d+)000\r\n/) {
                let isRight = $0.1 == $0.2 && (60...90).contains(Int($0.1) ?? 0)
                return isRight ? "\r\nRefresh: some\r\n" : String($0.0)
            }
    }

    private func isPlain(_ request: String) -> Bool { PlainRequest(request.utf8.span) != nil }

    /// An empty line in front is dropped, and leaves the request to the ordinary way.
    private func expectTheSame(_ request: String, at port: UInt16) throws {
        let ordinary = "\r\n" + request
        try #require(isPlain(request), "\(request)")
        try #require(!isPlain(ordinary))
        // The first prepares what the second sends. A second may pass in between.
        var replies: [String] = []
        for _ in 0..<10 {
            replies = try [request, request, ordinary].map { try reply(to: $0, at: port) }
            if Set(replies).count == 1 { break }
        }
        #expect(replies[0].hasPrefix("HTTP/1.1 "), "\(request)")
        #expect(replies[0] == replies[2], "\(request)")
        #expect(replies[1] == replies[2], "\(request)")
    }

    private static let targets = [
        "/", "/shop/cart?x=/logo.png", "/index.html", "/index.de.html", "/index.json", "/logo.png", "/logo.png?x",
        "/logo.png/", "/site.css",
        "/empty.txt", "/x/y.txt", "/x", "/x/../logo.png", "//logo.png", "/%6Cogo.png", "/%zz", "/.env",
        "/.well-known/security.txt", "/.well-known/maintenance/return.js",
        "/VirtualHostBase/http/a:80/site/VirtualHostRoot/logo.png", "/VirtualHostBase/http/a:80/site/VirtualHostRoot/x",
    ]

    @Test(arguments: [
        "", "Accept-Encoding: gzip, br\r\n", "Accept-Encoding: identity;q=0\r\n",
        "Accept-Language: de-CH, en;q=0.5\r\n",
        "Accept: application/json\r\n", "Accept: text/html\r\nAccept-Language: fr\r\nAccept-Encoding: br\r\n",
        "Origin: https://a.example\r\n", "Origin: https://b.example\r\n", "Sec-Fetch-Dest: script\r\n",
        "Sec-Fetch-Dest: document\r\n", "If-None-Match: *\r\n", "If-None-Match: \"x\"\r\n",
        "If-Modified-Since: Sun, 06 Nov 2044 08:49:37 GMT\r\n", "If-Modified-Since: never\r\n",
        "X-Forwarded-For: 192.0.2.1, unknown\r\nConnection: keep-alive\r\nCookie: a=b\r\n",
    ])
    func bothWaysGiveTheSameBytes(fields: String) throws {
        let server = try serve()
        for target in FastWayTests.targets {
            for method in ["GET", "HEAD"] {
                try expectTheSame("\(method) \(target) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n", at: server.port)
            }
        }
    }

    @Test func aFilesOwnTagGets304BothWays() throws {
        let server = try serve()
        for (target, coding) in [("/logo.png", ""), ("/site.css", ""), ("/site.css", "Accept-Encoding: br\r\n")] {
            let request = "GET \(target) HTTP/1.1\r\nHost: a\r\n\(coding)"
            let tag = try #require(try RawClient(port: server.port).exchange("\(request)\r\n")["ETag"])
            let conditional = "\(request)If-None-Match: \(tag)\r\n\r\n"
            try expectTheSame(conditional, at: server.port)
            #expect(try RawClient(port: server.port).exchange(conditional).status == 304)
        }
    }

    @Test func theHostChoosesTheSiteBothWays() throws {
        let sites = try TemporaryDirectory([
            "default/index.html": "default", "a.example/index.html": "a", "a.example/a.txt": "of a",
            "b.example/index.html": "b",
        ])
        let server = try TestServer(directory: sites.path, isByHost: true)
        for host in ["a.example", "A.EXAMPLE:80", "b.example.", "c.example", ""] {
            for target in ["/", "/a.txt", "/b.txt"] {
                try expectTheSame("GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n", at: server.port)
            }
        }
        let request = "/a.txt HTTP/1.1\r\nHost: "
        #expect(try RawClient(port: server.port).exchange("GET \(request)a.example\r\n\r\n").text == "of a")
        #expect(try RawClient(port: server.port).exchange("GET \(request)b.example\r\n\r\n").text == "b")
    }

    /// More of them than are kept at once.
    @Test func manyDifferentRequestsGetTheirOwnAnswers() throws {
        let server = try serve()
        let client = try RawClient(port: server.port)
        for count in 0..<1500 {
            let language = count.isMultiple(of: 3) ? "de" : "en"
            let response = try client.exchange(
                "GET / HTTP/1.1\r\nHost: a\r\nAccept-Language: \(language), x-\(count)\r\n\r\n")
            #expect(response["Content-Language"] == (language == "de" ? "de" : nil))
        }
    }

    /// A connection is evhttp's for a request of the ordinary way, and not between two of them.
    @Test(arguments: [0, 700])
    func bothWaysTakeTurnsOnAConnection(pauseMilliseconds: UInt32) throws {
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

    /// The socket takes a part, and the rest goes out as the client reads.
    @Test func aClientThatReadsLateGetsAllOfIt() throws {
        let page = String(repeating: "0123456789abcdef", count: 15_000)
        try directory.write(page, to: "large/index.html")
        let server = try serve("large")
        let client = try RawClient(port: server.port, receiveBuffer: 4096)
        let request = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"
        for _ in 0..<3 {
            for _ in 0..<20 { try client.send(request) }
            usleep(200_000)
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

    @Test func aStopIsToldToClientsOfTheFastWay() throws {
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
