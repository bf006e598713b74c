extension RequestHead {
    /// A request field that the server reads. The syntax of all others is checked, but they are ignored.
    package enum Field: Int, CaseIterable, Sendable {
        case host
        case connection
        case contentLength
        case transferEncoding
        case expect
        case forwarded
        case xForwardedFor
        case accept
        case acceptEncoding
        case acceptLanguage
        case secFetchDest
        case origin
        case accessControlRequestMethod
        case accessControlRequestHeaders
        case ifMatch
        case ifNoneMatch
        case ifRange
        case range
        case userAgent
        case referer
        case xRequestID
    }
}

extension RequestHead.Field {
    /// The field with that name, ignoring case (RFC 9110 §5.1); nil for every other name.
    init?(name: Span<UInt8>) {
        func isNamed(_ text: String) -> Bool { name.isToken(text.utf8.span) }
        // The length excludes most names.
        switch name.count {
        case 4 where isNamed("host"): self = .host
        case 5 where isNamed("range"): self = .range
        case 6 where isNamed("accept"): self = .accept
        case 6 where isNamed("origin"): self = .origin
        case 6 where isNamed("expect"): self = .expect
        case 7 where isNamed("referer"): self = .referer
        case 8 where isNamed("if-match"): self = .ifMatch
        case 8 where isNamed("if-range"): self = .ifRange
        case 9 where isNamed("forwarded"): self = .forwarded
        case 10 where isNamed("connection"): self = .connection
        case 10 where isNamed("user-agent"): self = .userAgent
        case 12 where isNamed("x-request-id"): self = .xRequestID
        case 13 where isNamed("if-none-match"): self = .ifNoneMatch
        case 14 where isNamed("content-length"): self = .contentLength
        case 14 where isNamed("sec-fetch-dest"): self = .secFetchDest
        case 15 where isNamed("accept-encoding"): self = .acceptEncoding
        case 15 where isNamed("accept-language"): self = .acceptLanguage
        case 15 where isNamed("x-forwarded-for"): self = .xForwardedFor
        case 17 where isNamed("transfer-encoding"): self = .transferEncoding
        case 29 where isNamed("access-control-request-method"): self = .accessControlRequestMethod
        case 30 where isNamed("access-control-request-headers"): self = .accessControlRequestHeaders
        default: return nil
        }
    }
}

/// A set of fields.
package struct FieldSet: Sendable {
    /// One bit for each field, at the position of its raw value.
    fileprivate var bits: UInt32 = 0

    package init(_ fields: [RequestHead.Field] = []) {
        for field in fields { insert(field) }
    }

    mutating func insert(_ field: RequestHead.Field) { bits |= 1 << UInt32(field.rawValue) }

    func contains(_ field: RequestHead.Field) -> Bool { bits >> UInt32(field.rawValue) & 1 == 1 }

    func intersection(_ other: FieldSet) -> FieldSet {
        var set = FieldSet()
        set.bits = bits & other.bits
        return set
    }

    /// Removes a field; nil if none is left.
    mutating func popFirst() -> RequestHead.Field? {
        guard bits != 0 else { return nil }
        let field = RequestHead.Field(rawValue: bits.trailingZeroBitCount)
        bits &= bits - 1
        return field
    }
}

/// The ranges of the field values in the head of a request.
struct FieldTable: Sendable {
    /// A place for each field; a test compares the size with the fields.
    typealias Places = InlineArray<21, HeadPlace>

    private var first = Places(repeating: HeadPlace(0..<0))
    /// Fields with at least one line.
    private(set) var present = FieldSet()
    /// Fields with more than one line.
    private var repeated = FieldSet()

    /// Adds a field line.
    mutating func add(_ field: RequestHead.Field, at place: HeadPlace) {
        if present.contains(field) {
            repeated.insert(field)
        } else {
            present.insert(field)
            first[field.rawValue] = place
        }
    }

    /// The value of the first line of the field; nil if there is no line.
    func firstPlace(of field: RequestHead.Field) -> HeadPlace? {
        present.contains(field) ? first[field.rawValue] : nil
    }

    /// Whether the field has more than one line.
    func isRepeated(_ field: RequestHead.Field) -> Bool { repeated.contains(field) }
}

/// A range in a head, relative to its first byte.
struct HeadPlace: Sendable {
    private let lowerBound: UInt32
    private let upperBound: UInt32

    init(_ range: Range<Int>) {
        lowerBound = UInt32(range.lowerBound)
        upperBound = UInt32(range.upperBound)
    }

    var range: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}
