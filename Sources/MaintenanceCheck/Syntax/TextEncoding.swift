internal import HTTP

/// The encoding of a file. Answers always declare UTF-8.
enum TextEncoding: Equatable {
    case utf8
    /// UTF-16 with a byte order mark, which takes precedence over the charset of the answer in browsers (HTML
    /// §13.2.3.2).
    case utf16(isBigEndian: Bool)
    /// Another encoding. The number is that of the first line that is not UTF-8.
    case other(line: Int)

    init(of bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            self = .utf16(isBigEndian: bytes[0] == 0xFE)
        } else if String(validating: bytes, as: UTF8.self) != nil {
            self = .utf8
        } else {
            // In UTF-8, the byte of a line end is not part of any other character.
            let lines = bytes.split(separator: .lineFeed, omittingEmptySubsequences: false)
            let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
            self = .other(line: (bad ?? 0) + 1)
        }
    }

    /// The text as browsers read it, in UTF-8.
    func decode(_ bytes: [UInt8]) -> [UInt8] {
        guard case .utf16(let isBigEndian) = self else { return bytes }
        let units = stride(from: 2, to: bytes.count - 1, by: 2).map { index in
            let (first, second) = (UInt16(bytes[index]), UInt16(bytes[index + 1]))
            return isBigEndian ? first << 8 | second : second << 8 | first
        }
        return Array(String(decoding: units, as: UTF16.self).utf8)
    }
}

/// A declaration in a page: its charset, or its language.
struct HTMLDeclaration: Equatable, Sendable {
    let value: String
    /// The line of the declaration, counted from 1.
    let line: Int
}

extension HTMLTag {
    /// The charset that an attribute of this tag declares (HTML §4.2.5.4); nil if none does.
    func charset(of attribute: HTMLAttribute) -> String? {
        guard name == "meta" else { return nil }
        let charset: ArraySlice<UInt8>? =
            switch attribute.name {
            case .charset: attribute.value[...]
            case .content where self[.httpEquiv]?.keyword == "content-type": HTMLTag.charset(in: attribute.value)
            default: nil
            }
        let label = charset?.split(whereSeparator: \.isASCIIWhitespace).first
        return label.map { String(decoding: $0, as: UTF8.self) }
    }

    /// The charset in the value of a Content-Type (HTML §2.7.2).
    private static func charset(in contentType: [UInt8]) -> ArraySlice<UInt8>? {
        var cursor = ByteCursor(contentType)
        while !cursor.isAtEnd {
            if cursor.isAt(ignoringCase: "charset") {
                cursor.advance(by: "charset".utf8.count)
                cursor.skipWhitespace()
                guard cursor.skip("=") else { continue }
                cursor.skipWhitespace()
                if let quote = cursor.current, quote == .doubleQuote || quote == .singleQuote {
                    cursor.advance()
                    return cursor.take { $0 != quote }
                }
                return cursor.take { !$0.isASCIIWhitespace && $0 != .semicolon }
            }
            cursor.advance()
        }
        return nil
    }
}

extension HTMLTag {
    /// The refresh of a `meta` tag (HTML §4.2.5.3, "shared declarative refresh steps"); nil for any other tag.
    var refresh: (seconds: Int, url: String?)? {
        guard name == "meta", self[.httpEquiv]?.keyword == "refresh", let content = self[.content] else { return nil }
        var cursor = ByteCursor(content.value)
        cursor.skipWhitespace()
        let digits = cursor.take(while: \.isASCIIDigit)
        guard !digits.isEmpty || cursor.current == .fullStop else { return nil }
        let seconds = digits.reduce(0) { min($0 * 10 + Int($1 - UInt8(ascii: "0")), Int(Int32.max)) }
        cursor.skip { $0.isASCIIDigit || $0 == .fullStop }
        guard cursor.isAtEnd || cursor.current.map({ $0.isASCIIWhitespace || $0 == .semicolon || $0 == .comma }) == true
        else { return nil }
        cursor.skipWhitespace()
        if cursor.current == .semicolon || cursor.current == .comma { cursor.advance() }
        cursor.skipWhitespace()
        guard !cursor.isAtEnd else { return (seconds, nil) }
        var ahead = cursor
        if ahead.isAt(ignoringCase: "url") {
            ahead.advance(by: 3)
            ahead.skipWhitespace()
            if ahead.skip("=") {
                ahead.skipWhitespace()
                cursor = ahead
            }
        }
        guard let quote = cursor.current, quote == .doubleQuote || quote == .singleQuote else {
            return (seconds, String(decoding: cursor.take { _ in true }, as: UTF8.self))
        }
        cursor.advance()
        return (seconds, String(decoding: cursor.take { $0 != quote }, as: UTF8.self))
    }
}
