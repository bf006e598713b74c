internal import HTTP

/// A header field that an operator has added to the answers.
package struct OperatorField: Sendable {
    /// Why a text is no such field.
    package enum Invalidity: Error, Sendable {
        case noColon
        /// RFC 9110 §5.1
        case malformedName
        /// RFC 9110 §5.5: it has a control character.
        case malformedValue
        /// The field of that name would break the answers, or make them lie.
        case refused(String, OperatorFieldRefusal)
    }

    package let name: String
    package let value: String

    /// Reads `Name: value`.
    package init(_ text: String) throws(Invalidity) {
        let bytes = Array(text.utf8)
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else { throw .noColon }
        guard colon > 0, bytes[..<colon].allSatisfy(\.isTokenCharacter) else { throw .malformedName }
        name = String(decoding: bytes[..<colon], as: UTF8.self)
        if let refusal = OperatorFieldRefusal(ofField: name) { throw .refused(name, refusal) }
        let value = bytes[(colon + 1)...].withoutBlanks
        guard value.allSatisfy({ $0.isBlank || $0 > 0x20 && $0 != 0x7F }) else { throw .malformedValue }
        self.value = String(decoding: value, as: UTF8.self)
    }
}

extension OperatorField.Invalidity: CustomStringConvertible {
    package var description: String {
        switch self {
        case .noColon: "a header field is such as 'X-Status: maintenance'"
        case .malformedName: "the name before the colon is no field's"
        case .malformedValue: "a field's value has no control characters"
        case .refused(let name, let refusal): "\(name) \(refusal)"
        }
    }
}
