extension Rule {
    /// Traps at the moment when the applications go down.
    static let failoverRules = [
        Rule(
            name: "no-backup", severity: .warning,
            problem: "A backend without a `backup`: while its servers are down, visitors get HAProxy's own 503.",
            reason: "HAProxy has no server left to ask",
            remedy: "`server maintenance 127.0.0.1:8088 check backup`.",
            matches: { subject in
                guard subject.backend.servers.allSatisfy({ !$0.isBackup }), subject.needsBackup else { return [] }
                let line = "server maintenance 127.0.0.1:8088 check backup"
                return [Match(subject.backend.position, add: line, to: subject.backend)]
            }),
        Rule(
            name: "no-observe", severity: .warning,
            problem:
                "Without `observe layer4`, `error-limit 1` and `on-error mark-down`, some visitors get HAProxy's own 503 when the applications go down.",
            reason:
                "requests use up their tries on servers that are down until the next checks fail, or ten errors have come",
            remedy: "`default-server inter 1s observe layer4 error-limit 1 on-error mark-down`, before the servers.",
            matches: { subject in
                guard !subject.backups.isEmpty else { return [] }
                let (retries, count) = (subject.backend.retries, subject.backend.primaryCount)
                let unobserved = subject.backend.primaries.filter {
                    $0.isChecked && !$0.goesDown(within: retries, among: count)
                }
                guard let first = unobserved.first else { return [] }
                // Words on a server's line take precedence over `default-server`, so that line is changed.
                let changed = unobserved.filter { server in
                    BackendServer.observation.contains { server.parameters.has($0) }
                }
                let words = ["observe", "layer4", "error-limit", "1", "on-error", "mark-down"]
                let replacements = changed.map {
                    Edit(.replace, $0.position, $0.line(without: BackendServer.observation, adding: words))
                }
                let line = "default-server inter 1s \(words.joined(separator: " "))"
                let addition = Edit(.add, subject.backend.position, line)
                return [Match(first.position, replacements + (changed.count < unobserved.count ? [addition] : []))]
            }),
        Rule(
            name: "no-redispatch", severity: .warning,
            problem: "Without `option redispatch`, a visitor whose application is down gets HAProxy's own 503.",
            reason: "HAProxy tries the same server again until the tries are used up",
            remedy: "`option redispatch`.",
            matches: { subject in
                guard !subject.backups.isEmpty, subject.backend.primaryCount > 0,
                    subject.backend.option("redispatch") == nil
                else { return [] }
                return [Match(subject.backend.position, add: "option redispatch", to: subject.backend)]
            }),
        Rule(
            name: "several-backups", severity: .note,
            problem: "HAProxy uses only the first of several backups.",
            reason: "it uses the next one only while the first is down",
            remedy: "`option allbackups`.",
            matches: { subject in
                let backups = subject.backups
                guard backups.count > 1, backups.count == subject.backend.servers.count(where: \.isBackup),
                    subject.backend.option("allbackups") == nil
                else { return [] }
                return [Match(backups[1].position, add: "option allbackups", to: subject.backend)]
            }),
        Rule(
            name: "connection-shared", severity: .warning,
            problem:
                "`http-reuse always` costs some visitors an error when an application closes its idle connections, as when it goes down.",
            reason:
                "HAProxy sends a visitor's first request over an idle connection too, which may be closed at that moment",
            remedy: "`http-reuse safe`.",
            matches: { subject in
                guard !subject.backups.isEmpty, let line = subject.backend.last("http-reuse"),
                    line.arguments.first == "always"
                else { return [] }
                return [Match(line.position, write: "http-reuse safe")]
            }),
        Rule(
            name: "queue-takes-all", severity: .error,
            problem:
                "With `maxconn` on the applications and `balance roundrobin`, the default, no visitor gets the page in HAProxy 2.6 if some are in the queue when the applications go down.",
            reason:
                "while its queue is not empty HAProxy 2.6 puts each visitor into it, and nothing empties it; all get HAProxy's own 503 after timeout queue",
            remedy: "`balance leastconn`.",
            harmsBefore: .trixie,
            matches: { subject in
                guard subject.hasQueue, subject.backend.queuesNewcomers else { return [] }
                return [Match(subject.backend, setting: "balance", to: "leastconn")]
            }),
        Rule(
            name: "queue-without-page", severity: .warning,
            problem:
                "With `maxconn` on the applications and none on the backup's line, visitors who are in the queue when the applications go down get HAProxy's own 503.",
            reason:
                "HAProxy takes visitors from the queue when a server with maxconn has a free place; the others wait until timeout queue ends",
            remedy: "`maxconn 10000` on the backup's line.",
            matches: { subject in
                guard subject.hasQueue else { return [] }
                return subject.backups.filter { $0.maxconn == 0 }.map {
                    Match($0.position, write: $0.line(without: ["maxconn"], adding: ["maxconn", "10000"]))
                }
            }),
    ]
}

