import TestSupport
import Testing

/// Lines that keep visitors from the page, and the lines that Documentation/haproxy.md has against them.
@Suite(.timeLimit(.minutes(15))) struct TrapTests {
    struct Trap: Sendable, CustomTestStringConvertible {
        let testDescription: String
        /// What the backend says before its servers.
        var backend = ""
        /// The words of the line of `maintenance`.
        var words = "check backup"
        let cures: [Cure]
    }

    struct Cure: Sendable {
        /// nil for that of the trap.
        var backend: String?
        let words: String
        /// Further sections.
        var sections = ""
    }

    static let traps = [
        Trap(
            testDescription: "a check of the applications' own path", backend: "option httpchk GET /health",
            cures: [
                Cure(words: "backup"),
                Cure(
                    words: "track checks/maintenance backup",
                    sections: "backend checks\n    server maintenance 127.0.0.1:8088 check\n"),
            ]),
        Trap(
            testDescription: "a check by HTTP/1.1 without Host", backend: "option httpchk OPTIONS / HTTP/1.1",
            cures: [
                Cure(
                    backend: """
                        option httpchk
                            http-check send meth OPTIONS uri / ver HTTP/1.1 hdr Host www.example.org
                        """,
                    words: "check backup")
            ]),
        Trap(
            testDescription: "inherited TLS", backend: "default-server ssl verify none",
            cures: [Cure(words: "no-ssl no-check-ssl check backup")]),
        Trap(
            testDescription: "inherited HTTP/2", backend: "default-server proto h2",
            cures: [Cure(words: "proto h1 check backup")]),
        Trap(
            testDescription: "an inherited PROXY header", backend: "default-server send-proxy",
            cures: [Cure(words: "no-send-proxy check backup")]),
    ]

    /// `maintenance` behind HAProxy, which finds both applications dead.
    private final class Site {
        private let directory: TemporaryDirectory
        private let maintenance: Command
        private let haproxy: HAProxy
        private let applications: [Primary]

        init(_ backend: String, _ words: String, sections: String = "") throws {
            directory = try TemporaryDirectory(["index.html": Outcome.pageText])
            maintenance = try Command(["--dir", directory.path, "--address", "127.0.0.1", "--port", "0"])
            applications = [try Primary(name: "app1"), try Primary(name: "app2")]
            for application in applications { application.goDown() }
            let text = """
                defaults
                    mode http
                    timeout client 30s
                    timeout server 30s
                    timeout connect 2s

                frontend www
                    bind :80
                    default_backend app

                backend app
                    default-server inter 1s
                    \(backend)
                    server app1 127.0.0.1:8080 check
                    server app2 127.0.0.1:8081 check
                    server maintenance 127.0.0.1:8088 \(words)

                \(sections)

                """
            let ports = [
                8080: applications[0].port, 8081: applications[1].port, 8088: try maintenance.waitUntilListening(),
            ]
            haproxy = try HAProxy(
                ports.reduce(text) { $0.replacing("127.0.0.1:\($1.key)", with: "127.0.0.1:\($1.value)") })
        }

        func connect() throws -> RawClient { try RawClient(port: haproxy.port) }

        /// Visits by a connection, or a new one.
        func visit(by connection: RawClient? = nil) throws -> Outcome {
            let client = try connection ?? connect()
            return Outcome(try client.exchange("GET /shop HTTP/1.1\r\nHost: shop.example\r\n\r\n"), to: "/shop")
        }

        func comeUp() throws {
            for application in applications { try application.comeUp() }
        }

        /// Waits until HAProxy knows that the applications are down, and what its first check of `maintenance` says, if there is one.
        var isChecked: Bool {
            eventually {
                let maintenance = try? haproxy.statistics(of: "maintenance", in: "app")
                let isDown = ["app1", "app2"].allSatisfy {
                    (try? haproxy.statistics(of: $0, in: "app")["status"]) == "DOWN"
                }
                let hasNoCheck = maintenance?["status"] == "no check" || maintenance?["tracked"] != ""
                return isDown && (hasNoCheck || !["", "INI"].contains(maintenance?["check_status"] ?? ""))
            }
        }
    }

    @Test(arguments: traps) func aTrapHidesThePageAndItsCureShowsIt(trap: Trap) throws {
        let site = try Site(trap.backend, trap.words)
        #expect(site.isChecked)
        #expect(try site.visit() != .page)
        for cure in trap.cures {
            let site = try Site(cure.backend ?? trap.backend, cure.words, sections: cure.sections)
            #expect(site.isChecked)
            for _ in 0..<5 { #expect(try site.visit() == .page, "\(cure.words)") }
        }
    }

    /// HAProxy keeps a visitor's connection at the server that it has been at, if it has a connection to it for this visitor alone.
    @Test(arguments: [
        ("option prefer-last-server\n    http-reuse never", Outcome.page), ("option prefer-last-server", .application),
        ("http-reuse never", .application),
    ])
    func aKeptConnectionReturnsToTheSiteUnlessItsServerIsPreferred(lines: String, outcome: Outcome) throws {
        let site = try Site(lines, "check backup")
        #expect(site.isChecked)
        let kept = try site.connect()
        #expect(try site.visit(by: kept) == .page)
        try site.comeUp()
        #expect(eventually { (0..<5).allSatisfy { _ in (try? site.visit()) == .application } })
        #expect(try site.visit(by: kept) == outcome)
    }
}
