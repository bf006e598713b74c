/// A line of a file, and its section. Unlike those of `Section`, these lines include the ones in conditions.
struct ConfigurationLine: Sendable {
    /// The line that begins a section.
    struct Header: Hashable, Sendable {
        let kind: Section.Kind
        let name: String
        let position: Position
    }

    let position: Position
    /// The bytes in the file, without the line feed.
    let bytes: ArraySlice<UInt8>
    /// nil for an empty line, a comment, or a line of a condition such as `.if`.
    let directive: Directive?
    /// nil before the first section.
    let section: Header?

    var beginsSection: Bool { section?.position == position }

    /// The lines of each file.
    static func read(
        _ files: [ConfigurationFile], variables: Variables
    ) throws(RehearsalPlan.Failure) -> [[ConfigurationLine]] {
        var variables = variables
        var section: Header?
        var result: [[ConfigurationLine]] = []
        for file in files {
            var lines: [ConfigurationLine] = []
            for (index, bytes) in file.contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
                .enumerated()
            {
                let position = Position(file: file.path, line: index + 1)
                let words: [Word]
                do throws(LineWords.Fault) {
                    words = try LineWords.read(bytes, variables: variables)
                } catch {
                    throw .unreadable(position, "\(error)")
                }
                let directive = words.isEmpty ? nil : Directive(position: position, words: words)
                if let directive, let kind = Section.Kind(beginningAt: directive) {
                    section = Header(kind: kind, name: directive.arguments.first ?? "", position: position)
                }
                if let directive, section?.kind == .global { variables.apply(directive) }
                let isCondition = directive?.keyword.hasPrefix(".") ?? false
                lines.append(
                    ConfigurationLine(
                        position: position, bytes: bytes, directive: isCondition ? nil : directive, section: section))
            }
            result.append(lines)
        }
        return result
    }
}
