/// Divides files into sections.
struct SectionReader {
    private(set) var sections: [Section] = []
    private(set) var unread: [UnreadLine] = []
    /// Variables, which lines of `global` may set.
    private var variables: Variables
    /// How many `.if` are open.
    private var depth = 0

    init(_ files: [ConfigurationFile], variables: Variables) {
        self.variables = variables
        for file in files { read(file) }
    }

    private mutating func read(_ file: ConfigurationFile) {
        let lines = file.contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let position = Position(file: file.path, line: index + 1)
            do throws(LineWords.Fault) {
                let words = try LineWords.read(line, variables: variables)
                if !words.isEmpty { read(Directive(position: position, words: words)) }
            } catch {
                leave(position, because: "\(error)")
            }
        }
        depth = 0
        if let last = lines.last, !last.isEmpty {
            let position = Position(file: file.path, line: lines.count)
            unread.append(
                UnreadLine(position: position, reason: "it does not end in a line feed, so HAProxy refuses the file"))
        }
    }

    private mutating func read(_ directive: Directive) {
        if directive.keyword.hasPrefix(".") {
            readConditional(directive)
        } else if depth > 0 {
            // The condition may hold or not: its lines are part of the report of `.if`.
        } else if let kind = Section.Kind(beginningAt: directive) {
            begin(kind, at: directive)
        } else if sections.isEmpty {
            leave(directive.position, because: "it is before the first section")
        } else {
            add(directive)
        }
    }

    private mutating func readConditional(_ directive: Directive) {
        switch directive.keyword {
        case ".if":
            if depth == 0 {
                leave(directive.position, because: "the lines up to .endif depend on a condition, and are not read")
            }
            depth += 1
        case ".endif": depth = max(0, depth - 1)
        case ".elif", ".else", ".diag", ".notice", ".warning", ".alert": break
        default: leave(directive.position, because: "'\(directive.keyword)' is unknown")
        }
    }

    private mutating func begin(_ kind: Section.Kind, at directive: Directive) {
        var arguments = directive.arguments
        var parent: String?
        if let from = arguments.firstIndex(of: "from"), kind.isProxy {
            parent = arguments.dropFirst(from + 1).first
            arguments.removeSubrange(from...)
        }
        sections.append(
            Section(kind: kind, name: arguments.first ?? "", parent: parent, position: directive.position))
    }

    private mutating func add(_ directive: Directive) {
        let last = sections.count - 1
        let kind = sections[last].kind
        if kind == .global {
            variables.apply(directive)
            if directive.keyword == "resetenv" {
                leave(directive.position, because: "the variables after it are not followed")
            }
        }
        if kind.isProxy, let reason = ProxyKeywords.reasonUnknown(directive) {
            leave(directive.position, because: reason)
        } else {
            sections[last].directives.append(directive)
        }
    }

    private mutating func leave(_ position: Position, because reason: String) {
        unread.append(UnreadLine(position: position, reason: reason))
        if !sections.isEmpty { sections[sections.count - 1].isComplete = false }
    }
}
