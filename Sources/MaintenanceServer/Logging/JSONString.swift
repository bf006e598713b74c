/// Strings of JSON (RFC 8259 §7) that hold no character which could end a line.
package enum JSONString {
    /// Appends the text between quotes.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        append(Array(text.utf8)[...], to: &bytes)
    }

    /// Appends the text between quotes; U+FFFD for what is not UTF-8.
    package static func append(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let plain = text.prefix(text.withUnsafeBytes { $0.plainCount(from: 0) })
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
        // Unicode's line and paragraph separators end lines for some readers, as do some of the control characters.
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
