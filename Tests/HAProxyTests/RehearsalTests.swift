import TestSupport
import Testing

/// `maintenance haproxy rehearse` with the real HAProxy.
@Suite(.timeLimit(.minutes(15))) struct RehearsalTests {
    /// A configuration, and the findings of its rehearsal.
    struct RehearsalCase: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let status: Int32
        /// The expected rows of acts, by their titles.
        let rows: [String: @Sendable (Row) -> Bool]
        /// Texts in the report.
        let remarks: [String]
    }

    /// A row of the report: the number of visits by outcome, and the time until the last visitor had the expected
    /// answer.
    struct Row: Sendable {
        let applications: Int
        let pages: Int
        let errors: Int
        let change: Substring
    }

    private static let defaults = """
        defaults
            mode http
            timeout client 30s
            timeout server 30s
            timeout connect 200ms
            timeout check 3s
            option redispatch
            retries 4
            default-server inter 1s fall 1 observe layer4 error-limit 1 on-error mark-down

        """

    private static let again = """
            retry-on conn-failure empty-response
            http-request disable-l7-retry unless METH_GET

        """

    private static func backend(_ lines: String, _ words: String) -> String {
        """
        frontend www
            bind :80
            default_backend app
        backend app
        \(lines)
            server app1 10.0.0.1:80 check cookie app1
            server app2 10.0.0.2:80 check cookie app2
            server maintenance 127.0.0.1:8088 \(words)

        """
    }

    // A visit that was under way when an act began may belong to the previous act, or be an unavoidable error.
    private static let showsPage: @Sendable (Row) -> Bool = { $0.pages > 0 && $0.change != "never" }
    private static let showsApplication: @Sendable (Row) -> Bool = { $0.applications > 0 && $0.pages == 0 }
    private static let returns: @Sendable (Row) -> Bool = {
        $0.applications > 0 && $0.pages > 0 && $0.change != "never"
    }

    private static func cases() throws -> [RehearsalCase] {
        [
            RehearsalCase(
                testDescription: "the example", text: try Example.text(of: "haproxy.cfg"), status: 0,
                rows: [
                    "applications up": showsApplication, "one stops": showsApplication, "all stop": { $0.pages > 0 },
                    "all are back": returns, "all are killed amid requests": { $0.pages > 0 },
                    "all hang": { $0.errors > 0 },
                ],
                remarks: [
                    "visited at frontend www: http://www.example.org/", "HAProxy does not notice",
                    "HAProxy's own 504", "each visitor got an application or the page",
                ]),
            RehearsalCase(
                testDescription: "a check that maintenance fails",
                text: defaults + backend(again + "    option httpchk GET /health", "check backup"), status: 1,
                rows: [
                    "one stops": showsApplication,
                    "all stop": { $0.pages == 0 && $0.errors > 0 && $0.change == "never" },
                    "all hang": { $0.errors > 0 },
                ],
                remarks: ["HAProxy's own 503: 5 (", "in place of the page", "visits brought an error"]),
            RehearsalCase(
                testDescription: "a cookie that keeps visitors",
                text: defaults + backend(again + "    cookie SRV insert indirect nocache", "check backup cookie m"),
                status: 1, rows: ["all stop": showsPage, "all are back": { $0.pages > 0 && $0.change == "never" }],
                remarks: ["the page: 5 (", "in place of the application"]),
            RehearsalCase(
                testDescription: "requests that are lost, and checks by HTTP",
                text: defaults + backend("    option httpchk GET /health", "backup"), status: 1,
                rows: [
                    "all stop": showsPage, "all are back": returns, "all are killed amid requests": { $0.errors > 0 },
                    "all hang": { $0.pages > 0 }, "all answer again": returns,
                ],
                remarks: ["HAProxy's own 502", "'retry-on conn-failure empty-response' would send a GET again"]),
            RehearsalCase(
                testDescription: "TLS, PROXY headers, sockets and what belongs to the process", text: elaborate,
                status: 0,
                rows: ["applications up": showsApplication, "all stop": showsPage, "all are back": returns],
                remarks: [
                    "haproxy.cfg:2-8: left out, about the process: chroot, user haproxy, group haproxy, daemon, pidfile, "
                        + "stats socket, lua-load",
                    "bind :443 is 127.0.0.1:", ", without TLS and the PROXY header", "bind abns@inner is 127.0.0.1:",
                    "server inner is the bind line at haproxy.cfg:",
                    "left out, the section is not for the rehearsal: resolvers dns",
                    "/etc/no-such-file.http cannot be read: errorfile",
                    "visited at frontend inner: http://shop.example.org/cart",
                    "backend other: not rehearsed, because it has no backup",
                ]),
        ]
    }

    private static let elaborate =
        """
        global
            chroot /var/lib/haproxy
            user haproxy
            group haproxy
            daemon
            pidfile /run/haproxy.pid
            stats socket /run/haproxy/admin.sock mode 660 level admin
            lua-load /etc/haproxy/no-such-file.lua
            tune.bufsize 32768
        resolvers dns
            nameserver one 10.0.0.53:53
        \(defaults)    errorfile 503 /etc/no-such-file.http
        frontend outer
            mode tcp
            bind :443
            default_backend recirculated
        backend recirculated
            mode tcp
            server inner abns@inner send-proxy-v2
        frontend inner
            bind abns@inner accept-proxy ssl crt /etc/ssl/no-such-file.pem
            http-request redirect scheme https code 301 unless { ssl_fc }
            use_backend shop if { hdr(host) -i shop.example.org } { path_beg /cart }
            default_backend other
        backend other
            server other 10.0.0.9:80 check resolvers dns init-addr none
        backend shop
        \(again)    server shop1 10.0.0.1:443 check ssl verify required ca-file /etc/ssl/no-such-file.pem
            server shop2 shop2.example:443 check ssl verify none resolvers dns init-addr none
            server maintenance 127.0.0.1:8088 check backup

        """.replacing(
            ":443\n    default_backend", with: ":443 accept-proxy ssl crt /etc/no-such-file.pem\n    default_backend")

    /// All rehearsals run at once, because they mostly wait.
    private static let results = Result {
        let running = try cases().map { rehearsed in
            let directory = try TemporaryDirectory(["haproxy.cfg": rehearsed.text])
            let command = try Command(["haproxy", "rehearse", "haproxy.cfg"], directory: directory.path)
            return (rehearsed, directory, command)
        }
        return running.map { ($0.0, $0.2.waitForEnd()) }
    }

    @Test func theReportSaysWhatVisitorsGot() throws {
        for (rehearsed, result) in try RehearsalTests.results.get() {
            let report = "\(rehearsed): \(result.standardOutput)\(result.standardError)"
            #expect(result.status == rehearsed.status, "\(report)")
            for (title, holds) in rehearsed.rows {
                let row = try #require(RehearsalTests.row(title, in: result.standardOutput), "\(title) of \(report)")
                #expect(holds(row), "\(title) of \(report)")
            }
            for remark in rehearsed.remarks {
                #expect(result.standardOutput.contains(remark), "\(remark) in \(report)")
            }
        }
    }

    private static func row(_ title: String, in report: String) -> Row? {
        let line = report.split(separator: "\n").first { $0.hasPrefix("    \(title)  ") }
        guard let cells = line?.dropFirst(4 + title.count).split(separator: " "), cells.count >= 3,
            let applications = Int(cells[0]), let pages = Int(cells[1]), let errors = Int(cells[2])
        else { return nil }
        return Row(applications: applications, pages: pages, errors: errors, change: cells.dropFirst(3).first ?? "")
    }
}
