/// A request line (RFC 9112 §3), taken apart. Places count as those of the bytes it was read from.
struct RequestLine: Sendable {
    let method: Method
    let target: Range<Int>
    let version: RequestHead.Version
}

extension RequestLine {
    /// Reads the line at that place, which leaves out its end.
    init(_ bytes: Span<UInt8>, at line: Range<Int>) throws(Refusal) {
        guard let methodEnd = bytes.firstIndex(of: UInt8(ascii: " "), in: line) else { throw .malformedRequestLine }
        let name = line.lowerBound..<methodEnd
        guard let targetEnd = bytes.firstIndex(of: UInt8(ascii: " "), in: (methodEnd + 1)..<line.upperBound) else {
            throw RequestLine.isOfHTTP09(bytes, name, target: (methodEnd + 1)..<line.upperBound)
                ? .unsupportedVersion : .malformedRequestLine
        }
        guard !name.isEmpty, bytes.isMade(of: .token, in: name) else { throw .malformedRequestLine }
        version = try RequestLine.version(bytes, at: (targetEnd + 1)..<line.upperBound)
        method = Method(name: bytes.extracting(name))
        target = (methodEnd + 1)..<targetEnd
        guard RequestTarget.isValid(bytes.extracting(target), for: method) else { throw .malformedTarget }
    }

    /// Whether the line is a request of HTTP/0.9, which has no version and knows GET alone (RFC 1945 §4.1).
    private static func isOfHTTP09(_ bytes: Span<UInt8>, _ name: Range<Int>, target: Range<Int>) -> Bool {
        Method(name: bytes.extracting(name)) == .get && RequestTarget.isValid(bytes.extracting(target), for: .get)
    }

    /// RFC 9112 §2.3. Case-sensitive.
    private static func version(_ bytes: Span<UInt8>, at place: Range<Int>) throws(Refusal) -> RequestHead.Version {
        let text = bytes.extracting(place)
        guard text.count == 8, text.extracting(first: 5).isEqual(to: "HTTP/".utf8.span), text[6] == UInt8(ascii: "."),
            text[5].isASCIIDigit, text[7].isASCIIDigit
        else { throw .malformedRequestLine }
        guard text[5] == UInt8(ascii: "1") else { throw .unsupportedVersion }
        return text[7] == UInt8(ascii: "0") ? .http10 : .http11
    }
}
