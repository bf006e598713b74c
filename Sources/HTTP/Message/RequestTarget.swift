/// A request target (RFC 9112 §3.2), taken apart into bytes.
package enum RequestTarget {
    /// Whether it has one of the four forms. A space ends it before; `#` and bytes that are not ASCII are let through,
    /// since clients send them where they should have encoded them.
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

    /// The place of the absolute path, still percent-encoded, without query and fragment; nil for `*`, for
    /// authority-form and for an absolute-form without a path.
    package static func path(of target: Span<UInt8>) -> Range<Int>? {
        var start = 0
        if target.isEmpty || target[0] != UInt8(ascii: "/") {
            guard let authority = authority(in: target) else { return nil }
            start = authority.upperBound
        }
        let end = target.end(of: .pathCharacter, in: start..<target.count)
        return start == end ? nil : start..<end
    }

    /// What is between `scheme://` and the path (RFC 3986 §3); nil where it does not begin so.
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
