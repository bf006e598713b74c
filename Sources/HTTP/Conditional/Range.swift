/// The part of a representation that answers a request.
package enum RangeResult: Equatable, Sendable {
    case whole
    /// 206 (RFC 9110 §15.3.7), with at least one byte of the representation.
    case part(Range<Int>)
    /// 416 (RFC 9110 §15.5.17).
    case notSatisfiable
}

extension RequestHead {
    /// Decides by Range and If-Range which part of a representation answers a GET. While the entity tag is not known, the whole
    /// answers a request with If-Range, because the part may not fit the client's copy.
    package func evaluateRange(of length: Int, _ current: EntityTag?) -> RangeResult {
        guard let value = field(.range), let set = ByteRangeSet(value) else { return .whole }
        guard let current else { return hasCondition ? .whole : set.result(for: length) }
        if let condition = field(.ifRange), !IfRange(condition).holds(for: current) { return .whole }
        return set.result(for: length)
    }

    private var hasCondition: Bool {
        field(.ifRange) ?? field(.ifMatch) ?? field(.ifNoneMatch) != nil
    }
}

extension ByteRangeSet {
    /// The whole representation answers several ranges if one of them is satisfiable. RFC 9110 §14.2 lets a server ignore
    /// Range, and multipart is not worth its code here.
    func result(for length: Int) -> RangeResult {
        let parts = ranges.compactMap { $0.part(of: length) }
        guard let part = parts.first else { return .notSatisfiable }
        // Content-Range cannot name an empty part (RFC 9110 §14.4).
        return ranges.count == 1 && !part.isEmpty ? .part(part) : .whole
    }
}

/// A range of bytes (RFC 9110 §14.1.2). A number that Int cannot represent is Int.max, which is beyond any representation.
package enum ByteRange: Equatable, Sendable {
    /// `5-9` and `5-`: from the first position to the last, inclusive, or to the end.
    case from(Int, through: Int?)
    /// `-5`: that many bytes from the end.
    case suffix(Int)

    /// The part of a representation with that length; nil if the range is unsatisfiable. It is empty only for a suffix of an empty
    /// representation, which the rule calls satisfiable.
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
    /// Takes an int-range or a suffix-range (RFC 9110 §14.1.1); nil for anything else, and for a range that ends before it begins.
    mutating func takeByteRange() -> ByteRange? {
        if take("-") { return takeNumber().map(ByteRange.suffix) }
        guard let first = takeNumber(), take("-") else { return nil }
        let last = takeNumber()
        if let last, last < first { return nil }
        return .from(first, through: last)
    }
}

/// The value of Range in the unit `bytes` (RFC 9110 §14.1.2, §14.2).
package struct ByteRangeSet: Sendable {
    /// At least one.
    package let ranges: [ByteRange]

    /// nil for another unit and for a malformed value. Such a field is ignored.
    package init?(_ value: String) {
        var reader = FieldValueReader(value)
        // RFC 9110 §14.1: names of range units are case-insensitive.
        let unit = reader.take { $0 != UInt8(ascii: "=") }
        guard unit.elementsEqual("bytes".utf8, by: { $0.lowercasedASCII == $1 }), reader.take("=") else { return nil }
        var ranges: [ByteRange] = []
        let isList = reader.takeList { reader in
            guard let range = reader.takeByteRange() else { return false }
            ranges.append(range)
            return true
        }
        guard isList, !ranges.isEmpty else { return nil }
        self.ranges = ranges
    }
}

/// The value of Content-Range in the unit `bytes` (RFC 9110 §14.4).
package enum ContentRange: Sendable {
    /// A non-empty part of a representation with that length.
    case part(Range<Int>, of: Int)
    /// No part, in 416.
    case none(of: Int)
}

extension ContentRange: CustomStringConvertible {
    package var description: String {
        switch self {
        case .part(let part, let length): "bytes \(part.lowerBound)-\(part.upperBound - 1)/\(length)"
        case .none(let length): "bytes */\(length)"
        }
    }
}

/// The value of If-Range (RFC 9110 §13.1.5).
struct IfRange {
    private let value: String

    init(_ value: String) {
        self.value = value
    }

    /// Whether the client has a part of the current representation: the entity tag is the current one, and not weak. A date never
    /// matches, because resources have none.
    func holds(for current: EntityTag) -> Bool {
        var reader = FieldValueReader(value)
        guard let tag = reader.takeEntityTag() else { return false }
        return reader.isAtEnd && tag.matches(current, by: .strong)
    }
}
