/// How a file of the page is encoded; it goes out as UTF-8, whatever it is.
enum PageEncoding: Equatable {
    case utf8
    case utf16
    /// Something else, in which the first line that is not UTF-8 has that number.
    case other(line: Int)

    init(of bytes: [UInt8]) {
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            self = .utf16
            return
        }
        // The byte that ends a line is part of no other character.
        let lines = bytes.split(separator: .lineFeed, omittingEmptySubsequences: false)
        let bad = lines.firstIndex { String(validating: $0, as: UTF8.self) == nil }
        self = bad.map { .other(line: $0 + 1) } ?? .utf8
    }
}

/// What a page says of itself: its charset, or its language.
package struct HTMLDeclaration: Equatable, Sendable {
    package let value: String
    /// The line, counted from 1, where it is said.
    package let line: Int
}

extension HTMLTag {
    /// The charset that an attribute of this tag declares (HTML §4.2.5.4); nil for none.
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
