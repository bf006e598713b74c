internal import MaintenanceCheck
internal import System

/// The findings of `maintenance check`, for people or for tools.
enum CheckReport {
    /// Warnings, then notes, then their numbers; empty without findings.
    static func lines(of findings: Findings) -> [String] {
        let severities = Rule.Severity.allCases
        let found = severities.flatMap { severity in
            findings.sorted(severity).map { "\(severity.rawValue): \($0)" }
        }
        let cut = findings.totals.filter { $0.unlisted > 0 }
            .map { "\($0.unlisted) more of the rule \($0.rule.rawValue) are not listed" }
        guard !found.isEmpty else { return [] }
        let counts = severities.map { amount(findings.count($0), $0.rawValue) }
        return found + cut + [counts.joined(separator: ", ")]
    }

    private static func amount(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }

    /// One object on one line:
    /// `{"findings":[{"severity","rule","file","line","text","count","places":[{"file","line"}]}],"warnings","notes",`
    /// `"rules":{NAME:{"severity","count","unlisted"}}}`.
    static func json(of findings: Findings) -> String {
        let sorted = Rule.Severity.allCases.flatMap { severity in
            findings.sorted(severity).map { finding in json(of: finding, severity) }
        }
        let rules = findings.totals.map { total in
            (
                name: total.rule.rawValue,
                value: JSON.object([
                    ("severity", .string(total.rule.severity.rawValue)), ("count", .number(total.count)),
                    ("unlisted", .number(total.unlisted)),
                ])
            )
        }
        return JSON.object([
            ("findings", .array(sorted)), ("warnings", .number(findings.count(.warning))),
            ("notes", .number(findings.count(.note))), ("rules", .object(rules)),
        ]).text
    }

    private static func json(of finding: Finding, _ severity: Rule.Severity) -> JSON {
        .object(
            [("severity", .string(severity.rawValue)), ("rule", .string(finding.rule.rawValue))]
                + members(of: finding.places[0]) + [
                    ("text", .string(finding.text)), ("count", .number(finding.count)),
                    ("places", .array(finding.places.map { .object(members(of: $0)) })),
                ])
    }

    private static func members(of place: Finding.Place) -> [(name: String, value: JSON)] {
        [("file", .string(place.file)), ("line", place.line.map(JSON.number) ?? .null)]
    }
}
