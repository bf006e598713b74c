extension Rule {
    /// Traps in the backup's line, and in the parameters that it inherits.
    static let backupRules = [
        Rule(
            name: "backup-with-tls", severity: .error,
            problem:
                "`ssl` on the backup's line, or in `default-server`, makes HAProxy speak TLS to `maintenance`, which has none.",
            reason: "the connection fails, and visitors get HAProxy's own 503",
            remedy: "`no-ssl no-check-ssl` on the backup's line.",
            matches: { subject in
                subject.backups.compactMap { server in
                    Match(server, turningOff: server.isChecked ? ["ssl", "check-ssl"] : ["ssl"])
                }
            }),
        Rule(
            name: "tls-passed-through", severity: .error,
            problem:
                "In a backend of `mode tcp` to which HAProxy passes TLS, visitors speak TLS to `maintenance`, which has none, and get no page.",
            reason: "a frontend without ssl on its bind line leaves TLS to the servers",
            remedy:
                "A `listen` section with a certificate in between: `bind abns@maintenance-tls ssl crt /etc/haproxy/site.pem`, `mode http`, and the server; on the backup's line the address `abns@maintenance-tls`.",
            isAboutTCP: true,
            matches: { subject in
                subject.backupsWithoutTLS.map { server in
                    let section = [
                        "listen maintenance-tls", "    mode http",
                        "    bind abns@maintenance-tls ssl crt /etc/haproxy/site.pem",
                        "    server \(server.name) \(server.address)",
                    ]
                    return Match(
                        server.position,
                        [Edit(.replace, server.position, server.line(at: "abns@maintenance-tls"))]
                            + section.map { Edit(.append, server.position, $0) })
                }
            }),
        Rule(
            name: "backup-with-http2", severity: .error,
            problem:
                "`proto h2` or `proto fcgi` on the backup's line, or in `default-server`, makes HAProxy speak HTTP/2 or FastCGI to `maintenance`.",
            reason: "maintenance speaks HTTP/1.1, and visitors get HAProxy's own 502",
            remedy: "`proto h1` on the backup's line.",
            matches: { subject in
                subject.backups.filter { ["h2", "fcgi"].contains($0.parameters["proto"]?.argument) }.map {
                    Match($0.position, write: $0.line(without: ["proto"], adding: ["proto", "h1"]))
                }
            }),
        Rule(
            name: "proxy-header-unexpected", severity: .error,
            problem:
                "`send-proxy` (or `check-send-proxy` with `option httpchk`) to a `maintenance` without `--proxy-protocol`: no visitor gets the page.",
            reason: "each connection, or each check, begins with a PROXY header, which is not HTTP and gets 400",
            remedy:
                "`maintenance --proxy-protocol`, or `no-send-proxy` and `no-check-send-proxy` on the backup's line.",
            matches: { subject in
                subject.backups.filter { !subject.expectations.wantsProxyHeader($0) }.compactMap { server in
                    // A check that only connects does not wait for an answer.
                    let isHarmfulInChecks = server.isChecked && HealthChecks(subject.backend) != nil
                    let checkKeywords = isHarmfulInChecks ? ["check-send-proxy"] : []
                    return Match(server, turningOff: BackendServer.proxyHeaderKeywords + checkKeywords)
                }
            }),
        Rule(
            name: "proxy-header-missing", severity: .error,
            problem:
                "`maintenance --proxy-protocol` without `send-proxy-v2` on the backup's line: no visitor gets the page. With `port` or `addr` there, the checks of `option httpchk` lack the header too.",
            reason: "maintenance drops connections that begin with anything but a PROXY header",
            remedy: "`send-proxy-v2` on the backup's line. With `port` or `addr`, `check-send-proxy` too.",
            matches: { subject in
                subject.backups.filter(subject.expectations.wantsProxyHeader).compactMap { server in
                    let isCheckedWithout =
                        server.isChecked && server.namesCheckAddress && HealthChecks(subject.backend) != nil
                        && !server.parameters.has("check-send-proxy")
                    let missing =
                        (server.proxyHeaderKeyword == nil ? ["send-proxy-v2"] : [])
                        + (isCheckedWithout ? ["check-send-proxy"] : [])
                    return missing.isEmpty ? nil : Match(server.position, write: server.line(adding: missing))
                }
            }),
        Rule(
            name: "backup-disabled", severity: .error,
            problem: "`disabled` on the backup's line: HAProxy never uses `maintenance`.",
            reason: "the server stays in HAProxy's own maintenance mode until somebody enables it on the stats socket",
            remedy: "No `disabled` on that line.",
            matches: { subject in
                subject.backups.filter { $0.parameters.has("disabled") }.map { server in
                    let isInherited = server.parameters["disabled"]?.isInherited == true
                    return Match(
                        server.position,
                        write: server.line(without: ["disabled"], adding: isInherited ? ["enabled"] : []))
                }
            }),
        Rule(
            name: "backup-without-weight", severity: .error,
            problem: "`weight 0` on the backup's line: HAProxy never uses `maintenance`.",
            reason: "a server of weight 0 gets no requests, not even as the last one",
            remedy: "`weight 1` on that line.",
            matches: { subject in
                subject.backups.filter { $0.parameters["weight"]?.argument == "0" }.map {
                    Match($0.position, write: $0.line(without: ["weight"], adding: ["weight", "1"]))
                }
            }),
        Rule(
            name: "backup-maxconn", severity: .warning,
            problem:
                "A small `maxconn` on the backup's line, or in `default-server`: visitors wait in HAProxy's queue, and get its own 503.",
            reason:
                "the limit suits an application; maintenance answers all visitors at once, and slow uploads hold the few places",
            remedy: "`maxconn 10000` on that line.",
            matches: { subject in
                subject.backups.filter { (1..<BackendServer.lowMaxconn).contains($0.maxconn) }.map {
                    Match($0.position, write: $0.line(without: ["maxconn"], adding: ["maxconn", "10000"]))
                }
            }),
    ]
}

