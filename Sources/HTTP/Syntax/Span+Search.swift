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
        for index in range where !set.contains(self[index]) { return false }
        return true
    }
}
