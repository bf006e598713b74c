internal import MaintenanceSite
internal import System

extension ConfigurationReport {
    /// How a report is printed.
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
        return (places + problems + doubts).map(printable)
    }

    private var json: String {
        let places = backends.map { backend in
            let backups = backend.backups.map { JSON.object([("server", .text($0.name))] + $0.position.members) }
            return JSON.object(
                [("backend", .text(backend.name))] + backend.position.members
                    + [("backups", .array(backups)), ("checked", .boolean(backend.isComplete))])
        }
        let problems = findings.map { finding in
            JSON.object(
                [("rule", .text(finding.rule.name)), ("severity", .text(finding.rule.severity.rawValue))]
                    + finding.position.members
                    + [
                        ("backend", .text(finding.backend)), ("problem", .text(finding.rule.plainProblem)),
                        ("why", .text(finding.rule.reason)), ("write", .array(finding.edits.map(\.json))),
                    ])
        }
        let doubts = unread.map { JSON.object($0.position.members + [("reason", .text($0.reason))]) }
        return JSON.object([
            ("backends", .array(places)), ("findings", .array(problems)), ("unread", .array(doubts)),
        ]).text
    }
}

extension Edit {
    fileprivate func text(beside position: Position) -> String {
        switch action {
        case .add: "    add below \(self.position): \(line)"
        case .replace where self.position == position: "    write: \(line)"
        case .replace: "    write at \(self.position): \(line)"
        }
    }

    fileprivate var json: JSON {
        .object([("action", .text(action.rawValue))] + position.members + [("text", .text(line))])
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

/// A value of JSON (RFC 8259).
private enum JSON {
    case text(String)
    case number(Int)
    case boolean(Bool)
    case array([JSON])
    case object([(String, JSON)])

    var text: String {
        switch self {
        case .text(let text): "\"\(text.escapedForJSON)\""
        case .number(let number): "\(number)"
        case .boolean(let value): "\(value)"
        case .array(let values): "[" + values.map(\.text).joined(separator: ",") + "]"
        case .object(let members):
            "{" + members.map { "\"\($0.escapedForJSON)\":\($1.text)" }.joined(separator: ",") + "}"
        }
    }
}

extension Position {
    fileprivate var members: [(String, JSON)] { [("file", .text(file)), ("line", .number(line))] }
}
