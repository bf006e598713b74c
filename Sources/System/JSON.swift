/// A value of JSON (RFC 8259).
package enum JSON {
    case null
    case boolean(Bool)
    case number(Int)
    case string(String)
    case array([JSON])
    /// The members, in the order in which they are written.
    case object([(name: String, value: JSON)])

    /// nil becomes null.
    package init(_ string: String?) {
        self = string.map(JSON.string) ?? .null
    }

    /// The value on one line, without blanks between its parts.
    package var text: String {
        var text = ""
        append(to: &text)
        return text
    }

    private func append(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += "\(value)"
        case .number(let number): text += "\(number)"
        case .string(let string): text += JSONString.quoted(string)
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.append(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                text += JSONString.quoted(member.name)
                text += ":"
                member.value.append(to: &text)
            }
            text += "}"
        }
    }
}

/// Strings of JSON (RFC 8259 §7) without characters that could end a line.
package enum JSONString {
    /// The string between quotes.
    package static func quoted(_ string: String) -> String {
        var bytes: [UInt8] = []
        append(Array(string.utf8)[...], to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The escaped string without its quotes.
    package static func escaped(_ string: String) -> String { String(quoted(string).dropFirst().dropLast()) }

    /// Appends the string between quotes. Bytes that are not UTF-8 become U+FFFD.
    package static func append(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let plain = text.prefix(text.withUnsafeBytes { $0.countOfPlainBytes(from: 0) })
        bytes += plain
        if plain.count < text.count {
            let rest = text[plain.endIndex...]
            for scalar in String(decoding: rest, as: UTF8.self).unicodeScalars { append(scalar, to: &bytes) }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func append(_ scalar: Unicode.Scalar, to bytes: inout [UInt8]) {
        switch scalar {
        case "\"", "\\":
            bytes.append(UInt8(ascii: "\\"))
            bytes.append(UInt8(scalar.value))
        // Some readers take Unicode's line and paragraph separators, and some control characters, for the end of a line.
        case "\0"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}":
            let digits = String(scalar.value, radix: 16, uppercase: true)
            bytes += "\\u".utf8
            bytes += String(repeating: "0", count: 4 - digits.utf8.count).utf8
            bytes += digits.utf8
        default:
            bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        }
    }
}

extension UnsafeRawBufferPointer {
    /// The number of bytes from `start` up to the first one that a quoted string has to escape. Only printable ASCII needs no
    /// escape, without quotes and backslashes.
    package func countOfPlainBytes(from start: Int) -> Int {
        var end = start
        // Sixteen at a time. Each load ends within the buffer, as the condition says.
        while end + 16 <= count {
            let part = loadUnaligned(fromByteOffset: end, as: SIMD16<UInt8>.self)
            let isOther = (part .< 0x20) .| (part .> 0x7E)
            guard !any(isOther .| (part .== UInt8(ascii: "\"")) .| (part .== UInt8(ascii: "\\"))) else { break }
            end += 16
        }
        while end < count, self[end].isPlain { end += 1 }
        return end - start
    }
}

extension UInt8 {
    fileprivate var isPlain: Bool {
        (0x20...0x7E).contains(self) && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
    }
}
