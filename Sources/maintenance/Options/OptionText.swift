internal import Glibc
internal import HTTP
internal import MaintenanceServer
internal import MaintenanceSite

/// Reads the values of options and environment variables. Each function throws an `InvalidText` that describes the
/// error.
enum OptionText {
    struct InvalidText: Error, CustomStringConvertible {
        let description: String
    }

    static func port(_ text: String) throws(InvalidText) -> UInt16 {
        guard text.utf8.allSatisfy(\.isASCIIDigit), let port = UInt16(text) else {
            throw InvalidText(description: "a port is a number from 0 to 65535")
        }
        return port
    }

    /// Addresses separated by commas and blanks. The empty text is the empty address, which stands for all. Among other
    /// addresses an empty one is a mistake, which would open the server to everybody.
    static func addresses(_ text: String) throws(InvalidText) -> [ListenAddress] {
        if text.isEmpty { return [.all] }
        let addresses = text.split(separator: ",", omittingEmptySubsequences: false).map { $0.filter { $0 != " " } }
        guard !addresses.contains("") else { throw InvalidText(description: "an address is missing beside a comma") }
        return addresses.map { ListenAddress(String($0)) }
    }

    /// An endpoint, or a single port, which is on localhost.
    static func admin(_ text: String) throws(InvalidText) -> ListenEndpoint {
        if !text.isEmpty, text.utf8.allSatisfy(\.isASCIIDigit) { return .port(try port(text), of: .localhost) }
        do {
            return try ListenEndpoint(text)
        } catch .portMissing {
            throw InvalidText(
                description: "the value is a port, or an address and a port such as 127.0.0.1:9088 or :9088")
        } catch {
            throw InvalidText(description: "\(error)")
        }
    }

    static func endpoint(_ text: String) throws(InvalidText) -> ListenEndpoint {
        do throws(ListenEndpoint.Malformed) {
            return try ListenEndpoint(text)
        } catch {
            throw InvalidText(description: "\(error)")
        }
    }

    /// Endpoints separated by commas and blanks.
    static func endpoints(_ text: String) throws(InvalidText) -> [ListenEndpoint] {
        try text.split(separator: ",", omittingEmptySubsequences: false).map { part throws(InvalidText) in
            guard let first = part.firstIndex(where: { $0 != " " }), let last = part.lastIndex(where: { $0 != " " })
            else { throw InvalidText(description: "an address is missing beside a comma") }
            return try endpoint(String(part[first...last]))
        }
    }

    /// The permissions of a socket's file: an octal number up to 777.
    static func socketMode(_ text: String) throws(InvalidText) -> FileMode {
        guard text.utf8.count <= 4, let mode = mode_t(text, radix: 8), text.first != "+", mode <= 0o777 else {
            throw InvalidText(description: "the mode is an octal number from 0 to 777")
        }
        return FileMode(mode)
    }

    static func until(_ text: String) throws(InvalidText) -> HTTPDate {
        guard let date = TimeText.parse(text) else {
            throw InvalidText(
                description:
                    "a time, up to the year 9999, is written as 2026-11-21T04:00Z, 2026-11-21T05:00+01:00, 17:30 or +1h30m"
            )
        }
        return date
    }

    static func language(_ text: String) throws(InvalidText) -> LanguageTag {
        guard let tag = LanguageTag(text) else {
            throw InvalidText(description: "a language is a tag such as de, pt-BR or zh-Hant")
        }
        return tag
    }

    static func header(_ text: String) throws(InvalidText) -> OperatorField {
        do {
            return try OperatorField(text)
        } catch {
            throw InvalidText(description: "\(error)")
        }
    }

    /// Header fields, one on each line.
    static func headers(_ text: String) throws(InvalidText) -> [OperatorField] {
        var fields: [OperatorField] = []
        for line in text.split(separator: "\n") { fields.append(try header(String(line))) }
        return fields
    }

    static func origin(_ text: String) throws(InvalidText) -> CrossOrigin.Allowed {
        do {
            return try CrossOrigin.Allowed(text)
        } catch {
            throw InvalidText(description: "\(error)")
        }
    }

    /// Origins separated by commas and blanks.
    static func origins(_ text: String) throws(InvalidText) -> [CrossOrigin.Allowed] {
        var origins: [CrossOrigin.Allowed] = []
        for part in text.split(separator: ",") { origins.append(try origin(part.filter { $0 != " " })) }
        return origins
    }

    /// The text of a flag that is given.
    static let `true` = "true"

    static func flag(_ text: String) throws(InvalidText) -> Bool {
        guard let value = Bool(text) else { throw InvalidText(description: "the value is true or false") }
        return value
    }

    /// Networks separated by commas and blanks. `none` adds no network.
    static func trustedProxies(_ text: String) throws(InvalidText) -> TrustedProxies {
        var networks: [IPNetwork] = []
        for name in text.split(separator: ",", omittingEmptySubsequences: false).map({ $0.filter { $0 != " " } })
        where name != "none" {
            guard let network = IPNetwork(name) else {
                throw InvalidText(description: "a trusted proxy is an address, a network such as 10.0.0.0/8, or none")
            }
            networks.append(network)
        }
        return TrustedProxies(networks)
    }

    static func name<Value>(_ text: String) throws(InvalidText) -> Value
    where Value: RawRepresentable<String> & CaseIterable {
        guard let value = Value(rawValue: text) else {
            let names = Value.allCases.map(\.rawValue).joined(separator: ", ")
            throw InvalidText(description: "the value is one of \(names)")
        }
        return value
    }

    /// A number in the range; `meaning` names it in the error.
    static func number(_ text: String, in range: ClosedRange<Int>, _ meaning: String) throws(InvalidText) -> Int {
        guard let number = Int(text), range.contains(number) else {
            throw InvalidText(description: "\(meaning) is from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }
}

/// The permissions of a file, written in octal.
struct FileMode: Sendable, CustomStringConvertible {
    let bits: mode_t

    init(_ bits: mode_t) {
        self.bits = bits
    }

    var description: String { String(bits, radix: 8) }
}
