import MaintenanceHAProxy
import TestSupport
import Testing

/// Lines that look like traps but harm nobody in the real HAProxy, so no rule warns of them.
@Suite(.timeLimit(.minutes(15))) struct HarmlessLineTests {
    struct Lines: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// Lines of the backend, before its servers.
        var backend: [String] = []
        /// The words of the backup's line.
        var backup = "check backup"
        /// Further sections.
        var sections: [String] = []
    }

    static let all = [
        // These lines replace HAProxy's own answers, but not those of servers.
        Lines(
            testDescription: "HAProxy's own page for status 503",
            backend: ["http-error status 503 content-type text/plain string Sorry"]),
        Lines(
            testDescription: "a redirect in place of HAProxy's own 503", backend: ["errorloc 503 http://other.example/"]
        ),
        // HAProxy's cache keeps only answers of status 200 without `no-store`.
        Lines(
            testDescription: "a cache", backend: ["http-request cache-use site", "http-response cache-store site"],
            sections: ["cache site\n    total-max-size 4\n    max-age 600"]),
        // The page and uploads pass through the buffer piece by piece.
        Lines(testDescription: "small buffers", sections: ["global\n    tune.bufsize 4096\n    tune.maxrewrite 1024"]),
        Lines(testDescription: "a preferred server", backend: ["option prefer-last-server"]),
        Lines(testDescription: "connections that are not shared", backend: ["http-reuse never"]),
        Lines(
            testDescription: "a backup that tracks a server with checks",
            backend: ["option httpchk GET /health"],
            backup: "track checks/maintenance backup",
            sections: ["backend checks\n    server maintenance 127.0.0.1:8088 check inter 200ms"]),
    ]

    @Test(arguments: all) func visitorsGetThePageAndThenTheSite(lines: Lines) throws {
        let backend = [Trap.sound, Trap.again] + lines.backend + [Trap.servers(backup: lines.backup)]
        let text = Trap.configuration(sections: lines.sections, backend: backend.joined(separator: "\n"))
        let file = ConfigurationFile(path: "haproxy.cfg", contents: Array(text.utf8))
        let report = ConfigurationReport([file], variables: Variables(), expecting: Expectations())
        #expect(!report.fails(strictly: true), "\(report.text(as: .text))")
        let deployment = try Deployment(text, visitors: 0)
        deployment.takeDown()
        let kept = try RawClient(port: deployment.haproxy.port)
        let visit = { try Outcome(kept.exchange("GET /shop HTTP/1.1\r\nHost: shop.example\r\n\r\n"), to: "/shop") }
        #expect(try visit() == .page)
        #expect(deployment.visit() == .page)
        let upload = String(repeating: "x", count: 1_000_000)
        #expect(Outcome(try deployment.request("POST", "/shop", body: upload), to: "/shop") == .page)
        for _ in 0..<2 { #expect(try deployment.request("GET", "/logo.png").text == "TheLogo") }
        try deployment.bringUp()
        deployment.waitForApplications()
        #expect(try visit() == .application)
        #expect(deployment.visit() == .application)
        #expect(try deployment.request("GET", "/logo.png").text.hasSuffix(" at /logo.png"))
    }
}
