/// A line of a file.
package struct Position: Hashable, Sendable, CustomStringConvertible {
    package let file: String
    package let line: Int

    package var description: String { "\(file):\(line)" }
}

/// A line of a section.
struct Directive: Hashable, Sendable {
    let position: Position
    let words: [Word]

    /// The first word.
    var keyword: String { words[0].text }
    /// The words after the first.
    var arguments: [String] { words.dropFirst().map(\.text) }

    /// The index of `if` or `unless`, which begins the condition; nil without a condition.
    private var conditionStart: Int? { words.firstIndex { ["if", "unless"].contains($0.text) } }
    /// The words of the condition, with `if` or `unless`; empty without a condition.
    var condition: [String] { conditionStart.map { words[$0...].map(\.text) } ?? [] }
    /// The line in the spelling of the file.
    var source: String { words.map(\.source).filter { !$0.isEmpty }.joined(separator: " ") }
}

/// A section, such as a `backend`, with its lines.
struct Section: Sendable {
    enum Kind: String, CaseIterable, Sendable {
        case global, defaults, frontend, listen, backend
        // Sections that have no servers of a site.
        case acme, cache, crtStore = "crt-store", fcgiApp = "fcgi-app", httpErrors = "http-errors"
        case logForward = "log-forward", logProfile = "log-profile", mailers, peers, program, resolvers, ring, traces
        case userlist

        var isProxy: Bool { [.defaults, .frontend, .listen, .backend].contains(self) }

        /// The kind of the section that begins with the line; nil for another line.
        init?(beginningAt directive: Directive) {
            guard let kind = Section.Kind(rawValue: directive.keyword) else { return nil }
            // `acme` is also a word of `crt-store`.
            guard kind != .acme || directive.words.count == 2 else { return nil }
            self = kind
        }
    }

    let kind: Kind
    /// Empty for a section without a name.
    let name: String
    /// The `defaults` section after `from`.
    let parent: String?
    let position: Position
    var directives: [Directive] = []
    /// Whether each line is understood. Otherwise a setting that seems to be missing may be on a line that is not
    /// understood.
    var isComplete = true
}

/// A line that is not understood.
package struct UnreadLine: Hashable, Sendable {
    package let position: Position
    package let reason: String
}
