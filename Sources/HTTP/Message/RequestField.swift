extension RequestHead {
    /// A request field that the server reads. All others are checked for their syntax and then ignored.
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
        case ifModifiedSince
        case ifUnmodifiedSince
        case ifRange
        case range
        case userAgent
        case referer
        case xRequestID
    }
}

extension RequestHead.Field {
    /// The field with that name, in any case (RFC 9110 §5.1); nil for every other name.
    init?(name: Span<UInt8>) {
        func isNamed(_ text: String) -> Bool { name.isToken(text.utf8.span) }
        // Most names are ruled out by their length.
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
        case 17 where isNamed("if-modified-since"): self = .ifModifiedSince
        case 19 where isNamed("if-unmodified-since"): self = .ifUnmodifiedSince
        case 29 where isNamed("access-control-request-method"): self = .accessControlRequestMethod
        case 30 where isNamed("access-control-request-headers"): self = .accessControlRequestHeaders
        default: return nil
        }
    }
}

/// Where the values of a request's fields are in its head.
struct FieldTable: Sendable {
    private var first: InlineArray<23, HeadPlace> = .init(repeating: .nowhere)
    /// A bit for each field that has more than one line.
    private var repeated: UInt32 = 0

    /// Notes a field line.
    mutating func add(_ field: RequestHead.Field, at place: HeadPlace) {
        if first[field.rawValue] == .nowhere {
            first[field.rawValue] = place
        } else {
            repeated |= 1 << UInt32(field.rawValue)
        }
    }

    /// The value of the field's first line; nil where there is no line.
    func firstPlace(of field: RequestHead.Field) -> HeadPlace? {
        let place = first[field.rawValue]
        return place == .nowhere ? nil : place
    }

    /// Whether the field has more than one line.
    func isRepeated(_ field: RequestHead.Field) -> Bool { repeated >> UInt32(field.rawValue) & 1 == 1 }
}

/// A part of a head, counted from the head's first byte.
struct HeadPlace: Equatable, Sendable {
    /// No field value is there: the request line is.
    static let nowhere = HeadPlace(0..<0)

    private let lowerBound: UInt32
    private let upperBound: UInt32

    init(_ range: Range<Int>) {
        lowerBound = UInt32(range.lowerBound)
        upperBound = UInt32(range.upperBound)
    }

    var range: Range<Int> { Int(lowerBound)..<Int(upperBound) }
}
