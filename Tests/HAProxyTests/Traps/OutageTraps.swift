import MaintenanceHAProxy
import TestSupport
import Testing

extension Trap {
    static let all = outageTraps + momentTraps + queueTraps + returnTraps

    /// HAProxy knows that the applications are down, and visitors get no page.
    private static let noPage: @Sendable (Deployment, Duration) throws -> Bool = { deployment, patience in
        deployment.takeDown()
        return deployment.nobodyGets(.page, within: patience)
    }

    /// Caches may keep the page, or one of its files.
    private static let keeping: @Sendable (Deployment, Duration) throws -> Bool = { deployment, _ in
        deployment.takeDown()
        return try ["/shop", "/logo.png"].contains { target in
            try deployment.request("GET", target)["Cache-Control"]?.hasPrefix("no-store") != true
        }
    }

    /// The applications are down, and visitors get no page.
    private static let unnoticed: @Sendable (Deployment, Duration) throws -> Bool = { deployment, patience in
        for primary in deployment.primaries { primary.goDown() }
        return deployment.nobodyGets(.page, within: patience)
    }

    /// Traps that keep visitors from the page for as long as the applications are down.
    static let outageTraps = [
        Trap("check-gets-page", sound + "\noption httpchk GET /health", harms: noPage),
        Trap(
            "check-gets-page",
            sound + "\noption httpchk\nhttp-check send meth HEAD uri /\nhttp-check expect status 200", harms: noPage),
        Trap(
            "check-gets-page", sound + "\ndefault-server check\noption httpchk GET /", servers(backup: "backup"),
            harms: noPage),
        Trap("check-gets-page", sound + "\noption httpchk GET /\nhttp-check expect ! rstatus ^5", harms: noPage),
        Trap("check-without-host", sound + "\noption httpchk OPTIONS / HTTP/1.1", harms: noPage),
        Trap(
            "check-without-host", sound + "\noption httpchk\nhttp-check send meth OPTIONS uri /up ver HTTP/1.1",
            harms: noPage),
        Trap("check-expects-503", sound + "\noption httpchk GET /\nhttp-check expect status 503") {
            deployment, patience in
            #expect(eventually { deployment.isChecked("app1") && deployment.isChecked("app2") })
            return deployment.nobodyGets(.application, within: patience)
        },
        Trap("check-another-protocol", sound + "\noption ssl-hello-chk", harms: noPage),
        Trap(
            "check-another-protocol",
            sound + "\noption tcp-check\ntcp-check connect\ntcp-check send GET\\ /\\ HTTP/1.0\\r\\n\\r\\n"
                + "\ntcp-check expect string HTTP/1.1\\ 200", harms: noPage),
        Trap(
            "check-another-protocol", sound + "\ndefault-server verify none\noption httpchk\nhttp-check connect ssl",
            harms: noPage),
        Trap(
            "backup-checked-elsewhere", sound + "\noption tcp-check\ntcp-check connect port 8080", harms: noPage),
        Trap(
            "backup-checked-elsewhere", sound + "\ndefault-server port 1", servers(backup: "check backup"),
            harms: noPage),
        Trap("backup-checked-elsewhere", sound + "\ndefault-server addr 127.0.0.2", harms: noPage),
        Trap(
            "application-without-check", sound,
            "server app1 127.0.0.1:8080\nserver app2 127.0.0.1:8081\nserver maintenance 127.0.0.1:8088 check backup",
            harms: unnoticed),
        Trap(
            "application-without-check", sound,
            "server app1 127.0.0.1:8080 agent-check agent-port 1\nserver app2 127.0.0.1:8081 check\n"
                + "server maintenance 127.0.0.1:8088 check backup", harms: unnoticed),
        Trap("observe-layer7", sound + "\ndefault-server observe layer7") { deployment, patience in
            deployment.takeDown()
            return !eventually(within: patience) { (0..<10).allSatisfy { _ in deployment.visit() == .page } }
        },
        Trap(
            "tls-passed-through", changed: "mode tcp",
            inConfiguration: configuration(
                mode: "tcp",
                frontend: "tcp-request inspect-delay 5s\ntcp-request content accept if { req.ssl_hello_type 1 }",
                backend: "default-server inter 200ms fall 1\n\(servers())")
        ) { deployment, patience in
            deployment.takeDown()
            let curl = [
                "/usr/bin/curl", "--silent", "--insecure", "--http1.1", "--max-time", "20",
                "https://127.0.0.1:\(deployment.haproxy.port)/shop",
            ]
            return try !eventually(within: patience) { try Program(curl).waitForEnd().output == Outcome.pageText }
        },
        Trap("backup-with-tls", sound + "\ndefault-server ssl verify none", harms: noPage),
        Trap("backup-with-tls", sound, servers(backup: "ssl verify none check backup"), harms: noPage),
        Trap("backup-with-http2", sound + "\ndefault-server proto h2", harms: noPage),
        Trap(
            "backup-with-http2", changed: "default-server proto fcgi",
            inConfiguration: configuration(
                sections: ["fcgi-app php\n    docroot /srv"],
                backend: "use-fcgi-app php\ndefault-server proto fcgi inter 200ms fall 1\n\(servers())"), harms: noPage),
        Trap("proxy-header-unexpected", sound + "\ndefault-server send-proxy", harms: noPage),
        Trap(
            "proxy-header-unexpected", sound + "\noption httpchk\ndefault-server check-send-proxy", harms: noPage),
        Trap("proxy-header-unexpected", sound, servers(backup: "send-proxy-v2 check backup"), harms: noPage),
        Trap(
            "proxy-header-missing", sound, options: ["--proxy-protocol"], expecting: Expectations(proxyProtocol: true),
            harms: noPage),
        Trap(
            "proxy-header-missing", sound + "\noption httpchk", servers(backup: "send-proxy-v2 check port 8088 backup"),
            options: ["--proxy-protocol"], expecting: Expectations(proxyProtocol: true), harms: noPage),
        Trap("backup-disabled", sound, servers(backup: "check backup disabled"), harms: noPage),
        Trap("backup-without-weight", sound, servers(backup: "check backup weight 0"), harms: noPage),
        Trap(
            "no-backup", sound, "server app1 127.0.0.1:8080 check\nserver app2 127.0.0.1:8081 check", harms: unnoticed),
        Trap(
            "page-replaced",
            sound + "\nhttp-response return status 503 content-type text/plain string Sorry if { status 503 }",
            harms: noPage),
        Trap(
            "page-replaced", sound + "\nacl failed status ge 500\nhttp-response redirect location /sorry if failed",
            harms: noPage),
        Trap("page-replaced", sound + "\nhttp-response deny deny_status 500 unless { status lt 500 }", harms: noPage),
        Trap(
            "page-replaced", sound + "\nacl fine status lt 500\nhttp-response deny deny_status 500 if !fine",
            harms: noPage),
        Trap("page-fields-deleted", sound + "\nhttp-response del-header Retry-After", harms: noPage),
        Trap("page-fields-deleted", sound + "\nhttp-after-response del-header Retry-After", harms: noPage),
        Trap("page-replaced", sound + "\nhttp-after-response set-status 200 if { status 503 }", harms: noPage),
        Trap(
            "page-cached", sound + "\nhttp-response set-header Cache-Control \"public, max-age=3600\"", harms: keeping),
        Trap("page-cached", sound + "\nhttp-after-response set-header Cache-Control max-age=60", harms: keeping),
        Trap("page-cached", sound + "\nhttp-response replace-header Cache-Control .* max-age=60", harms: keeping),
        Trap("short-server-timeout", sound + "\ntimeout server 500ms", harmedUpTo: [2, 6]) { deployment, _ in
            deployment.takeDown()
            let client = try RawClient(port: deployment.haproxy.port)
            try client.send("POST /shop HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 10\r\n\r\n")
            return Outcome(try client.receiveResponse(), to: "/shop") != .page
        },
        Trap("backup-maxconn", sound + "\ntimeout queue 300ms", servers(backup: "maxconn 1 check backup")) {
            deployment, patience in
            deployment.takeDown()
            let upload = try RawClient(port: deployment.haproxy.port)
            try upload.send("POST /shop HTTP/1.1\r\nHost: shop.example\r\nContent-Length: 1000000\r\n\r\nx")
            defer { upload.reset() }
            // Another visitor has the only place.
            #expect(
                eventually { (try? deployment.haproxy.statistics(of: "maintenance", in: "app")["scur"]) == "1" })
            return deployment.nobodyGets(.page, within: patience)
        },
    ]
}
