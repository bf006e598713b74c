/// A problem at the places where it was found.
package struct Finding: Equatable, Sendable {
    package struct Place: Equatable, Sendable {
        package let file: String
        /// nil where it is the whole file.
        package let line: Int?
    }

    package let rule: Rule
    package let text: String
    /// The first places, at least one.
    package fileprivate(set) var places: [Place]
    /// How often it was found.
    package fileprivate(set) var count = 1
}

extension Finding.Place: CustomStringConvertible {
    /// As compilers write it.
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

/// What a check has found, equal problems as one.
package struct Findings: Sendable {
    /// Places of one problem that are kept.
    private static let placeLimit = 4
    /// Different problems of one rule that are kept; the others are only counted.
    private static let limit = 1000

    private struct Key: Hashable {
        let rule: Rule
        let text: String
    }

    private var found: [Key: Finding] = [:]
    private var distinct: [Rule: Int] = [:]
    /// How many were found of each rule.
    private var counts: [Rule: Int] = [:]
    /// How many of those are of no finding that is kept.
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

    /// Those of a severity, by their first file and line.
    package func sorted(_ severity: Rule.Severity) -> [Finding] {
        found.values.filter { $0.rule.severity == severity }.sorted { left, right in
            let (first, second) = (left.places[0], right.places[0])
            return (first.file, first.line ?? 0, left.rule.rawValue, left.text)
                < (second.file, second.line ?? 0, right.rule.rawValue, right.text)
        }
    }

    /// How often anything of a severity was found.
    package func count(_ severity: Rule.Severity) -> Int {
        counts.reduce(0) { $1.key.severity == severity ? $0 + $1.value : $0 }
    }

    /// How often each rule found something, and how many of these places belong to no finding that is kept.
    package var totals: [(rule: Rule, count: Int, unlisted: Int)] {
        Rule.allCases.compactMap { rule in counts[rule].map { (rule, $0, dropped[rule, default: 0]) } }
    }
}
