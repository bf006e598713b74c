/// The options of the server on a command line that consists of nothing else.
///
/// The parser that knows subcommands, help and every mistake takes longer than the rest of the start, while visitors may be
/// waiting already. So a command line that needs none of that is read here, with the same result.
struct CommandLineTexts {
    private var texts: [String: [String]] = [:]

    /// nil where the parser has to read the arguments: there is a subcommand, a mistake, or an option of another kind.
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

    /// The text of an option with one value: the last one, if it is given several times.
    subscript<Parsed, Value>(option: ServerOption<Parsed, Value>) -> String? { texts[option.row.name]?.last }

    /// The texts of an option that may be given several times.
    subscript<Value>(option: ServerOption<Value, [Value]>) -> [String] { texts[option.row.name] ?? [] }

    /// Whether a flag is given.
    subscript(option: ServerOption<Bool, Bool>) -> Bool { texts[option.row.name] != nil }
}
