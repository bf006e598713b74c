internal import ArgumentParser

/// Options of the server that stand together. The parser learns them from their rows in the table, and a subcommand that shares
/// them has the same group.
protocol ServerOptionGroup: ParsableArguments, CustomReflectable {
    static var rows: [OptionRow] { get }
    /// The options on the command line.
    var texts: CommandLineTexts { get set }
}

extension ServerOptionGroup {
    init(_ texts: CommandLineTexts) {
        self.init()
        self.texts = texts
    }

    /// The declarations of the options, where the parser looks for property wrappers (its ArgumentSet).
    var customMirror: Mirror {
        Mirror(self, children: Self.rows.map { (label: $0.name, value: $0.declaration) }, displayStyle: .struct)
    }

    /// Takes the values that the parser has found.
    init(from decoder: any Decoder) throws {
        self.init()
        let values = try decoder.container(keyedBy: OptionName.self)
        for row in Self.rows {
            let name = OptionName(stringValue: row.name)
            switch row.kind {
            case .flag:
                if try values.decode(Flag<Bool>.self, forKey: name).wrappedValue {
                    texts.append(OptionText.true, of: row)
                }
            case .single:
                let text = try values.decode(Option<String?>.self, forKey: name).wrappedValue
                if let text { texts.append(text, of: row) }
            case .repeated:
                for text in try values.decode(Option<[String]>.self, forKey: name).wrappedValue {
                    texts.append(text, of: row)
                }
            }
        }
    }
}

private struct OptionName: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) {
        self.stringValue = stringValue
    }

    init?(intValue: Int) {
        nil
    }
}

extension OptionRow {
    /// The property wrapper that declares the option to the parser.
    fileprivate var declaration: Any {
        let name = NameSpecification.customLong(name)
        return switch kind {
        case .flag: Flag(wrappedValue: false, name: name, help: argumentHelp)
        case .single:
            Option<String?>(name: name, parsing: .unconditional, help: argumentHelp, completion: completion)
        case .repeated:
            Option<[String]>(
                wrappedValue: [], name: name, parsing: .unconditionalSingleValue, help: argumentHelp,
                completion: completion)
        }
    }

    private var argumentHelp: ArgumentHelp {
        let variable = [variable, variableNote].compactMap(\.self).joined(separator: ", ")
        let note = [variable, defaultText.map { "default: \($0)" }].compactMap(\.self).joined(separator: "; ")
        return ArgumentHelp("\(help) [\(note)]", valueName: valueName)
    }
}
