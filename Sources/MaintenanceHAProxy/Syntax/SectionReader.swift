/// Divides files into sections.
struct SectionReader {
    /// A block from `.if` to its `.endif`. Its lines are not read, because its condition may be false.
    private struct Condition {
        /// The number of open blocks: this one, and those in it.
        var depth = 1
        var beginsSection = false
    }

    private(set) var sections: [Section] = []
    private(set) var unread: [UnreadLine] = []
    /// The variables, which lines of `global` may set.
    private var variables: Variables
    private var condition: Condition?
    /// Whether the next lines may belong to a section within a condition, or to no section.
    private var isSectionUnknown = true
    /// Whether the `defaults` section in effect is within a condition, or on lines that are not understood.
    private var areDefaultsUnknown = false

    private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

    init(_ files: [ConfigurationFile], variables: Variables) {
        self.variables = variables
        for file in files { read(file) }
    }

    private mutating func read(_ file: ConfigurationFile) {
        var contents = file.contents[...]
        if contents.starts(with: SectionReader.byteOrderMark) {
            report(Position(file: file.path, line: 1), "it begins with a byte order mark, which HAProxy refuses")
            contents = contents.dropFirst(SectionReader.byteOrderMark.count)
        }
        let lines = contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let position = Position(file: file.path, line: index + 1)
            do throws(LineWords.Fault) {
                let words = try LineWords.read(line, variables: variables)
                if !words.isEmpty { read(Directive(position: position, words: words)) }
            } catch {
                leave(position, because: "\(error)")
            }
        }
        condition = nil
        if let last = lines.last, !last.isEmpty {
            let position = Position(file: file.path, line: lines.count)
            report(position, "it does not end in a line feed, so HAProxy refuses the file")
        }
    }

    private mutating func read(_ directive: Directive) {
        if directive.keyword.hasPrefix(".") {
            readConditional(directive)
        } else if condition != nil {
            skip(directive)
        } else if let kind = Section.Kind(beginningAt: directive) {
            begin(kind, at: directive)
        } else if isSectionUnknown {
            leave(directive.position, because: "it may belong to another section than the last one")
        } else {
            add(directive)
        }
    }

    private mutating func readConditional(_ directive: Directive) {
        switch directive.keyword {
        case ".if":
            if condition == nil {
                report(
                    directive.position, "the lines up to .endif depend on a condition, and are not read")
                condition = Condition()
            } else {
                condition?.depth += 1
            }
        case ".endif":
            condition?.depth -= 1
            if condition?.depth == 0 { condition = nil }
        case ".elif", ".else", ".diag", ".notice", ".warning", ".alert": break
        default: leave(directive.position, because: "'\(directive.keyword)' is unknown")
        }
    }

    /// Skips a line within a condition, which the report of `.if` includes.
    private mutating func skip(_ directive: Directive) {
        if let kind = Section.Kind(beginningAt: directive) {
            condition?.beginsSection = true
            isSectionUnknown = true
            if kind == .defaults { areDefaultsUnknown = true }
        } else if condition?.beginsSection == false {
            markLastSection()
        }
    }

    private mutating func begin(_ kind: Section.Kind, at directive: Directive) {
        var arguments = directive.arguments
        var parent: String?
        if let from = arguments.firstIndex(of: "from"), kind.isProxy {
            parent = arguments.dropFirst(from + 1).first
            arguments.removeSubrange(from...)
        }
        if kind == .defaults { areDefaultsUnknown = false }
        let inheritsUnknown = kind.isProxy && parent == nil && areDefaultsUnknown
        sections.append(
            Section(
                kind: kind, name: arguments.first ?? "", parent: parent, position: directive.position,
                isComplete: !inheritsUnknown))
        isSectionUnknown = false
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
        guard !sections.isEmpty else {
            // HAProxy refuses the file. The lines may have been meant as `defaults`. One report is enough for them all.
            let reason = "it is before the first section"
            if !unread.contains(where: { $0.reason == reason }) { report(position, reason) }
            areDefaultsUnknown = true
            return
        }
        report(position, reason)
        markLastSection()
    }

    private mutating func report(_ position: Position, _ reason: String) {
        unread.append(UnreadLine(position: position, reason: reason))
    }

    private mutating func markLastSection() {
        if !sections.isEmpty { sections[sections.count - 1].isComplete = false }
    }
}
