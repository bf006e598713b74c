/// A request as nearly all clients send it, read in one pass from bytes that stay where they are: GET or HEAD by HTTP/1.1 for a path,
/// without a body, on a connection that stays open after the answer, and with no field more than once that an answer
/// depends on.
///
/// `RequestReader` reads every request that this does, and reads it the same. Whatever takes longer to tell is none of
/// these: what is malformed, has a body, or asks for a part.
package struct PlainRequest {
    /// A field that an answer may depend on.
    package enum Field: Int, Sendable {
        case host
        case accept
        case acceptEncoding
        case acceptLanguage
        case ifModifiedSince
        case ifNoneMatch
        case origin
        case secFetchDest
        case xForwardedFor
    }

    package let method: Method
    /// Where the target is in the request's bytes; it begins with a slash.
    package let target: Range<Int>
    private var values: InlineArray<9, Range<Int>> = .init(repeating: PlainRequest.nowhere)

    /// No value is there: it would be in the request line.
    private static let nowhere = 0..<0

    /// Reads the bytes of one request, all of it and nothing more; nil for anything else.
    package init?(_ bytes: Span<UInt8>) {
        let limits = RequestLimits()
        guard bytes.count < limits.headSize, let firstLine = PlainRequest.line(in: bytes, from: 0),
            let requestLine = try? RequestLine(bytes, at: firstLine), requestLine.version == .http11,
            requestLine.method == .get || requestLine.method == .head,
            bytes[requestLine.target.lowerBound] == UInt8(ascii: "/")
        else { return nil }
        method = requestLine.method
        target = requestLine.target
        var start = firstLine.upperBound + 2
        for _ in 0...limits.fieldLines {
            guard let line = PlainRequest.line(in: bytes, from: start) else { return nil }
            start = line.upperBound + 2
            if line.isEmpty {
                guard start == bytes.count, let host = value(of: .host) else { return nil }
                guard HostField.isValid(bytes.extracting(host)) else { return nil }
                return
            }
            guard let fieldLine = try? FieldLine(bytes, at: line), note(fieldLine, in: bytes) else { return nil }
        }
        return nil
    }

    /// Where the value of the field is; nil where there is none.
    package func value(of field: Field) -> Range<Int>? {
        let place = values[field.rawValue]
        return place == PlainRequest.nowhere ? nil : place
    }

    /// A line without its CR and LF.
    private static func line(in bytes: Span<UInt8>, from start: Int) -> Range<Int>? {
        guard let lineFeed = bytes.firstIndex(of: UInt8(ascii: "\n"), in: start..<bytes.count), lineFeed > start,
            bytes[lineFeed - 1] == UInt8(ascii: "\r")
        else { return nil }
        return start..<(lineFeed - 1)
    }

    /// Returns whether a request with that line is still plain.
    private mutating func note(_ line: FieldLine, in bytes: Span<UInt8>) -> Bool {
        let name = bytes.extracting(line.name)
        func isNamed(_ text: String) -> Bool { name.isToken(text.utf8.span) }
        switch name.count {
        case 4 where isNamed("host"): return set(.host, line)
        case 5 where isNamed("range"): return false
        case 6 where isNamed("accept"): return set(.accept, line)
        case 6 where isNamed("origin"): return set(.origin, line)
        case 6 where isNamed("expect"): return false
        case 8 where isNamed("if-match"), 8 where isNamed("if-range"): return false
        case 9 where isNamed("forwarded"): return false
        case 10 where isNamed("connection"):
            return bytes.extracting(line.value).isEqualInAnyCase(to: "keep-alive".utf8.span)
        case 13 where isNamed("if-none-match"): return set(.ifNoneMatch, line)
        case 14 where isNamed("content-length"): return false
        case 14 where isNamed("sec-fetch-dest"): return set(.secFetchDest, line)
        case 15 where isNamed("accept-encoding"): return set(.acceptEncoding, line)
        case 15 where isNamed("accept-language"): return set(.acceptLanguage, line)
        case 15 where isNamed("x-forwarded-for"): return set(.xForwardedFor, line)
        case 17 where isNamed("if-modified-since"): return set(.ifModifiedSince, line)
        case 17 where isNamed("transfer-encoding"): return false
        case 19 where isNamed("if-unmodified-since"): return false
        default: return true
        }
    }

    /// Returns whether it is the first line of that name.
    private mutating func set(_ field: Field, _ line: FieldLine) -> Bool {
        guard value(of: field) == nil else { return false }
        values[field.rawValue] = line.value
        return true
    }
}

extension RequestHead {
    /// What a plain request's bytes are the head of.
    package init?(plain bytes: Span<UInt8>) {
        var scanner = HeadScanner(limits: RequestLimits())
        guard let head = try? scanner.scan(bytes.array) else { return nil }
        self = head
    }
}
