/// The texts of the server's options on a command line.
struct CommandLineTexts {
    private var given: [(name: String, text: String)] = []

    /// No options.
    init() {}

    /// Reads a command line that has nothing but options of the server.
    ///
    /// The parser for subcommands, help and errors takes longer than the rest of the start, while visitors may already be
    /// waiting. So a simple command line is read here, with the same result. Returns nil if the parser has to read the
    /// arguments, because there is a subcommand, an error or another kind of option.
    init?(_ arguments: [String]) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else { return nil }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let row = OptionTable.row(named: String(parts[0])) else { return nil }
            switch (row.kind, parts.count) {
            case (.flag, 1): append(OptionText.true, of: row)
            case (.single, 2), (.repeated, 2): append(String(parts[1]), of: row)
            case (.single, 1), (.repeated, 1):
                guard let value = rest.popFirst() else { return nil }
                append(value, of: row)
            default: return nil
            }
        }
    }

    /// The texts of an option. A flag that is given has the text `true`. Of an option with a single value the last text counts.
    subscript(row: OptionRow) -> [String] {
        let texts = given.filter { $0.name == row.name }.map(\.text)
        return if case .repeated = row.kind { texts } else { texts.suffix(1) }
    }

    func has(_ row: OptionRow) -> Bool {
        given.contains { $0.name == row.name }
    }

    mutating func append(_ text: String, of row: OptionRow) {
        given.append((row.name, text))
    }

    mutating func append(_ other: CommandLineTexts) {
        given += other.given
    }
}
