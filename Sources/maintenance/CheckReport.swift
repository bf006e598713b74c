internal import HTTP
internal import MaintenanceCheck
internal import MaintenanceServer

/// What `maintenance check` has found, for people or for tools.
enum CheckReport {
    /// Warnings, then notes, then how many there are; nothing where all is well.
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
        var json = JSONWriter()
        json.open("{")
        json.name("findings")
        json.open("[")
        for severity in Rule.Severity.allCases {
            for finding in findings.sorted(severity) { write(finding, severity, to: &json) }
        }
        json.close("]")
        json.name("warnings")
        json.number(findings.count(.warning))
        json.name("notes")
        json.number(findings.count(.note))
        json.name("rules")
        json.open("{")
        for total in findings.totals {
            json.name(total.rule.rawValue)
            json.open("{")
            json.name("severity")
            json.string(total.rule.severity.rawValue)
            json.name("count")
            json.number(total.count)
            json.name("unlisted")
            json.number(total.unlisted)
            json.close("}")
        }
        json.close("}")
        json.close("}")
        return json.text
    }

    private static func write(_ finding: Finding, _ severity: Rule.Severity, to json: inout JSONWriter) {
        json.open("{")
        json.name("severity")
        json.string(severity.rawValue)
        json.name("rule")
        json.string(finding.rule.rawValue)
        write(finding.places[0], to: &json)
        json.name("text")
        json.string(finding.text)
        json.name("count")
        json.number(finding.count)
        json.name("places")
        json.open("[")
        for place in finding.places {
            json.open("{")
            write(place, to: &json)
            json.close("}")
        }
        json.close("]")
        json.close("}")
    }

    private static func write(_ place: Finding.Place, to json: inout JSONWriter) {
        json.name("file")
        json.string(place.file)
        json.name("line")
        if let line = place.line { json.number(line) } else { json.null() }
    }
}

/// Writes JSON with the commas that it needs.
private struct JSONWriter {
    private var bytes: [UInt8] = []
    private var needsComma = false

    var text: String { String(decoding: bytes, as: UTF8.self) }

    mutating func open(_ bracket: String) {
        separate()
        bytes += bracket.utf8
        needsComma = false
    }

    mutating func close(_ bracket: String) {
        bytes += bracket.utf8
        needsComma = true
    }

    mutating func name(_ name: String) {
        string(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    mutating func string(_ text: String) {
        separate()
        JSONString.append(text, to: &bytes)
        needsComma = true
    }

    mutating func number(_ number: Int) {
        separate()
        bytes.append(decimal: number)
        needsComma = true
    }

    mutating func null() {
        separate()
        bytes += "null".utf8
        needsComma = true
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
    }
}
