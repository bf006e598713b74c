internal import HTTP

/// A token of a style sheet, as far as references need to tell them apart.
enum CSSToken {
    /// An unquoted `url(x)`; its offset is that of the value.
    case url(String, offset: Int)
    case string(String, offset: Int)
    /// A name with its opening parenthesis. `url("x")` is one of them.
    case function(String)
    case atKeyword(String)
    case identifier(String)
    case leftParenthesis, rightParenthesis, leftBrace, rightBrace, semicolon, colon, comma
    case delimiter(UInt8)
    /// A hash, or a number with its unit.
    case other
    /// A string or a URL that ends where it must not.
    case malformed
}

/// The tokens of a style sheet or of a list of declarations, without whitespace and comments (CSS Syntax §4.3).
struct CSSTokenizer {
    private var cursor: ByteCursor

    init(_ css: [UInt8]) {
        cursor = ByteCursor(css)
    }

    /// The next token; nil at the end.
    mutating func next() -> CSSToken? {
        skipWhitespaceAndComments()
        guard let byte = cursor.current else { return nil }
        switch byte {
        case .doubleQuote, .singleQuote:
            return takeString(quote: byte)
        case .at:
            cursor.advance()
            return .atKeyword(takeName())
        case .numberSign:
            cursor.advance()
            _ = takeName()
            return .other
        case let byte where byte.isCSSNameByte || isAtEscape:
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

    /// `<!--` and `-->` mean nothing between the rules of a style sheet, and are nowhere else.
    private mutating func skipWhitespaceAndComments() {
        cursor.skipWhitespace()
        while true {
            if cursor.skip("/*") {
                while !cursor.isAtEnd, !cursor.skip("*/") { cursor.advance() }
            } else if !cursor.skip("<!--"), !cursor.skip("-->") {
                return
            }
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

    /// A name in ASCII lowercase, empty if none comes next. A number with its unit (`1px`) is one too.
    private mutating func takeName() -> String {
        var name: [UInt8] = []
        while let byte = cursor.current {
            if byte.isCSSNameByte {
                name.append(byte)
                cursor.advance()
            } else if isAtEscape {
                takeEscape(into: &name)
            } else {
                break
            }
        }
        return name.asciiLowercasedText
    }
}

// Values: CSS Syntax §4.3.5, §4.3.6 and §4.3.14.
extension CSSTokenizer {
    private mutating func takeString(quote: UInt8) -> CSSToken {
        let start = cursor.offset
        var text: [UInt8] = []
        cursor.advance()
        while let byte = cursor.current, byte != quote {
            if byte.isCSSNewline {
                // A bad string.
                return .malformed
            } else if byte != .backslash {
                text.append(byte)
                cursor.advance()
            } else if let next = cursor.peek(1), !next.isCSSNewline {
                takeEscape(into: &text)
            } else {
                // An escaped newline continues the string on the next line.
                cursor.advance()
                skipOneWhitespace()
            }
        }
        cursor.advance()
        return .string(String(decoding: text, as: UTF8.self), offset: start)
    }

    private mutating func takeUnquotedURL() -> CSSToken {
        let start = cursor.offset
        var url: [UInt8] = []
        while let byte = cursor.current, byte != .rightParenthesis {
            if byte.isASCIIWhitespace {
                cursor.skipWhitespace()
                guard cursor.isAtEnd || cursor.current == .rightParenthesis else { return takeBadURL() }
            } else if isAtEscape {
                takeEscape(into: &url)
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

    /// A bad URL reaches to its closing parenthesis, over escaped ones.
    private mutating func takeBadURL() -> CSSToken {
        while let byte = cursor.current, byte != .rightParenthesis {
            cursor.advance(by: byte == .backslash ? 2 : 1)
        }
        cursor.advance()
        return .malformed
    }
}

// Escapes: CSS Syntax §4.3.7 and §4.3.8.
extension CSSTokenizer {
    private var isAtEscape: Bool {
        cursor.current == .backslash && cursor.peek(1)?.isCSSNewline != true
    }

    private mutating func takeEscape(into text: inout [UInt8]) {
        cursor.advance()
        var codePoint: UInt32 = 0
        var digits = 0
        while digits < 6, let digit = cursor.current?.hexDigitValue {
            codePoint = codePoint << 4 | UInt32(digit)
            digits += 1
            cursor.advance()
        }
        if digits > 0 {
            text.append(codePoint: codePoint)
            skipOneWhitespace()
        } else if let byte = cursor.current {
            text.append(byte)
            cursor.advance()
        } else {
            text.append(codePoint: 0)
        }
    }

    /// CR LF counts as one.
    private mutating func skipOneWhitespace() {
        if !cursor.skip("\r\n"), cursor.current?.isASCIIWhitespace == true {
            cursor.advance()
        }
    }
}

// Classes of code points: CSS Syntax §4.2.
extension UInt8 {
    fileprivate var isCSSNewline: Bool {
        self == .lineFeed || self == .carriageReturn || self == .formFeed
    }

    /// Every byte of a character outside ASCII is part of a name.
    fileprivate var isCSSNameByte: Bool {
        isASCIIAlphanumeric || self == .hyphen || self == .underscore || self >= 0x80
    }

    fileprivate var isForbiddenInUnquotedURL: Bool {
        switch self {
        case .doubleQuote, .singleQuote, .leftParenthesis, .backslash: true
        case 0x00...0x08, 0x0B, 0x0E...0x1F, 0x7F: true
        default: false
        }
    }
}
