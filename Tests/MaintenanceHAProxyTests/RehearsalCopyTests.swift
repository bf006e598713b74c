import MaintenanceHAProxy
import TestSupport
import Testing

/// The copy of a configuration that a rehearsal runs.
@Suite(.timeLimit(.minutes(15))) struct RehearsalCopyTests {
    private static func plan(_ text: String, servers: [String] = []) throws -> RehearsalPlan {
        try RehearsalPlan(
            [ConfigurationFile(path: "haproxy.cfg", contents: Array(text.utf8))],
            variables: Variables { ["HOST": "10.9.9.9"][$0] }, expecting: Expectations(names: servers),
            contents: { ["hosts.map": "shop.example app\nother.example elsewhere\n"][$0] })
    }

    /// Ports from 1000 on: for the page, for operators, the closed one, then those of applications, `bind` lines and
    /// entries.
    private static func copy(of plan: RehearsalPlan, files: Set<String> = []) -> ConfigurationCopy {
        let ports = { (first: UInt16, count: Int) in (0..<count).map { first + UInt16($0) } }
        return plan.copy(
            on: RehearsalPorts(
                page: 1001, admin: 1002, closed: 1003, applications: ports(2000, plan.applications.count),
                binds: ports(3000, plan.bindCount), entries: ports(4000, plan.backends.count),
                peers: ports(5000, plan.peersCount)),
            in: "/drill", isReadable: { files.contains($0) })
    }

    /// The lines of the copy of the one file, without indentation.
    private static func lines(of copy: ConfigurationCopy) -> [String] {
        String(decoding: copy.files[0].contents, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0.drop { $0 == " " }) }
    }

    /// A backend that can be rehearsed, after further lines.
    private static func configuration(_ lines: String, backend: String = "") -> String {
        """
        \(lines)
        backend app
            \(backend)
            server app1 10.0.0.1:80 check
            server maintenance 127.0.0.1:8088 check backup

        """
    }

    @Test(arguments: SoundConfiguration.all) func theRealHAProxyAcceptsTheCopy(sound: SoundConfiguration) throws {
        guard sound.isAccepted(by: HAProxy.version) else { return }
        let plan: RehearsalPlan
        do {
            plan = try RehearsalCopyTests.plan(sound.text)
        } catch RehearsalPlan.Failure.withoutBackup {
            return
        }
        let copy = RehearsalCopyTests.copy(of: plan)
        let folder = try TemporaryDirectory()
        let text = copy.files.map { String(decoding: $0.contents, as: UTF8.self) }.joined()
            .replacing("/drill/", with: "\(folder.path)/")
        for name in copy.emptyFiles { try folder.write("", to: name) }
        try folder.write(text, to: "haproxy.cfg")
        #expect(try HAProxy.complaint(about: folder.path(of: "haproxy.cfg")) == nil, "\(text)")
        let outward = RehearsalCopyTests.lines(of: copy).filter {
            ($0.hasPrefix("bind ") || $0.hasPrefix("server ")) && !$0.contains(" 127.0.0.1:")
        }
        #expect(outward == [])
    }

    @Test(
        arguments: [
            (
                "frontend a\n    bind :443 ssl crt /etc/site.pem alpn h2 accept-proxy name tls",
                "bind 127.0.0.1:3000 name tls"
            ),
            ("frontend a\n    bind quic4@:443 ssl crt /etc/site.pem", "# left out"),
            ("frontend a\n    bind unix@/run/a.sock mode 600", "bind 127.0.0.1:3000"),
            (".if feature(X)\nfrontend a\n    bind :80\n.endif", "bind 127.0.0.1:3000"),
            (
                "frontend a\n    bind :443 ssl\n    use_backend app if { ssl_fc }",
                "use_backend app if { dst_port 3000 }"
            ),
            ("frontend a\n    bind :443 ssl\n    acl tls ssl_fc", "acl tls dst_port 3000"),
            ("frontend a\n    bind :80\n    acl tls ssl_fc", "acl tls ssl_fc"),
            ("frontend a\n    bind :443 ssl\n    acl a ssl_fc_sni -i a.example", "acl a req.hdr(host) -i a.example"),
            ("global\n    chroot /var/lib/haproxy", "# left out"), ("global\n    stats socket /run/s", "# left out"),
            ("global\n    lua-load /etc/a.lua", "# left out"), ("global\n    tune.bufsize 32768", "tune.bufsize 32768"),
            ("global\n    some-database /usr/share/x", "# left out"),
            ("resolvers dns\n    nameserver a 10.0.0.53:53", "# left out"),
            ("mailers m\n    mailer a 10.0.0.25:25", "# left out"),
            ("peers p\n    peer other 10.0.0.2:1024", "peer rehearsal 127.0.0.1:5000"),
            ("peers p\n    bind :1024\n    server other 10.0.0.2:1024", "peer rehearsal 127.0.0.1:5000"),
            ("defaults\n    log 10.0.0.3 local0", "# left out"), ("defaults\n    source 10.0.0.3", "# left out"),
            ("defaults\n    timeout server 1h", "timeout server 5000ms"),
            ("defaults\n    timeout server 900ms", "timeout server 900ms"),
            ("defaults\n    errorfile 503 missing.http", "# left out"),
            ("defaults\n    errorfile 503 there.http", "errorfile 503 there.http"),
            (
                "global\n    default-path origin /etc/proxy\ndefaults\n    errorfile 503 there.http",
                "errorfile 503 there.http"
            ),
            ("global\n    default-path config\ndefaults\n    errorfile 503 there.http", "errorfile 503 there.http"),
            ("global\n    default-path parent\ndefaults\n    errorfile 503 there.http", "# left out"),
            ("global\n    default-path config", "default-path origin ."),
            ("frontend a\n    acl bad src -f bad.lst", "acl bad src -f /drill/empty-0"),
            (
                "frontend a\n    use_backend %[req.hdr(host),lower,map(gone.map,app)]",
                "use_backend '%[req.hdr(host),lower,map(/drill/empty-0,app)]'"
            ),
            ("frontend a\n    http-request lua.check", "# left out"),
            ("frontend a\n    acl good lua.good -m bool", "acl good always_false"),
            ("frontend a\n    http-request do-resolve(txn.ip,dns) hdr(host)", "# left out"),
            ("frontend a\n    http-request set-dst var(txn.ip)", "# left out"),
            ("frontend a\n    http-request deny if { sc_http_req_rate(0) gt 9 }", "# left out"),
            ("frontend a\n    acl fast sc0_conn_rate gt 9\n    tcp-request content reject if fast", "# left out"),
            ("frontend a\n    http-request deny if { path /x }", "http-request deny if { path /x }"),
            ("frontend a\n    http-request auth unless { http_auth(u) }", "# left out"),
            ("frontend a\n    filter spoe config /etc/spoe.cfg", "# left out"),
            ("frontend a\n    tcp-request connection expect-proxy layer4", "# left out"),
        ])
    func aLineThatReachesOutIsChanged(section: String, expected: String) throws {
        let plan = try RehearsalCopyTests.plan(RehearsalCopyTests.configuration(section))
        let copy = RehearsalCopyTests.copy(of: plan, files: ["there.http", "./there.http", "/etc/proxy/there.http"])
        let count = section.split(separator: "\n").count
        let written = RehearsalCopyTests.lines(of: copy)[..<count].filter { $0 != ".endif" }
        #expect(written.last == expected)
    }

    @Test(
        arguments: [
            ("", "check ssl verify none sni str(a) proto h2 weight 3", "check weight 3"),
            ("", "check send-proxy-v2 source 10.0.0.9 resolvers dns init-addr none", "check"),
            ("", "check port 9000 addr 10.0.0.7 inter 300ms", "check inter 300ms"),
            ("", "check agent-check agent-port 9001 cookie a", "check cookie a"),
            ("default-server ssl verify none", "check", "check no-ssl"),
            ("default-server send-proxy inter 1s", "check", "check no-send-proxy"),
            ("default-server proto h2", "check", "check proto h1"),
        ])
    func applicationsGetPlainHTTP(backend: String, words: String, expected: String) throws {
        let text = RehearsalCopyTests.configuration("", backend: backend)
            .replacing("10.0.0.1:80 check", with: "10.0.0.1:80 \(words)")
        let copy = RehearsalCopyTests.copy(of: try RehearsalCopyTests.plan(text))
        #expect(RehearsalCopyTests.lines(of: copy).contains("server app1 127.0.0.1:2000 \(expected)"))
    }

    @Test(
        arguments: [
            ("", "backup send-proxy", "backup send-proxy"), ("", "backup proto h2", "backup proto h2"),
            ("", "backup ssl verify required ca-file /etc/ca.pem", "backup ssl verify none"),
            ("", "check port 8088 backup", "check backup port 1001"),
            ("", "check addr 127.0.0.1 port 8088 backup", "check backup port 1001"),
            // maintenance does not listen at 9000.
            ("", "check port 9000 backup", "check backup port 1003"),
            ("default-server port 9000", "check backup", "check backup port 1003"),
            ("default-server addr 10.0.0.9", "check backup", "check backup port 1003"),
            ("default-server port 9000", "check backup port 8088", "check backup port 1001"),
        ])
    func theProtocolToMaintenanceIsKept(backend: String, words: String, expected: String) throws {
        let text = RehearsalCopyTests.configuration("", backend: backend)
            .replacing("127.0.0.1:8088 check backup", with: "127.0.0.1:8088 \(words)")
        let copy = RehearsalCopyTests.copy(of: try RehearsalCopyTests.plan(text))
        #expect(RehearsalCopyTests.lines(of: copy).contains("server maintenance 127.0.0.1:1001 \(expected)"))
    }

    @Test(arguments: ["abns@inner", "unix@/run/inner.sock", "127.0.0.1:8081"])
    func aServerThatLeadsToAListenerKeepsLeadingThere(address: String) throws {
        let text = """
            backend app
                server inner \(address) send-proxy-v2
                server out abns@out backup
            listen inner
                bind \(address) accept-proxy
                server app1 10.0.0.1:80 check
            listen out
                bind abns@out
                server maintenance 127.0.0.1:8088

            """
        let plan = try RehearsalCopyTests.plan(text)
        let lines = RehearsalCopyTests.lines(of: RehearsalCopyTests.copy(of: plan))
        #expect(lines.contains("server inner 127.0.0.1:3000"))
        #expect(lines.contains("bind 127.0.0.1:3000"))
        #expect(lines.contains("server out 127.0.0.1:3001 backup"))
        #expect(lines.contains("server maintenance 127.0.0.1:1001"))
        #expect(plan.backends.map(\.name) == ["app"])
        #expect(plan.backends[0].applications == [0])
    }

    @Test func aLineIsAtItsPlaceAndIsListed() throws {
        let text = RehearsalCopyTests.configuration("global\n    daemon\n\n# a comment\nfrontend a\n    bind :80")
        let copy = RehearsalCopyTests.copy(of: try RehearsalCopyTests.plan(text))
        #expect(
            RehearsalCopyTests.lines(of: copy).count
                == text.split(separator: "\n", omittingEmptySubsequences: false).count)
        #expect(RehearsalCopyTests.lines(of: copy)[4...5] == ["frontend a", "bind 127.0.0.1:3000"])
        #expect(copy.changes.map(\.position.line) == [2, 6, 10])
    }

    @Test(
        arguments: [
            ("use_backend app if { hdr(host) -i shop.example }", "shop.example", "/"),
            ("acl shop req.hdr(host),lower -m dom shop\n    use_backend app if shop", "www.shop.example.org", "/"),
            ("use_backend app if { hdr_end(host) .shop.example } { path_beg /api }", "www.shop.example", "/api"),
            ("use_backend app if !{ path /x } { path_reg ^/v1/ }", "www.example.org", "/v1/"),
            ("use_backend %[req.hdr(host),map(hosts.map)]", "shop.example", "/"),
            ("default_backend app", "www.example.org", "/"),
        ])
    func aRequestForABackendIsFound(lines: String, host: String, path: String) throws {
        let text = RehearsalCopyTests.configuration("frontend a\n    bind :80\n    \(lines)")
        let candidate = try #require(try RehearsalCopyTests.plan(text).backends[0].candidates.first)
        #expect(candidate.host == host)
        #expect(candidate.path == path)
        #expect(candidate.frontend == "a")
    }

    /// HAProxy refuses the times itself.
    @Test(arguments: ["500000000000d", "99999999999999999999", "4294967295d", "-1", "0"]) func absurdTimesAreRead(
        time: String
    )
        throws
    {
        let words = "check inter \(time) downinter \(time) fall 9999999999999 rise -3"
        let text = RehearsalCopyTests.configuration("defaults\n    timeout check \(time)")
            .replacing("10.0.0.1:80 check", with: "10.0.0.1:80 \(words)")
        #expect(try RehearsalCopyTests.plan(text).backends[0].watched.count == 1)
    }

    @Test func aBackendWithoutMaintenanceIsNotRehearsed() throws {
        #expect(throws: RehearsalPlan.Failure.self) {
            try RehearsalCopyTests.plan("backend app\n    server app1 10.0.0.1:80 check\n")
        }
        let text = RehearsalCopyTests.configuration("backend other\n    server a 10.0.0.1:80 check")
        #expect(try RehearsalCopyTests.plan(text).others.map(\.name) == ["other"])
        #expect(throws: RehearsalPlan.Failure.self) { try RehearsalCopyTests.plan(text, servers: ["sorry"]) }
    }
}