extension BackendServer {
    /// The words that make HAProxy count errors of visitors' connections.
    fileprivate static let observation: Set = ["observe", "error-limit", "on-error"]

    /// Whether the errors of a single request, which is tried that often at one server after the other, take the server
    /// down.
    fileprivate func goesDown(within retries: Int, among servers: Int) -> Bool {
        // A layer 7 observer sees refused connections too.
        guard ["layer4", "layer7"].contains(parameters["observe"]?.argument ?? ""),
            let limit = Int(parameters["error-limit"]?.argument ?? "10"), limit < 1 << 16
        else { return false }
        let errors: Int
        switch parameters["on-error"]?.argument {
        case "mark-down": errors = limit
        // One more error takes the server down.
        case "sudden-death": errors = 2 * limit
        default: return false
        }
        return errors <= 1 || errors * servers <= retries
    }
}

extension Subject {
    /// Whether visitors wait for a free place at the applications, in the queue of the backend.
    fileprivate var hasQueue: Bool { !backups.isEmpty && backend.primaries.contains { $0.maxconn > 0 } }

    /// Whether visitors would miss the page in the backend, which has no backup.
    fileprivate var needsBackup: Bool {
        guard backend.isHTTP, backend.primaryCount > 0 else { return false }
        // A planned switch leads to `maintenance` itself.
        if backend.servers.allSatisfy({
            configuration.backupAddresses.contains($0.address) || $0.isNamedMaintenance
        }) {
            return false
        }
        if backend.answersItself { return false }
        let entries = configuration.entries(to: backend).filter { entry in
            entry.kind != .listen || entry.position != backend.position || entry.isForVisitors
        }
        if entries.isEmpty { return false }
        // A frontend that counts the servers of the backend chooses another one itself.
        if configuration.serverCounts.contains("nbsrv(\(backend.name))") { return false }
        return !entries.allSatisfy { $0.leadsOnlyToolsTo(backend.name) }
    }
}

extension Proxy {
    /// Whether the algorithm adds visitors to a queue that is not empty.
    fileprivate var queuesNewcomers: Bool {
        ["roundrobin", "static-rr", "first"].contains(last("balance")?.arguments.first ?? "roundrobin")
    }

    /// Whether a line without a condition answers all requests.
    fileprivate var answersItself: Bool {
        all("redirect").contains(where: \.condition.isEmpty)
            || all("http-request").contains { line in
                ["redirect", "return", "deny", "reject", "tarpit", "use-service"].contains(line.arguments.first)
                    && line.condition.isEmpty
            }
    }

    /// Whether it listens for clients other than HAProxy itself.
    fileprivate var isForVisitors: Bool {
        all("bind").contains { bind in
            bind.arguments.first.map { !$0.hasPrefix("abns@") && !$0.hasPrefix("unix@") && !$0.hasPrefix("/") } ?? false
        }
    }

    /// Whether only requests of programs, with paths under `/.well-known/`, are sent to the backend, such as those that
    /// renew certificates.
    fileprivate func leadsOnlyToolsTo(_ name: String) -> Bool {
        let choices = choices[name] ?? []
        return !choices.isEmpty
            && choices.allSatisfy { choice in
                expandedCondition(choice.condition).joined().contains { $0.hasPrefix("/.well-known/") }
            }
    }
}
