import Foundation
import TestSupport
import Testing

/// Several sites, each for the host that its folder is named after.
@Suite(.timeLimit(.minutes(15))) struct ByHostTests {
    private let sites: TemporaryDirectory

    init() throws {
        sites = try TemporaryDirectory([
            "default/index.html": "default", "a.example/index.html": "a", "a.example/a.txt": "a's",
            "b.example/index.html": "b", "b.example/index.de.html": "b auf Deutsch",
        ])
    }

    private struct Served {
        let command: Command
        let port: UInt16

        func answer(_ request: String) throws -> RawResponse {
            try RawClient(port: port).exchange(request)
        }

        func text(_ host: String, _ target: String = "/") throws -> String {
            try answer("GET \(target) HTTP/1.1\r\nHost: \(host)\r\n\r\n").text
        }

        func count(_ words: String) -> Int {
            command.standardError.split(separator: "\n").count { $0.contains(words) }
        }
    }

    private func serve(_ options: [String] = ["--by-host"], environment: [String: String] = [:]) throws -> Served {
        let command = try Command(
            ["--dir", sites.path, "--port", "0", "--address", "127.0.0.1", "--workers", "2"] + options,
            environment: environment)
        return Served(command: command, port: try command.waitUntilListening())
    }

    private func remove(_ name: String) throws {
        try FileManager.default.removeItem(atPath: sites.path(of: name))
    }

    // The request's head, and the site that answers it.
    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a.example\r\n", "a"),
        ("GET / HTTP/1.1\r\nHost: A.Example.:80\r\n", "a"),
        ("GET / HTTP/1.1\r\nHost: nosuch.example\r\n", "default"),
        ("GET / HTTP/1.1\r\nHost:\r\n", "default"),
        ("GET / HTTP/1.0\r\n", "default"),  // RFC 9112 §3.2: it may leave Host out
        ("GET / HTTP/1.0\r\nHost: a.example\r\n", "a"),
        ("GET http://a.example/x HTTP/1.1\r\nHost: b.example\r\n", "a"),  // RFC 9112 §3.2.2
        ("PUT /a.txt HTTP/1.1\r\nHost: b.example\r\nContent-Length: 0\r\n", "b"),
        ("GET /a.txt HTTP/1.1\r\nHost: b.example\r\n", "b"),
        ("GET /../a.example/a.txt HTTP/1.1\r\nHost: b.example\r\n", "b"),
        ("GET /a.txt HTTP/1.1\r\nHost: ../a.example\r\n", nil),  // RFC 3986 §3.2.2: no host
        ("GET /a.txt HTTP/1.1\r\nHost: ..\r\n", "default"),
        ("GET / HTTP/1.1\r\nHost: b.example\r\nAccept-Language: de\r\n", "b auf Deutsch"),
        ("CONNECT a.example:80 HTTP/1.1\r\nHost: a.example:80\r\n", "a"),  // RFC 9110 §9.3.6
    ])
    func theHostChoosesThePage(head: String, expected: String?) throws {
        let response = try serve().answer(head + "\r\n")
        #expect(response.status == (expected == nil ? 400 : 503))
        if let expected { #expect(response.text == expected) }
    }

    @Test func requestsOfOneConnectionMayBeForSeveralHosts() throws {
        let served = try serve()
        let client = try RawClient(port: served.port)
        for (host, page) in [("a.example", "a"), ("b.example", "b"), ("c.example", "default"), ("a.example", "a")] {
            #expect(try client.exchange("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").text == page)
        }
        #expect(try served.text("a.example", "/a.txt") == "a's")
        #expect(served.count("resources: 1, sites: 3") == 1)
        // A built-in file, which every site has.
        #expect(try served.text("a.example", "/.well-known/maintenance/return.js").count > 100)
    }

    @Test func theVariableEnablesSitesByHost() throws {
        #expect(try serve([], environment: ["MAINTENANCE_BY_HOST": "true"]).text("a.example") == "a")
    }

    @Test func aChangeOfOneHostsPageIsServed() throws {
        let served = try serve()
        try sites.write("new a", to: "a.example/index.html")
        #expect(try eventually { try served.text("a.example") == "new a" })
        #expect(try served.text("b.example") == "b")
        try sites.write("c", to: "c.example/index.html")
        #expect(try eventually { try served.text("c.example") == "c" })
        try sites.write("newer c", to: "c.example/index.html")
        #expect(try eventually { try served.text("c.example") == "newer c" })
        served.command.send(signal: SIGHUP)
        #expect(eventually { served.count("resources: 1, sites: 4") > 0 })
    }

    @Test func aHostWhosePageBreaksKeepsItsLastGoodSite() throws {
        let served = try serve()
        try remove("a.example/index.html")
        #expect(
            eventually { served.count("a.example cannot be served: it has no index.html, which is the maint") == 1 })
        try sites.write("new b", to: "b.example/index.html")
        #expect(try eventually { try served.text("b.example") == "new b" })
        #expect(try served.text("a.example") == "a")
        #expect(served.count("its last good site is kept") == 1)
        try sites.write("repaired", to: "a.example/index.html")
        #expect(try eventually { try served.text("a.example") == "repaired" })
    }

    @Test func aHostWhoseFolderIsRemovedGetsTheDefault() throws {
        let served = try serve()
        try remove("a.example")
        #expect(try eventually { try served.text("a.example") == "default" })
    }

    @Test func aDefaultThatBreaksKeepsItsLastGoodSite() throws {
        let served = try serve()
        try remove("default")
        #expect(eventually { served.count("default cannot be served: there is no such directory") == 1 })
        #expect(try served.text("c.example") == "default")
        try sites.write("new", to: "default/index.html")
        #expect(try eventually { try served.text("c.example") == "new" })
    }

    @Test func aHostWithoutAPageAtTheStartGetsTheDefault() throws {
        try remove("a.example/index.html")
        let served = try serve(["--by-host", "--admin", "127.0.0.1:0"])
        #expect(served.count("a.example cannot be served: it has no index.html") == 1)
        #expect(try served.text("a.example") == "default")
        let line = try served.command.waitForListeningLine()
        let admin = try #require(line.firstMatch(of: #/admin on \S*:(\d+)/#).flatMap { UInt16($0.1) })
        let metrics = { try RawClient(port: admin).exchange("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").text }
        #expect(try metrics().contains("\nmaintenance_site_broken 1\n"))
        try sites.write("a", to: "a.example/index.html")
        #expect(try eventually { try served.text("a.example") == "a" })
        #expect(try metrics().contains("\nmaintenance_site_broken 0\n"))
        #expect(try metrics().contains("\nmaintenance_site_resources 1\n"))
    }
}
