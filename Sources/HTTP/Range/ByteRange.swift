/// A range of bytes (RFC 9110 §14.1.2). A number that Int cannot hold is Int.max, which is beyond any representation.
package enum ByteRange: Equatable, Sendable {
    /// `5-9` and `5-`: from the first position through the last, which is included, or to the end.
    case from(Int, through: Int?)
    /// `-5`: as many bytes from the end.
    case suffix(Int)

    /// The part of a representation with that length; nil where the range is unsatisfiable. It is empty for a suffix of
    /// an empty representation alone, which is satisfiable by the letter of the rule.
    package func part(of length: Int) -> Range<Int>? {
        switch self {
        case .from(let first, _) where first >= length: nil
        case .from(let first, let last?) where last < length: first..<(last + 1)
        case .from(let first, _): first..<length
        case .suffix(0): nil
        case .suffix(let count): max(0, length - count)..<length
        }
    }
}

extension FieldValueReader {
    /// Takes an int-range or a suffix-range (RFC 9110 §14.1.1); nil for others, and for one that ends before it begins.
    mutating func takeByteRange() -> ByteRange? {
        if take("-") { return takeNumber().map(ByteRange.suffix) }
        guard let first = takeNumber(), take("-") else { return nil }
        let last = takeNumber()
        if let last, last < first { return nil }
        return .from(first, through: last)
    }
}
