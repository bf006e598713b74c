internal import Glibc

extension Span<UInt8> {
    /// A copy.
    var array: [UInt8] { withUnsafeBufferPointer { Array($0) } }

    /// The first place of the byte within the range, which is within the span.
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        extracting(range).withUnsafeBufferPointer { bytes in
            guard let start = bytes.baseAddress, let found = memchr(start, CInt(byte), bytes.count) else { return nil }
            return range.lowerBound + (UnsafeRawPointer(found) - UnsafeRawPointer(start))
        }
    }

    /// Whether both are the same.
    package func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }

    /// Whether both are the same but for the case of ASCII's letters.
    func isEqualInAnyCase(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in indices where self[index].lowercasedASCII != other[index].lowercasedASCII { return false }
        return true
    }

    /// Whether the bytes, which make a token, are the other in any case, which is lower-case letters and hyphens.
    func isToken(_ lowercased: Span<UInt8>) -> Bool {
        guard count == lowercased.count else { return false }
        // No other character of tokens becomes one of those by that bit.
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

    /// Where the bytes from the start of the range end that belong to the set. The range is within the span.
    func end(of set: ByteSet, in range: Range<Int>) -> Int {
        range.lowerBound + extracting(range).withUnsafeBufferPointer(set.prefixCount)
    }

    /// Whether a NUL or a CR is within the range, which is within the span.
    func hasNULOrCarriageReturn(in range: Range<Int>) -> Bool {
        extracting(range).withUnsafeBytes { bytes in
            var index = 0
            // Eight bytes at a time: a word has a zero byte where this is not zero (Mycroft).
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
