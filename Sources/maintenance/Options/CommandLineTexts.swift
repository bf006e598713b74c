/// The server's options on a command line without anything else.
///
/// The parser for subcommands, help and errors takes longer than the rest of the start, while visitors may already be
/// waiting. So a simple command line is read here, with the same result.
struct CommandLineTexts {
    private var texts: [String: [String]] = [:]

    /// Returns nil if the parser has to read the arguments, because there is a subcommand, an error or another kind of
    /// option.
    init?(_ arguments: [String]) {
        let hasValue = Dictionary(
            OptionTable.groups.flatMap(\.rows).map { ($0.name, $0.valueName != nil) },
            uniquingKeysWith: { first, _ in first })
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            guard argument.hasPrefix("--") else { return nil }
            let parts = argument.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = String(parts[0])
            switch (hasValue[name], parts.count) {
            case (true?, 2): texts[name, default: []].append(String(parts[1]))
            case (true?, 1):
                guard let value = rest.popFirst() else { return nil }
                texts[name, default: []].append(value)
            case (false?, 1): texts[name] = []
            default: return nil
            }
        }
    }

    /// The text of an option with one value. If it is given several times, the last one counts.
    subscript<Parsed, Value>(option: ServerOption<Parsed, Value>) -> String? { texts[option.row.name]?.last }

    /// The texts of an option that may be given several times.
    subscript<Value>(option: ServerOption<Value, [Value]>) -> [String] { texts[option.row.name] ?? [] }

    /// Whether a flag is given.
    subscript(option: ServerOption<Bool, Bool>) -> Bool { texts[option.row.name] != nil }
}
