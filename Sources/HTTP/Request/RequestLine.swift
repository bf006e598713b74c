/// The parts of a request line (RFC 9112 §3). The ranges are in the bytes that the line was read from.
struct RequestLine: Sendable {
    let method: Method
    let target: Range<Int>
    let version: RequestHead.Version
}

extension RequestLine {
    /// Reads the line in that range, which excludes the line end.
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

    /// Whether the line is a request of HTTP/0.9, which has no version and only GET (RFC 1945 §4.1).
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

/// Rules about request targets (RFC 9112 §3.2).
package enum RequestTarget {
    /// Whether the target has one of the four forms. It contains no space. `#` and bytes that are not ASCII are accepted, because
    /// clients send them unencoded.
    static func isValid(_ target: Span<UInt8>, for method: Method) -> Bool {
        if target.isEmpty { return false }
        guard target.end(of: .targetCharacter, in: 0..<target.count) == target.count else { return false }
        if target[0] == UInt8(ascii: "/"), method != .connect { return true }
        let authority = method == .connect ? 0..<target.count : authority(in: target)
        if let authority {
            return !authority.isEmpty && HostField.isValid(target.extracting(authority))
        }
        return target.count == 1 && target[0] == UInt8(ascii: "*")
    }

    /// The range of the absolute path, still percent-encoded, without query and fragment; nil for `*`, authority-form, and an
    /// absolute-form without a path.
    package static func path(of target: Span<UInt8>) -> Range<Int>? {
        var start = 0
        if target.isEmpty || target[0] != UInt8(ascii: "/") {
            guard let authority = authority(in: target) else { return nil }
            start = authority.upperBound
        }
        let end = target.end(of: .pathCharacter, in: start..<target.count)
        return start == end ? nil : start..<end
    }

    /// The authority between `scheme://` and the path (RFC 3986 §3); nil if the target does not begin with a scheme.
    static func authority(in target: Span<UInt8>) -> Range<Int>? {
        var index = 0
        while index < target.count, isSchemeCharacter(target[index]) { index += 1 }
        let isScheme = index > 0 && target[0].isASCIILetter
        guard isScheme, index + 2 < target.count, target[index] == UInt8(ascii: ":"),
            target[index + 1] == UInt8(ascii: "/"), target[index + 2] == UInt8(ascii: "/")
        else { return nil }
        var end = index + 3
        while end < target.count, !isEndOfPath(target[end]), target[end] != UInt8(ascii: "/") { end += 1 }
        return index + 3..<end
    }

    private static func isEndOfPath(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    private static func isSchemeCharacter(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || "+-.".utf8.contains(byte)
    }
}

/// A request method (RFC 9110 §9) that answers depend on. Names are case-sensitive.
package enum Method: String, CaseIterable, Sendable {
    case get = "GET"
    case head = "HEAD"
    case post = "POST"
    case options = "OPTIONS"
    case connect = "CONNECT"
    /// Any other method.
    case other = ""

    /// Whether the request only retrieves something (RFC 9110 §9.3.1, §9.3.2).
    package var isGetOrHead: Bool { self == .get || self == .head }

    /// A number that identifies the method.
    package var number: UInt8 {
        switch self {
        case .get: 0
        case .head: 1
        case .post: 2
        case .options: 3
        case .connect: 4
        case .other: 5
        }
    }

    package init(name: Span<UInt8>) {
        for method in Method.allCases where name.isEqual(to: method.rawValue.utf8.span) {
            self = method
            return
        }
        self = .other
    }
}
