extension UInt8 {
    /// SP or HTAB, what blanks are made of (RFC 9110 §5.6.3).
    package var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// Whether a token may hold it (RFC 9110 §5.6.2).
    package var isTokenCharacter: Bool { ByteSet.token.contains(self) }
}

/// A set of bytes, asked once for every byte that a client sends.
struct ByteSet: Sendable {
    static let token = ByteSet(letters + digits + "!#$%&'*+-.^_`|~")
    /// What a reg-name is made of (RFC 3986 §3.2.2): unreserved, sub-delims, and the sign that begins pct-encoded.
    static let hostName = ByteSet(letters + digits + "-._~!$&'()*+,;=%")
    /// What ends no request target: all but blanks and control characters. Clients send bytes that are not ASCII.
    static let targetCharacter = ByteSet(where: { $0 > 0x20 && $0 != 0x7F })
    /// What ends no path of a request target.
    static let pathCharacter = ByteSet(where: { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })

    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    private static let digits = "0123456789"

    /// For each byte, whether it belongs.
    private var members = [Bool](repeating: false, count: 256)

    private init(_ characters: String) {
        for byte in characters.utf8 { members[Int(byte)] = true }
    }

    private init(where isMember: (UInt8) -> Bool) {
        for byte in UInt8.min...UInt8.max { members[Int(byte)] = isMember(byte) }
    }

    func contains(_ byte: UInt8) -> Bool { members[Int(byte)] }

    /// How many of the first bytes belong.
    func prefixCount(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        members.withUnsafeBufferPointer { members in
            var count = 0
            while count < bytes.count, members[Int(bytes[count])] { count += 1 }
            return count
        }
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
