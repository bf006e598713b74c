extension Rule {
    /// Traps that keep visitors on the page when the site is back.
    static let returnRules = [
        Rule(
            name: "backup-cookie", severity: .warning,
            problem:
                "`cookie` on the backup's line, or `cookie … dynamic`, keeps visitors on the page when the site is back.",
            reason: "HAProxy sends a visitor with the cookie of a server to that server while it is up",
            remedy:
                "No `cookie` on that line. With `dynamic`, `http-after-response del-header Set-Cookie if { res.hdr(Maintenance) -m found }`.",
            matches: { subject in
                guard let cookie = subject.backend.last("cookie") else { return [] }
                let named = subject.backups.filter { $0.parameters["cookie"]?.isInherited == false }.map {
                    Match($0.position, write: $0.line(without: ["cookie"]))
                }
                guard cookie.givesDynamicCookies, !subject.backups.isEmpty, !subject.dropsCookieOfPage else {
                    return named
                }
                let line = "http-after-response del-header Set-Cookie if { res.hdr(Maintenance) -m found }"
                return named + [Match(cookie.position, add: line, to: subject.backend)]
            }),
        Rule(
            name: "backup-sticky", severity: .warning,
            problem: "`stick on src` keeps visitors on the page when the site is back.",
            reason: "the stick table remembers the backup as the visitor's server",
            remedy: "`non-stick` on the backup's line.",
            matches: { subject in
                // `stick match` alone stores nothing.
                guard
                    subject.backend.all("stick").contains(where: {
                        ["on", "store-request", "store-response"].contains($0.arguments.first)
                    })
                else { return [] }
                return subject.backups.filter { !$0.parameters.has("non-stick") }.map {
                    Match($0.position, write: $0.line(adding: ["non-stick"]))
                }
            }),
        Rule(
            name: "backup-connection-kept", severity: .warning,
            problem:
                "`option prefer-last-server` with `http-reuse never` keeps visitors on the page when the site is back.",
            reason: "a visitor's connection stays with the connection to the backup behind it",
            remedy: "Only one of the two, or neither.",
            matches: { subject in
                guard !subject.backups.isEmpty, let line = subject.backend.option("prefer-last-server"),
                    subject.backend.last("http-reuse")?.arguments.first == "never"
                else { return [] }
                return [Match(line.position, write: "no option prefer-last-server")]
            }),
        Rule(
            name: "tcp-mode", severity: .warning,
            problem:
                "In a backend of `mode tcp`, a visitor's kept connection stays with `maintenance` when the site is back.",
            reason: "HAProxy chooses a server for a connection, not for a request",
            remedy: "`mode http`, or `default-server on-marked-up shutdown-backup-sessions` before the servers.",
            isAboutTCP: true,
            matches: { subject in
                guard let backup = subject.likelyBackups.first, subject.backupsWithoutTLS.isEmpty,
                    subject.configuration.entries(to: subject.backend).contains(where: \.hasPortOfHTTP),
                    subject.backend.primaries.contains(where: {
                        $0.parameters["on-marked-up"]?.argument != "shutdown-backup-sessions"
                    })
                else { return [] }
                let line = "default-server on-marked-up shutdown-backup-sessions"
                return [Match(backup.position, add: line, to: subject.backend)]
            }),
        Rule(
            name: "no-slowstart", severity: .note,
            problem: "Without `slowstart`, an application that comes back gets its full share of visitors at once.",
            reason: "its caches are cold, and all visitors of the page come back with it",
            remedy: "`slowstart 30s` on the lines of the applications.",
            matches: { subject in
                let bare = subject.backend.primaries.filter { $0.isChecked && !$0.parameters.has("slowstart") }
                guard !subject.backups.isEmpty, subject.backend.primaryCount > 1, let first = bare.first else {
                    return []
                }
                return [
                    Match(
                        first.position, bare.map { Edit(.replace, $0.position, $0.line(adding: ["slowstart", "30s"])) })
                ]
            }),
    ]
}

extension Directive {
    /// Whether the `cookie` line gives each server a cookie, including the backup.
    fileprivate var givesDynamicCookies: Bool {
        arguments.contains("dynamic") && !arguments.contains("rewrite") && !arguments.contains("prefix")
    }
}

extension Subject {
    /// Whether a line removes the cookie from the page.
    fileprivate var dropsCookieOfPage: Bool {
        httpProxies.contains { proxy in
            proxy.all("http-after-response").contains { $0.arguments.prefix(2) == ["del-header", "Set-Cookie"] }
        }
    }
}

extension Proxy {
    /// Whether it listens on a port that browsers use by default.
    fileprivate var hasPortOfHTTP: Bool {
        all("bind").contains { bind in
            let ports = (bind.arguments.first ?? "").split(separator: ",").compactMap { $0.split(separator: ":").last }
            return ports.contains { ["80", "443"].contains($0) }
        }
    }
}
