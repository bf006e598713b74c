internal import ArgumentParser
internal import Glibc

/// An option of the server, and the environment variable of the same name. The option takes precedence over the
/// variable.
///
/// `Parsed` is the type of one value of the option. `Value` is the type of the setting: the same, a list, or an
/// optional.
///
/// The parser of the command line only passes texts on. They are read here, in the same way as those of variables.
struct ServerOption<Parsed: Sendable, Value: Sendable>: Sendable {
    let row: OptionRow
    /// Reads one value of the option.
    private let read: @Sendable (String) throws -> Parsed
    private let readVariable: @Sendable (String) throws -> Value
    /// Makes the setting from the values on the command line, of which there is at least one.
    private let combine: @Sendable ([Parsed]) -> Value
    private let makeDefault: @Sendable () -> Value

    /// The setting, from the command line or the environment.
    func setting(in commandLine: CommandLineTexts) throws(Failure) -> Setting<Value> {
        let texts = commandLine[row]
        if !texts.isEmpty {
            let values = try texts.map { text throws(Failure) in
                try failing("--\(row.name)", text, EX_USAGE) { try read(text) }
            }
            return Setting(value: combine(values), source: "--\(row.name)")
        }
        guard let text = row.environmentText else { return Setting(value: makeDefault(), source: "--\(row.name)") }
        return Setting(
            value: try failing(row.variable, text, EX_CONFIG) { try readVariable(text) }, source: row.variable)
    }

    func value(in commandLine: CommandLineTexts) throws(Failure) -> Value {
        try setting(in: commandLine).value
    }

    private func failing<Result>(
        _ source: String, _ text: String, _ status: CInt, _ body: () throws -> Result
    ) throws(Failure) -> Result {
        do {
            return try body()
        } catch {
            throw Failure("\(source) '\(text)': \(error)", status: status)
        }
    }
}

/// A value, and the name of its source: `--port` or `MAINTENANCE_PORT`. The source of a default is the option.
struct Setting<Value> {
    let value: Value
    let source: String
}

/// The description of an option in help and documentation.
struct OptionRow: Sendable {
    /// Such as `retry-after`.
    let name: String
    let kind: Kind
    let help: String
    /// The format of the variable, if it differs from that of the option: `comma-separated`.
    let variableNote: String?
    /// Only help and documentation need it, while every start makes the row.
    let describeDefault: @Sendable () -> String?
    var completion: CompletionKind = .default
    /// Whether an empty variable is a value. Otherwise it counts as unset, because Compose passes an unset variable as
    /// `NAME: ${NAME}`.
    var emptyVariableIsValue = false

    enum Kind: Sendable {
        /// An option without a value.
        case flag
        /// An option with one value. If it is given several times, the last one counts.
        case single(valueName: String)
        /// An option that may be given several times.
        case repeated(valueName: String)
    }

    var defaultText: String? { describeDefault() }

    /// Such as `seconds`; nil for a flag.
    var valueName: String? {
        switch kind {
        case .flag: nil
        case .single(let name), .repeated(let name): name
        }
    }

    /// Such as `MAINTENANCE_RETRY_AFTER`.
    var variable: String {
        let bytes = name.uppercased().utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
        return "MAINTENANCE_" + String(decoding: bytes, as: UTF8.self)
    }

    /// The variable's text, if it is set.
    fileprivate var environmentText: String? {
        guard let value = getenv(variable) else { return nil }
        let text = String(cString: value)
        if text.isEmpty, !emptyVariableIsValue { return nil }
        // For a Service named `maintenance`, Kubernetes sets MAINTENANCE_PORT=tcp://10.0.0.1:8088 in every container of
        // the namespace, which is meant for its clients.
        if name == "port", text.hasPrefix("tcp://") || text.hasPrefix("udp://") { return nil }
        return text
    }
}

extension ServerOption where Parsed == Value {
    /// An option with one value. `defaultText` describes a default that is known only at run time.
    init(
        _ name: String, _ valueName: String, _ help: String, default defaultValue: @escaping @Sendable () -> Value,
        defaultText: @autoclosure @escaping @Sendable () -> String,
        read: @escaping @Sendable (String) throws -> Value
    ) {
        row = OptionRow(
            name: name, kind: .single(valueName: valueName), help: help, variableNote: nil, describeDefault: defaultText
        )
        self.read = read
        readVariable = read
        combine = { $0[0] }
        makeDefault = defaultValue
    }

    /// An option with one value.
    init(
        _ name: String, _ valueName: String, _ help: String, default defaultValue: Value,
        read: @escaping @Sendable (String) throws -> Value
    ) where Value: CustomStringConvertible {
        self.init(
            name, valueName, help, default: { defaultValue }, defaultText: defaultValue.description, read: read)
    }

    /// An option whose value is one of several names.
    init(_ name: String, _ valueName: String, _ help: String, default defaultValue: Value)
    where Value: RawRepresentable<String> & CaseIterable {
        var row = OptionRow(
            name: name, kind: .single(valueName: valueName), help: help, variableNote: nil,
            describeDefault: { defaultValue.rawValue })
        row.completion = .list(Value.allCases.map(\.rawValue))
        self.row = row
        let read: @Sendable (String) throws -> Value = { try OptionText.name($0) }
        self.read = read
        readVariable = read
        combine = { $0[0] }
        makeDefault = { defaultValue }
    }
}

extension ServerOption where Value == Parsed? {
    /// An option without a default. `defaultText` describes the behaviour without the option.
    init(
        _ name: String, _ valueName: String, _ help: String, defaultText: String,
        completion: CompletionKind = .default, read: @escaping @Sendable (String) throws -> Parsed
    ) {
        row = OptionRow(
            name: name, kind: .single(valueName: valueName), help: help, variableNote: nil,
            describeDefault: { defaultText },
            completion: completion)
        self.read = read
        readVariable = { try read($0) }
        combine = { $0[0] }
        makeDefault = { nil }
    }
}

extension ServerOption where Value == [Parsed] {
    /// An option that may be given several times.
    init(
        _ name: String, _ valueName: String, _ help: String, variable note: String = "comma-separated",
        default defaultValue: [Parsed] = [], defaultText: String?, emptyVariableIsValue: Bool = false,
        read: @escaping @Sendable (String) throws -> Parsed,
        readVariable: @escaping @Sendable (String) throws -> [Parsed]
    ) {
        row = OptionRow(
            name: name, kind: .repeated(valueName: valueName), help: help + "; may be given several times.",
            variableNote: note, describeDefault: { defaultText }, emptyVariableIsValue: emptyVariableIsValue)
        self.read = read
        self.readVariable = readVariable
        combine = { $0 }
        makeDefault = { defaultValue }
    }
}

extension ServerOption where Parsed == Bool, Value == Bool {
    /// An option without a value. Its variable is true or false.
    init(flag name: String, _ help: String) {
        row = OptionRow(
            name: name, kind: .flag, help: help, variableNote: "true or false", describeDefault: { "false" })
        read = OptionText.flag
        readVariable = OptionText.flag
        combine = { $0[0] }
        makeDefault = { false }
    }
}
