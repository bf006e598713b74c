/// A request target (RFC 9112 §3.2), taken apart into bytes.
package enum RequestTarget {
    /// The place of the absolute path, still percent-encoded, without query and fragment; nil for `*`, for
    /// authority-form and for an absolute-form without a path.
    package static func path(of target: Span<UInt8>) -> Range<Int>? {
        var start = 0
        if target.isEmpty || target[0] != UInt8(ascii: "/") {
            guard let authority = startOfAuthority(in: target) else { return nil }
            start = authority
            while start < target.count, !isEndOfPath(target[start]), target[start] != UInt8(ascii: "/") { start += 1 }
        }
        var end = start
        while end < target.count, !isEndOfPath(target[end]) { end += 1 }
        return start == end ? nil : start..<end
    }

    /// The first index after `scheme://` (RFC 3986 §3).
    private static func startOfAuthority(in target: Span<UInt8>) -> Int? {
        var index = 0
        while index < target.count, isSchemeCharacter(target[index]) { index += 1 }
        let isScheme = index > 0 && target[0].isASCIILetter
        guard isScheme, index + 2 < target.count, target[index] == UInt8(ascii: ":"),
            target[index + 1] == UInt8(ascii: "/"), target[index + 2] == UInt8(ascii: "/")
        else { return nil }
        return index + 3
    }

    private static func isEndOfPath(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#")
    }

    private static func isSchemeCharacter(_ byte: UInt8) -> Bool {
        byte.isASCIILetter || byte.isASCIIDigit || "+-.".utf8.contains(byte)
    }
}
