internal import HTTP

/// Character references in attribute values (HTML §13.2.5.72 to §13.2.5.80).
enum HTMLCharacterReferences {
    static func decode(_ value: ArraySlice<UInt8>) -> [UInt8] {
        guard value.contains(.ampersand) else { return Array(value) }
        var cursor = ByteCursor(Array(value))
        var decoded: [UInt8] = []
        while let byte = cursor.current {
            if byte == .ampersand, let codePoints = takeReference(&cursor) {
                for codePoint in codePoints { decoded.append(codePoint: codePoint) }
            } else {
                decoded.append(byte)
                cursor.advance()
            }
        }
        return decoded
    }

    private static func takeReference(_ cursor: inout ByteCursor) -> [UInt32]? {
        cursor.peek(1) == .numberSign ? takeNumeric(&cursor).map { [$0] } : takeNamed(&cursor)
    }

    /// The length of the longest name, which limits the search for the end of a name.
    private static let nameLimit = named.keys.reduce(0) { max($0, $1.utf8.count) }

    /// HTML §13.5: each name, with its semicolon if that is mandatory, and its code points. A line of the file has a
    /// name and its code points in hexadecimal.
    private static let named: [String: [UInt32]] = {
        let lines = PackageResources.character_references_txt.split(separator: .lineFeed)
        let pairs = lines.map { line in
            let words = line.split(separator: .space)
            let codePoints = words.dropFirst().map { $0.reduce(0) { $0 << 4 | UInt32($1.hexDigitValue ?? 0) } }
            return (String(decoding: words[0], as: UTF8.self), codePoints)
        }
        return Dictionary(uniqueKeysWithValues: pairs)
    }()

    private static func takeNamed(_ cursor: inout ByteCursor) -> [UInt32]? {
        var ahead = cursor
        ahead.advance()
        var length = 0
        let letters = ahead.take { byte in
            length += 1
            return byte.isASCIIAlphanumeric && length <= nameLimit
        }
        let name = String(decoding: letters, as: UTF8.self)
        if ahead.current == .semicolon, let codePoints = named[name + ";"] {
            ahead.advance()
            cursor = ahead
            return codePoints
        }
        // `?a=1&lt=2` is a query (§13.2.5.73).
        guard ahead.current != .equals, let codePoints = named[name] else { return nil }
        cursor = ahead
        return codePoints
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
            // A number beyond the last code point is invalid. It must not overflow.
            codePoint > 0x10FFFF ? codePoint : codePoint * radix + UInt32(digit.hexDigitValue ?? 0)
        }
    }
}