extension Rule.Match {
    /// The server's line without those of the keywords that apply to it; nil if none does. `no-` turns off inherited ones.
    fileprivate init?(_ server: BackendServer, turningOff keywords: [String]) {
        let present = keywords.filter { server.parameters.has($0) }
        guard !present.isEmpty else { return nil }
        let inherited = present.filter { server.parameters[$0]?.isInherited == true }
        self.init(
            server.position, write: server.line(without: Set(present), adding: inherited.map { "no-\($0)" }))
    }
}

extension Subject {
    /// The backups that get the visitors' TLS, except listeners of the configuration that terminate it.
    var backupsWithoutTLS: [BackendServer] {
        guard configuration.entries(to: backend).contains(where: \.passesTLS) else { return [] }
        let binds = configuration.proxies.flatMap { $0.all("bind") }.filter { $0.arguments.contains("ssl") }
        let addresses = Set(binds.compactMap(\.arguments.first))
        return likelyBackups.filter { !addresses.contains($0.address) && !$0.parameters.has("ssl") }
    }

    /// The backups, except those on a port of the applications: these may be further applications, to which a backend of mode
    /// tcp may keep a connection.
    var likelyBackups: [BackendServer] {
        let ports = Set(backend.primaries.map(\.port))
        return backups.filter { !expectations.names.isEmpty || $0.isNamedMaintenance || !ports.contains($0.port) }
    }
}

extension Proxy {
    /// Whether HAProxy passes the visitors' TLS through without terminating it.
    fileprivate var passesTLS: Bool {
        let binds = all("bind").filter { !$0.arguments.contains("ssl") }
        guard !isHTTP, !binds.isEmpty else { return false }
        let looksIntoTLS = directives.flatMap(\.arguments).contains {
            $0.hasPrefix("req.ssl_") || $0.hasPrefix("req_ssl_")
        }
        let hasPort = binds.contains { bind in
            (bind.arguments.first ?? "").split(separator: ",").contains { $0.hasSuffix(":443") }
        }
        return looksIntoTLS || hasPort
    }
}
