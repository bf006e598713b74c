internal import HTTP

/// Character references in attribute values, HTML §13.2.5.72 to §13.2.5.80.
///
/// Of the named ones, only those that markup needs are known; the others stay as they are written.
enum HTMLCharacterReferences {
    static func decode(_ value: ArraySlice<UInt8>) -> [UInt8] {
        guard value.contains(.ampersand) else { return Array(value) }
        var cursor = ByteCursor(Array(value))
        var decoded: [UInt8] = []
        while let byte = cursor.current {
            if byte == .ampersand, let codePoint = takeReference(&cursor) {
                decoded.append(codePoint: codePoint)
            } else {
                decoded.append(byte)
                cursor.advance()
            }
        }
        return decoded
    }

    private static func takeReference(_ cursor: inout ByteCursor) -> UInt32? {
        cursor.peek(1) == .numberSign ? takeNumeric(&cursor) : takeNamed(&cursor)
    }

    private static let named: [(reference: String, byte: UInt8)] = [
        ("&amp", .ampersand), ("&lt", .lessThan), ("&gt", .greaterThan), ("&quot", .doubleQuote),
    ]

    private static func takeNamed(_ cursor: inout ByteCursor) -> UInt32? {
        // Alone of the five, `&apos;` may not go without its semicolon.
        if cursor.skip("&apos;") {
            return UInt32(UInt8.singleQuote)
        }
        guard let (reference, byte) = named.first(where: { cursor.isAt($0.reference) }) else { return nil }
        let next = cursor.peek(reference.utf8.count)
        // `?a=1&lt=2` is a query (§13.2.5.73).
        if let next, next == .equals || next.isASCIIAlphanumeric {
            return nil
        }
        cursor.advance(by: reference.utf8.count + (next == .semicolon ? 1 : 0))
        return UInt32(byte)
    }

    private static func takeNumeric(_ cursor: inout ByteCursor) -> UInt32? {
        var ahead = cursor
        ahead.advance(by: 2)
        let isHexadecimal = ahead.skip("x") || ahead.skip("X")
        let digits = ahead.take { isHexadecimal ? $0.hexDigitValue != nil : $0.isASCIIDigit }
        guard !digits.isEmpty else { return nil }
        _ = ahead.skip(";")
        cursor = ahead
        return codePoint(digits, radix: isHexadecimal ? 16 : 10)
    }

    private static func codePoint(_ digits: ArraySlice<UInt8>, radix: UInt32) -> UInt32 {
        digits.reduce(0) { codePoint, digit in
            // Past the last code point the number is wrong already, and must not overflow.
            codePoint > 0x10FFFF ? codePoint : codePoint * radix + UInt32(digit.hexDigitValue ?? 0)
        }
    }
}
