internal import System

extension ConfigurationReport {
    /// The formats of a report.
    package enum Format: String, CaseIterable, Sendable {
        case text
        case json
    }

    package func text(as format: Format) -> String {
        switch format {
        case .text: lines.map { "\($0)\n" }.joined()
        case .json: "\(json)\n"
        }
    }

    private var lines: [String] {
        let places = backends.map { backend in
            let backups = backend.backups.map { "\($0.name) (\($0.position))" }.joined(separator: ", ")
            let note = backend.isComplete ? "" : "; not checked, because a line is not understood"
            return
                "\(backend.position): backend \(backend.name): \(backups.isEmpty ? "no backup" : "backup \(backups)")\(note)"
        }
        let problems = findings.flatMap { finding in
            let rule = finding.rule
            return [
                "\(finding.position): \(rule.severity): \(rule.name): backend \(finding.backend): \(rule.plainProblem)",
                "    why: \(rule.reason)",
            ] + finding.edits.map { $0.text(beside: finding.position) }
        }
        let doubts = unread.map { "\($0.position): not understood: \($0.reason)" }
        let said = answers.sorted { $0.key < $1.key }.map { address, expectsHeader in
            "\(address) answers, and its connections begin with \(expectsHeader ? "a" : "no") PROXY header"
        }
        return (places + said + problems + doubts + (verdict?.lines ?? [])).map(printable)
    }

    private var json: String {
        let places = backends.map { backend in
            let backups = backend.backups.map { JSON.object([("server", .string($0.name))] + $0.position.members) }
            return JSON.object(
                [("backend", .string(backend.name))] + backend.position.members
                    + [("backups", .array(backups)), ("checked", .boolean(backend.isComplete))])
        }
        let problems = findings.map { finding in
            JSON.object(
                [("rule", .string(finding.rule.name)), ("severity", .string(finding.rule.severity.rawValue))]
                    + finding.position.members
                    + [
                        ("backend", .string(finding.backend)), ("problem", .string(finding.rule.plainProblem)),
                        ("why", .string(finding.rule.reason)), ("write", .array(finding.edits.map(\.json))),
                    ])
        }
        let doubts = unread.map { JSON.object($0.position.members + [("reason", .string($0.reason))]) }
        let said = answers.sorted { $0.key < $1.key }.map { address, expectsHeader in
            JSON.object([("address", .string(address)), ("proxyProtocol", .boolean(expectsHeader))])
        }
        return JSON.object(
            [
                ("backends", .array(places)), ("answers", .array(said)), ("findings", .array(problems)),
                ("unread", .array(doubts)),
            ] + (verdict.map { [("haproxy", $0.json)] } ?? [])
        ).text
    }
}

extension HAProxyVerdict {
    fileprivate var lines: [String] {
        switch self {
        case .accepted: []
        case .unknown(let reason): ["HAProxy itself has not checked the files: \(reason)"]
        case .refused(let version, let refusals):
            refusals.flatMap { refusal in
                let start = refusal.position.map { "\($0): " } ?? ""
                let line = "\(start)\(refusal.severity): haproxy: HAProxy \(version) says: \(refusal.message)"
                return refusal.isAboutThisMachine ? [line, "    why: it is missing on this machine"] : [line]
            }
        }
    }

    fileprivate var json: JSON {
        switch self {
        case .accepted: .object([("verdict", .string("accepted"))])
        case .unknown(let reason): .object([("verdict", .string("unknown")), ("reason", .string(reason))])
        case .refused(let version, let refusals):
            .object([
                ("verdict", .string("refused")), ("version", .string(version)),
                (
                    "messages",
                    .array(
                        refusals.map { refusal in
                            .object(
                                [("severity", .string(refusal.severity.rawValue))] + (refusal.position?.members ?? [])
                                    + [("text", .string(refusal.message))])
                        })
                ),
            ])
        }
    }
}

extension Refusal {
    fileprivate var severity: Severity { isAboutThisMachine ? .note : .error }
}

extension Edit {
    fileprivate func text(beside position: Position) -> String {
        switch action {
        case .add: "    add below \(self.position): \(line)"
        case .append: "    append to \(self.position.file): \(line)"
        case .replace where self.position == position: "    write: \(line)"
        case .replace: "    write at \(self.position): \(line)"
        }
    }

    fileprivate var json: JSON {
        .object([("action", .string(action.rawValue))] + position.members + [("text", .string(line))])
    }
}

extension Rule {
    /// The problem without Markdown.
    fileprivate var plainProblem: String {
        String(problem.filter { $0 != "`" }.dropLast())
    }

    /// The rules as rows of a table in Markdown.
    package static var markdown: String {
        all.map { "| `\($0.name)` | \($0.problem) | \($0.remedy) |\n" }.joined()
    }
}

extension Position {
    fileprivate var members: [(name: String, value: JSON)] { [("file", .string(file)), ("line", .number(line))] }
}
