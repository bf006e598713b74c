extension Rule {
    /// Traps of the moment in which the applications go down, and of tries again.
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
                "Without `observe layer4` and `on-error mark-down`, some visitors get HAProxy's own 503 when the applications go down.",
            reason: "requests use up their tries on servers that are down until the next checks fail",
            remedy: "`default-server inter 1s observe layer4 error-limit 1 on-error mark-down`, before the servers.",
            matches: { subject in
                guard !subject.backups.isEmpty else { return [] }
                // A layer 7 observer sees refused connections too.
                let unobserved = subject.backend.primaries.filter {
                    $0.isChecked
                        && (!["layer4", "layer7"].contains($0.parameters["observe"]?.argument ?? "")
                            || !["mark-down", "sudden-death"].contains($0.parameters["on-error"]?.argument ?? ""))
                }
                guard let first = unobserved.first else { return [] }
                let line = "default-server inter 1s observe layer4 error-limit 1 on-error mark-down"
                return [Match(first.position, add: line, to: subject.backend)]
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
            name: "few-retries", severity: .warning,
            problem:
                "With fewer `retries` than applications, some visitors get HAProxy's own 503 when all go down at once.",
            reason: "a request tries one server after the other, and its tries end before it comes to the backup",
            remedy: "`retries 4`, or as many as there are applications.",
            matches: { subject in
                let line = subject.backend.last("retries")
                // The default is 3.
                guard !subject.backups.isEmpty, let retries = Int(line?.arguments.first ?? "3"),
                    retries < subject.backend.primaryCount
                else { return [] }
                let enough = "retries \(max(4, subject.backend.primaryCount))"
                if let line { return [Match(line.position, write: enough)] }
                return [Match(subject.backend.position, add: enough, to: subject.backend)]
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
            name: "page-retried", severity: .warning,
            problem: "`retry-on all-retryable-errors` (or `503`) asks several times for each page.",
            reason: "the page is a 503, after which HAProxy sends the request again until the retries are used up",
            remedy: "`retry-on conn-failure empty-response`.",
            matches: { subject in
                guard !subject.backups.isEmpty, let line = subject.backend.last("retry-on"),
                    line.arguments.contains(where: { ["all-retryable-errors", "503"].contains($0) })
                else { return [] }
                return [Match(line.position, write: "retry-on conn-failure empty-response")]
            }),
        Rule(
            name: "post-retried", severity: .warning,
            problem: "`retry-on empty-response` (and others but `conn-failure`) sends a POST twice.",
            reason: "an application that ends its connection may have done the work already",
            remedy: "`http-request disable-l7-retry unless METH_GET`.",
            matches: { subject in
                guard !subject.backups.isEmpty, let line = subject.backend.last("retry-on"),
                    line.arguments.contains(where: { !["conn-failure", "none", "0rtt-rejected"].contains($0) }),
                    !subject.way.contains(where: { proxy in
                        proxy.all("http-request").contains { $0.arguments.first == "disable-l7-retry" }
                    })
                else { return [] }
                let rule = "http-request disable-l7-retry unless METH_GET"
                return [Match(line.position, add: rule, to: subject.backend)]
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
    ]
}

extension Subject {
    /// Whether visitors would miss the page in the backend, which has no backup.
    fileprivate var needsBackup: Bool {
        guard backend.isHTTP, backend.primaryCount > 0 else { return false }
        // A planned switch leads to `maintenance` itself.
        if backend.servers.allSatisfy({
            configuration.backupAddresses.contains($0.address) || $0.isNamedMaintenance
        }) {
            return false
        }
        let entries = configuration.entries(to: backend).filter { entry in
            entry.kind != .listen || entry.position != backend.position || entry.isForVisitors
        }
        if entries.isEmpty { return false }
        // A frontend that asks for the state of the backend chooses another one by itself.
        if configuration.serverCounts.contains("nbsrv(\(backend.name))") { return false }
        return !entries.allSatisfy { $0.leadsOnlyToolsTo(backend.name) }
    }
}

extension Proxy {
    /// Whether it listens for others than HAProxy itself.
    fileprivate var isForVisitors: Bool {
        all("bind").contains { bind in
            bind.arguments.first.map { !$0.hasPrefix("abns@") && !$0.hasPrefix("unix@") && !$0.hasPrefix("/") } ?? false
        }
    }

    /// Whether only programs are sent there, such as those that renew certificates: by paths under `/.well-known/`.
    fileprivate func leadsOnlyToolsTo(_ name: String) -> Bool {
        let choices = ProxyConfiguration.choices(of: self).filter { $0.arguments.first == name }
        return !choices.isEmpty
            && choices.allSatisfy { choice in
                expandedCondition(choice.condition).joined().contains { $0.hasPrefix("/.well-known/") }
            }
    }
}
