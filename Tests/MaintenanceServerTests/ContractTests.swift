import Foundation
import ServerTestSupport
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct ContractTests {
    private static let page = "<h1>Maintenance</h1>"
    private let directory: TemporaryDirectory
    private let server: TestServer

    init() throws {
        directory = try TemporaryDirectory([
            "index.html": ContractTests.page, "index.de.html": "Seite", "index.json": "{}",
            "images/logo.png": "TheLogo",
            "site.css": "p {}", ".env": "secret", ".well-known/security.txt": "contact", "empty.txt": "",
            "private.txt": "private",
        ])
        try directory.link("passwd", to: "/etc/passwd")
        try directory.setMode(0o000, of: "private.txt")
        server = try TestServer(directory: directory.path)
    }

    private func request(_ method: String, _ target: String, fields: String = "", body: String = "") throws
        -> RawResponse
    {
        try RawClient(port: server.port).exchange("\(method) \(target) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n\(body)")
    }

    private func expectPage(_ response: RawResponse, toHead: Bool = false) {
        #expect(response.statusLine == "HTTP/1.1 503 Service Unavailable")
        #expect(response.text == (toHead ? "" : ContractTests.page))
        #expect(response["Content-Type"] == "text/html; charset=utf-8")
        #expect(response["Content-Length"] == "\(ContractTests.page.utf8.count)")
        #expect(response["Cache-Control"] == "no-store")
        #expect(response["Retry-After"] == "60")
        #expect(response["X-Content-Type-Options"] == "nosniff")
        #expect(response["Date"]?.hasSuffix(" GMT") == true)
        for name in ["ETag", "Last-Modified", "Server", "Accept-Ranges"] { #expect(response[name] == nil) }
    }

    private func expectLogo(_ response: RawResponse, toHead: Bool = false) {
        #expect(response.statusLine == "HTTP/1.1 200 OK")
        #expect(response.text == (toHead ? "" : "TheLogo"))
        #expect(response["Content-Type"] == "image/png")
        #expect(response["Content-Length"] == "7")
        #expect(response["Cache-Control"] == "no-store, max-age=0")
        #expect(response["ETag"]?.hasPrefix("\"") == true)
        #expect(response["X-Content-Type-Options"] == "nosniff")
        #expect(response["Date"]?.hasSuffix(" GMT") == true)
        for name in ["Last-Modified", "Retry-After", "Server"] { #expect(response[name] == nil) }
    }

    @Test(arguments: [
        "/", "/shop/cart", "/shop/cart?item=3&x=/images/logo.png", "/images", "/images/", "/images/logo.png/",
        "/images/LOGO.png", "/images/logo.png.bak", "/index.html", "/index.de.html", "/index.json", "/.env", "/%2eenv",
        "/passwd", "/private.txt", "/../../../../etc/passwd", "/%2e%2e/%2e%2e/etc/passwd", "/..%2f..%2fetc%2fpasswd",
        "/%00", "/images/logo.png%00", "/%zz", "/%ff", "*", "http://example.org", "http://example.org/nothing",
    ])
    func aTargetThatNamesNoResourceGetsThePage(target: String) throws {
        expectPage(try request("GET", target))
    }

    @Test(arguments: [
        "/images/logo.png", "/images/logo.png?x=1", "/images/%6Cogo.png", "/images%2Flogo.png", "//images//logo.png",
        "/shop/../images/logo.png", "/../images/logo.png", "http://example.org/images/logo.png",
        "/VirtualHostBase/http/localhost:8080/mountpoint/Plone/VirtualHostRoot/images/logo.png",
        "/VirtualHostBase/http/localhost:8080/mountpoint/Plone/VirtualHostRoot/_vh_the/_vh_site/images/logo.png",
    ])
    func aTargetThatNamesAResourceGetsIt(target: String) throws {
        expectLogo(try request("GET", target))
    }

    @Test func wellKnownFilesAreResources() throws {
        #expect(try request("GET", "/.well-known/security.txt").text == "contact")
    }

    @Test func anEmptyFileIsAResource() throws {
        let response = try request("GET", "/empty.txt")
        #expect(response.status == 200)
        #expect(response["Content-Length"] == "0")
    }

    @Test func headIsGetWithoutTheBody() throws {
        expectPage(try request("HEAD", "/shop/cart"), toHead: true)
        expectLogo(try request("HEAD", "/images/logo.png"), toHead: true)
    }

    @Test func headAndGetAgreeFieldForField() throws {
        for target in ["/", "/images/logo.png", "/empty.txt"] {
            let names = try ["GET", "HEAD"].map { try request($0, target).fields.map(\.name) }
            #expect(names[0] == names[1])
        }
    }

    @Test func postIsAnsweredAsGet() throws {
        expectPage(try request("POST", "/shop/cart", fields: "Content-Length: 3\r\n", body: "a=b"))
        expectLogo(try request("POST", "/images/logo.png", fields: "Content-Length: 3\r\n", body: "a=b"))
    }

    @Test(arguments: ["/", "*", "/images/logo.png", "/shop/cart", "http://example.org/"])
    func optionsRequestsAreAnsweredForEveryTarget(target: String) throws {
        let response = try request("OPTIONS", target)
        #expect(response.statusLine == "HTTP/1.1 200 OK")
        #expect(response["Allow"] == "GET,HEAD,POST,OPTIONS")
        #expect(response["Cache-Control"] == "no-cache")
        #expect(response["Content-Length"] == "0")
        #expect(response["Content-Type"] == nil)
    }

    /// The request of HAProxy's `option httpchk`.
    @Test func optionsRequestsOfHTTP10NeedNoHost() throws {
        let client = try RawClient(port: server.port)
        try client.send("OPTIONS / HTTP/1.0\r\n\r\n")
        let text = String(decoding: try client.receiveToEnd(), as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(text.contains("\r\nDate: "))
    }

    @Test(arguments: ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "MKCOL", "PURGE", "BREW", "get", "Options"])
    func anyOtherMethodGetsThePageEvenForResources(method: String) throws {
        expectPage(try request(method, "/images/logo.png"))
        expectPage(try request(method, "/shop/cart"))
    }

    @Test func connectGetsThePageAndEndsItsConnection() throws {
        let client = try RawClient(port: server.port)
        try client.send("CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n")
        let bytes = try client.receiveToEnd()
        let response = try #require(RawResponse(bytes))
        expectPage(response)
        #expect(response["Connection"] == "close")
        #expect(bytes.count == bytes.firstRange(of: Array("\r\n\r\n".utf8)).map { $0.upperBound + response.body.count })
    }

    @Test func aConnectionServesSeveralRequests() throws {
        let client = try RawClient(port: server.port)
        for target in ["/", "/images/logo.png", "http://example.org/images/logo.png", "/x"] {
            let response = try client.exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(response.status == (target.hasSuffix("logo.png") ? 200 : 503))
            #expect(response["Connection"] == nil)
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() throws {
        let client = try RawClient(port: server.port)
        let targets = ["/images/logo.png", "/", "/site.css", "/none", "/images/logo.png"]
        try client.send(targets.map { "GET \($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined() + "GET / HTTP/1.0\r\n\r\n")
        let text = String(decoding: try client.receiveToEnd(), as: UTF8.self)
        let bodies = text.components(separatedBy: "HTTP/1.").dropFirst().map { part in
            part.components(separatedBy: "\r\n\r\n").last ?? ""
        }
        let page = ContractTests.page
        #expect(bodies == ["TheLogo", page, "p {}", page, "TheLogo", page])
    }

    @Test(arguments: [("GET", true), ("HEAD", false)])
    func aRefusalHasATextExceptForHEAD(method: String, hasContent: Bool) throws {
        let client = try RawClient(port: server.port)
        try client.send("\(method) / HTTP/1.1\r\n\r\n")
        let bytes = try client.receiveToEnd()
        let head = try #require(RawResponse(bytes, toHead: true))
        #expect(head.status == 400)
        #expect(head["Connection"] == "close")
        #expect((bytes.count > head.length) == hasContent)
    }

    @Test(arguments: ["close", "Close", "close, TE", "TE , CLOSE"])
    func aClientThatAsksForTheEndOfTheConnectionGetsIt(options: String) throws {
        let client = try RawClient(port: server.port)
        try client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: \(options)\r\n\r\n")
        let response = try #require(RawResponse(try client.receiveToEnd()))
        #expect(response["Connection"] == "close")
    }

    @Test(arguments: ["GET", "HEAD", "POST", "OPTIONS", "PUT", "TRACE", "BREW"])
    func aBodyIsNotReadAsARequest(method: String) throws {
        let smuggled = "GET /images/logo.png HTTP/1.1\r\nHost: a\r\n\r\n"
        let client = try RawClient(port: server.port)
        try client.send("\(method) / HTTP/1.1\r\nHost: a\r\nContent-Length: \(smuggled.utf8.count)\r\n\r\n\(smuggled)")
        let response = try client.receiveResponse(toHead: method == "HEAD")
        #expect(response.status == (method == "OPTIONS" ? 200 : 503))
        expectPage(try client.exchange("GET /after HTTP/1.1\r\nHost: a\r\n\r\n"))
    }

    @Test(arguments: ["GET", "HEAD", "POST", "OPTIONS", "PUT", "TRACE", "BREW"])
    func aBodyWithoutAKnownEndEndsTheConnection(method: String) throws {
        let chunk = "29\r\nGET /images/logo.png HTTP/1.1\r\nHost: a\r\n\r\n\r\n0\r\n\r\n"
        let client = try RawClient(port: server.port)
        try client.send("\(method) / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n\(chunk)")
        let response = try #require(RawResponse(try client.receiveToEnd(), toHead: method == "HEAD"))
        #expect(response.status == (method == "OPTIONS" ? 200 : 503))
        #expect(response["Connection"] == "close")
    }

    @Test func anHTTP10ConnectionPersistsIfTheClientAsksForIt() throws {
        let client = try RawClient(port: server.port)
        for _ in 0..<2 {
            let response = try client.exchange("GET /images/logo.png HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
            #expect(response.text == "TheLogo")
            #expect(response["Connection"] == "keep-alive")
        }
    }
}
