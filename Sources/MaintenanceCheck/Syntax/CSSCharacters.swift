internal import HTTP

// The characters and escapes that style sheets and selectors have in common (CSS Syntax §4.2 and §4.3).

// Names: §4.3.11.
extension ByteCursor {
    /// Takes a name as it is written; empty if no name follows. A number with its unit (`1px`) is also a name.
    mutating func takeCSSName() -> [UInt8] {
        var name: [UInt8] = []
        while let byte = current {
            if byte.isCSSNameByte {
                name.append(byte)
                advance()
            } else if isAtCSSEscape {
                takeCSSEscape(into: &name)
            } else {
                break
            }
        }
        return name
    }
}

// Strings: §4.3.5.
extension ByteCursor {
    /// Takes a quoted string; nil if the end of the line ends it.
    mutating func takeCSSString() -> [UInt8]? {
        let quote = current
        var text: [UInt8] = []
        advance()
        while let byte = current, byte != quote {
            if byte.isCSSNewline {
                return nil
            } else if byte != .backslash {
                text.append(byte)
                advance()
            } else if let next = peek(1), !next.isCSSNewline {
                takeCSSEscape(into: &text)
            } else {
                // An escaped newline continues the string on the next line.
                advance()
                skipOneCSSWhitespace()
            }
        }
        advance()
        return text
    }
}

// Escapes: §4.3.7 and §4.3.8.
extension ByteCursor {
    var isAtCSSEscape: Bool { current == .backslash && peek(1)?.isCSSNewline != true }

    mutating func takeCSSEscape(into text: inout [UInt8]) {
        advance()
        var codePoint: UInt32 = 0
        var digits = 0
        while digits < 6, let digit = current?.hexDigitValue {
            codePoint = codePoint << 4 | UInt32(digit)
            digits += 1
            advance()
        }
        if digits > 0 {
            text.append(codePoint: codePoint)
            skipOneCSSWhitespace()
        } else if let byte = current {
            text.append(byte)
            advance()
        } else {
            text.append(codePoint: 0)
        }
    }

    /// CR LF counts as one newline.
    private mutating func skipOneCSSWhitespace() {
        if !skip("\r\n"), current?.isASCIIWhitespace == true { advance() }
    }
}

// Comments: §4.3.2.
extension ByteCursor {
    /// Moves past a comment if one follows, and returns whether it did.
    mutating func skipCSSComment() -> Bool {
        guard skip("/*") else { return false }
        while !isAtEnd, !skip("*/") { advance() }
        return true
    }
}

// Classes of code points: §4.2.
extension UInt8 {
    var isCSSNewline: Bool { self == .lineFeed || self == .carriageReturn || self == .formFeed }

    /// Every byte of a non-ASCII character is part of a name.
    var isCSSNameByte: Bool { isASCIIAlphanumeric || self == .hyphen || self == .underscore || self >= 0x80 }
}
