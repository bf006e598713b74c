extension UInt8 {
    /// SP or HTAB, what blanks are made of (RFC 9110 §5.6.3).
    package var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// Whether a token may hold it (RFC 9110 §5.6.2).
    package var isTokenCharacter: Bool { ByteSet.token.contains(self) }
}

/// A set of ASCII characters, asked once for every byte that a client sends.
struct ByteSet: Sendable {
    static let token = ByteSet(letters + digits + "!#$%&'*+-.^_`|~")
    /// What a reg-name is made of (RFC 3986 §3.2.2): unreserved, sub-delims, and the sign that begins pct-encoded.
    static let hostName = ByteSet(letters + digits + "-._~!$&'()*+,;=%")

    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    private static let digits = "0123456789"

    /// A bit for each character, from 0 to 127.
    private var bits: (low: UInt64, high: UInt64) = (0, 0)

    private init(_ characters: String) {
        for byte in characters.utf8 {
            if byte < 64 { bits.low |= 1 << UInt64(byte) } else { bits.high |= 1 << UInt64(byte - 64) }
        }
    }

    func contains(_ byte: UInt8) -> Bool {
        byte < 128 && (byte < 64 ? bits.low : bits.high) &>> UInt64(byte & 63) & 1 == 1
    }
}

extension ArraySlice<UInt8> {
    /// Blanks at both ends left out.
    package var withoutBlanks: ArraySlice<UInt8> {
        var (start, end) = (startIndex, endIndex)
        while start < end, self[start].isBlank { start += 1 }
        while start < end, self[end - 1].isBlank { end -= 1 }
        return self[start..<end]
    }

    /// Whether the bytes, without blanks around them, are the token, which is in lower case; theirs may be any.
    func isToken(_ token: String) -> Bool {
        let bytes = withoutBlanks
        guard bytes.count == token.utf8.count else { return false }
        return bytes.elementsEqual(token.utf8) { $0.lowercasedASCII == $1 }
    }
}
