internal import HTTP

/// A token of a style sheet, in the detail that references need.
enum CSSToken {
    /// An unquoted `url(x)`. Its offset is that of the value.
    case url(String, offset: Int)
    case string(String, offset: Int)
    /// A name with its opening parenthesis, such as `url(` before a quoted URL.
    case function(String)
    case atKeyword(String)
    case identifier(String)
    case leftParenthesis, rightParenthesis, leftBrace, rightBrace, semicolon, colon, comma
    case delimiter(UInt8)
    /// A hash, or a number with its unit.
    case other
    /// A string or a URL that ends too early.
    case malformed
}

/// The tokens of a style sheet or of a list of declarations, without whitespace and comments (CSS Syntax §4.3).
struct CSSTokenizer {
    private var cursor: ByteCursor
    /// The offset of the last token.
    private(set) var tokenStart = 0

    init(_ css: [UInt8]) {
        cursor = ByteCursor(css)
    }

    /// The next token; nil at the end.
    mutating func next() -> CSSToken? {
        skipWhitespaceAndComments()
        tokenStart = cursor.offset
        guard let byte = cursor.current else { return nil }
        switch byte {
        case .doubleQuote, .singleQuote:
            return takeString()
        case .at:
            cursor.advance()
            return .atKeyword(takeName())
        case .numberSign:
            cursor.advance()
            _ = takeName()
            return .other
        case let byte where byte.isCSSNameByte || cursor.isAtCSSEscape:
            return takeIdentifierOrFunction()
        default:
            cursor.advance()
            return punctuation(byte)
        }
    }

    private func punctuation(_ byte: UInt8) -> CSSToken {
        switch byte {
        case .leftParenthesis: .leftParenthesis
        case .leftBracket: .leftParenthesis
        case .rightParenthesis, .rightBracket: .rightParenthesis
        case .leftBrace: .leftBrace
        case .rightBrace: .rightBrace
        case .semicolon: .semicolon
        case .colon: .colon
        case .comma: .comma
        default: .delimiter(byte)
        }
    }

    /// `<!--` and `-->` are ignored between the rules of a style sheet, and invalid anywhere else.
    private mutating func skipWhitespaceAndComments() {
        cursor.skipWhitespace()
        while true {
            if !cursor.skipCSSComment(), !cursor.skip("<!--"), !cursor.skip("-->") { return }
            cursor.skipWhitespace()
        }
    }
}

// Names: CSS Syntax §4.3.4 and §4.3.11.
extension CSSTokenizer {
    private mutating func takeIdentifierOrFunction() -> CSSToken {
        let startsWithDigit = cursor.current?.isASCIIDigit == true
        let name = takeName()
        guard cursor.skip("(") else { return startsWithDigit ? .other : .identifier(name) }
        guard name == "url" else { return .function(name) }
        cursor.skipWhitespace()
        let isQuoted = cursor.current == .doubleQuote || cursor.current == .singleQuote
        return isQuoted ? .function(name) : takeUnquotedURL()
    }

    /// Takes a name, in ASCII lowercase; empty if no name follows.
    private mutating func takeName() -> String { cursor.takeCSSName().asciiLowercasedText }
}

// Values: CSS Syntax §4.3.5, §4.3.6 and §4.3.14.
extension CSSTokenizer {
    private mutating func takeString() -> CSSToken {
        let start = cursor.offset
        return cursor.takeCSSString().map { .string(String(decoding: $0, as: UTF8.self), offset: start) } ?? .malformed
    }

    private mutating func takeUnquotedURL() -> CSSToken {
        let start = cursor.offset
        var url: [UInt8] = []
        while let byte = cursor.current, byte != .rightParenthesis {
            if byte.isASCIIWhitespace {
                cursor.skipWhitespace()
                guard cursor.isAtEnd || cursor.current == .rightParenthesis else { return takeBadURL() }
            } else if cursor.isAtCSSEscape {
                cursor.takeCSSEscape(into: &url)
            } else if byte.isForbiddenInUnquotedURL {
                return takeBadURL()
            } else {
                url.append(byte)
                cursor.advance()
            }
        }
        cursor.advance()
        return .url(String(decoding: url, as: UTF8.self), offset: start)
    }

    /// A bad URL extends to its closing parenthesis. Escaped parentheses do not end it.
    private mutating func takeBadURL() -> CSSToken {
        while let byte = cursor.current, byte != .rightParenthesis {
            cursor.advance(by: byte == .backslash ? 2 : 1)
        }
        cursor.advance()
        return .malformed
    }
}

// Classes of code points: CSS Syntax §4.2.
extension UInt8 {
    fileprivate var isForbiddenInUnquotedURL: Bool {
        switch self {
        case .doubleQuote, .singleQuote, .leftParenthesis, .backslash: true
        case 0x00...0x08, 0x0B, 0x0E...0x1F, 0x7F: true
        default: false
        }
    }
}
