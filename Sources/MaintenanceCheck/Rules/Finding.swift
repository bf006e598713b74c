/// A problem, with the places where it occurs.
package struct Finding: Equatable, Sendable {
    package struct Place: Equatable, Sendable {
        package let file: String
        /// nil for the whole file.
        package let line: Int?
    }

    package let rule: Rule
    package let text: String
    /// The first places, at least one.
    package fileprivate(set) var places: [Place]
    /// The number of its occurrences.
    package fileprivate(set) var count = 1
}

extension Finding.Place: CustomStringConvertible {
    /// In the form that compilers use.
    package var description: String { line.map { "\(file):\($0)" } ?? file }
}

extension Finding: CustomStringConvertible {
    package var description: String {
        let others = places.dropFirst().map(\.description)
        let more = count - places.count
        let list = others + (more > 0 ? ["\(more) more"] : [])
        let suffix = count > 1 ? " (\(count) times, also at \(list.joined(separator: ", ")))" : ""
        return "\(places[0]): \(text)\(suffix) [\(rule.rawValue)]"
    }
}

/// The result of a check. Equal problems form one finding.
package struct Findings: Sendable {
    /// The places that are retained for one problem.
    private static let placeLimit = 4
    /// The different problems that are retained for one rule. Further ones are only counted.
    private static let limit = 1000

    private struct Key: Hashable {
        let rule: Rule
        let text: String
    }

    private var found: [Key: Finding] = [:]
    private var distinct: [Rule: Int] = [:]
    /// The number of occurrences, by rule.
    private var counts: [Rule: Int] = [:]
    /// The number of occurrences that belong to no retained finding, by rule.
    private var dropped: [Rule: Int] = [:]

    package init() {}

    mutating func add(_ rule: Rule, _ text: String, at place: Finding.Place) {
        counts[rule, default: 0] += 1
        let key = Key(rule: rule, text: text)
        if found[key] != nil {
            found[key]?.count += 1
            if found[key]?.places.count ?? 0 < Findings.placeLimit { found[key]?.places.append(place) }
        } else if distinct[rule, default: 0] < Findings.limit {
            distinct[rule, default: 0] += 1
            found[key] = Finding(rule: rule, text: text, places: [place])
        } else {
            dropped[rule, default: 0] += 1
        }
    }

    /// The findings of a severity, sorted by their first file and line.
    package func sorted(_ severity: Rule.Severity) -> [Finding] {
        found.values.filter { $0.rule.severity == severity }.sorted { left, right in
            let (first, second) = (left.places[0], right.places[0])
            return (first.file, first.line ?? 0, left.rule.rawValue, left.text)
                < (second.file, second.line ?? 0, right.rule.rawValue, right.text)
        }
    }

    /// The number of occurrences of a severity.
    package func count(_ severity: Rule.Severity) -> Int {
        counts.reduce(0) { $1.key.severity == severity ? $0 + $1.value : $0 }
    }

    /// For each rule with findings: the number of occurrences, and how many of them belong to no retained finding.
    package var totals: [(rule: Rule, count: Int, unlisted: Int)] {
        Rule.allCases.compactMap { rule in counts[rule].map { (rule, $0, dropped[rule, default: 0]) } }
    }
}
