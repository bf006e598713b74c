internal import Glibc

extension UInt8 {
    /// ALPHA (RFC 5234 appendix B.1).
    package var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }

    /// DIGIT (RFC 5234 appendix B.1).
    package var isASCIIDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// The lower-case letter for an upper-case one, and any other byte as it is.
    package var lowercasedASCII: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }

    /// The value of a hexadecimal digit of either case, from 0 to 15.
    package var hexDigitValue: UInt8? {
        if isASCIIDigit { return self - UInt8(ascii: "0") }
        let letter = self | 0x20
        return (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(letter) ? letter - UInt8(ascii: "a") + 10 : nil
    }
}

extension [UInt8] {
    /// Appends the digits of a number that is not negative.
    package mutating func append(decimal number: Int) {
        if number >= 10 { append(decimal: number / 10) }
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}

extension UInt8 {
    /// SP or HTAB (RFC 9110 §5.6.3).
    package var isBlank: Bool { self == UInt8(ascii: " ") || self == UInt8(ascii: "\t") }

    /// Whether a token may contain it (RFC 9110 §5.6.2).
    package var isTokenCharacter: Bool { ByteSet.token.contains(self) }
}

/// A set of bytes, which is queried for every byte that a client sends.
struct ByteSet: Sendable {
    static let token = ByteSet(letters + digits + "!#$%&'*+-.^_`|~")
    /// The characters of a reg-name (RFC 3986 §3.2.2): unreserved, sub-delims, and the `%` of pct-encoded.
    static let hostName = ByteSet(letters + digits + "-._~!$&'()*+,;=%")
    /// The bytes of a request target: all except blanks and control characters, because clients send bytes that are not ASCII.
    static let targetCharacter = ByteSet(where: { $0 > 0x20 && $0 != 0x7F })
    /// The bytes of the path in a request target.
    static let pathCharacter = ByteSet(where: { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") })

    private static let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    private static let digits = "0123456789"

    /// Whether each byte belongs to the set.
    private var members = [Bool](repeating: false, count: 256)

    private init(_ characters: String) {
        for byte in characters.utf8 { members[Int(byte)] = true }
    }

    private init(where isMember: (UInt8) -> Bool) {
        for byte in UInt8.min...UInt8.max { members[Int(byte)] = isMember(byte) }
    }

    func contains(_ byte: UInt8) -> Bool { members[Int(byte)] }

    /// How many of the first bytes belong to the set.
    func prefixCount(of bytes: UnsafeBufferPointer<UInt8>) -> Int {
        members.withUnsafeBufferPointer { members in
            var count = 0
            while count < bytes.count, members[Int(bytes[count])] { count += 1 }
            return count
        }
    }
}

extension ArraySlice<UInt8> {
    /// The bytes without the blanks at both ends.
    package var withoutBlanks: ArraySlice<UInt8> {
        var (start, end) = (startIndex, endIndex)
        while start < end, self[start].isBlank { start += 1 }
        while start < end, self[end - 1].isBlank { end -= 1 }
        return self[start..<end]
    }

    /// Whether the bytes, without the blanks around them and ignoring case, are the token, which is in lower case.
    func isToken(_ token: String) -> Bool {
        let bytes = withoutBlanks
        guard bytes.count == token.utf8.count else { return false }
        return bytes.elementsEqual(token.utf8) { $0.lowercasedASCII == $1 }
    }
}

extension Span<UInt8> {
    /// A copy.
    var array: [UInt8] { withUnsafeBufferPointer { Array($0) } }

    /// The first index of the byte in the range, which is within the span.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        extracting(range).withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress, let found = memchr(start, CInt(byte), bytes.count) else { return nil }
            return range.lowerBound + (UnsafeRawPointer(found) - UnsafeRawPointer(start))
        }
    }

    /// Whether the bytes are equal.
    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// Whether the bytes are equal, ignoring the case of ASCII letters.
    func isEqualInAnyCase(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index].lowercasedASCII != other[index].lowercasedASCII { return false }
        return true
    }

    /// Whether the bytes, which are a token, are equal to `lowercased`, ignoring case. `lowercased` has only letters and hyphens.
    func isToken(_ lowercased: Span<UInt8>) -> Bool {
        guard count == lowercased.count else { return false }
        // No other character of tokens becomes a letter or a hyphen by that bit.
        for index in indices where self[index] | 0x20 != lowercased[index] { return false }
        return true
    }

    /// The range, which is within the span, without the blanks at both ends.
    func withoutBlanks(_ range: Range<Int>) -> Range<Int> {
        var (start, end) = (range.lowerBound, range.upperBound)
        while start < end, self[start].isBlank { start += 1 }
        while start < end, self[end - 1].isBlank { end -= 1 }
        return start..<end
    }

    /// Whether every byte within the range, which is within the span, belongs to the set.
    func isMade(of set: ByteSet, in range: Range<Int>) -> Bool {
        end(of: set, in: range) == range.upperBound
    }

    /// The end of the bytes from the start of the range that belong to the set. The range is within the span.
    func end(of set: ByteSet, in range: Range<Int>) -> Int {
        range.lowerBound + extracting(range).withUnsafeBufferPointer(set.prefixCount)
    }

    /// Whether a NUL or a CR is within the range, which is within the span.
    func hasNULOrCarriageReturn(in range: Range<Int>) -> Bool {
        extracting(range).withUnsafeBytes { bytes in
            var index = 0
            // Eight bytes at a time: a word has a zero byte if this is not zero (Mycroft).
            func zeros(_ word: UInt64) -> UInt64 { (word &- 0x0101_0101_0101_0101) & ~word & 0x8080_8080_8080_8080 }
            while index + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
                if zeros(word) | zeros(word ^ 0x0D0D_0D0D_0D0D_0D0D) != 0 { return true }
                // The last word overlaps the one before it.
                index = index + 8 < bytes.count ? min(index + 8, bytes.count - 8) : bytes.count
            }
            while index < bytes.count {
                if bytes[index] == 0 || bytes[index] == UInt8(ascii: "\r") { return true }
                index += 1
            }
            return false
        }
    }
}
