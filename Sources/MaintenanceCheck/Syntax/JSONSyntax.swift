internal import HTTP

/// Checks the syntax of JSON texts (RFC 8259 §2).
struct JSONSyntax {
    /// The deepest nesting, deeper than in any page. Each level takes stack space.
    private static let depthLimit = 256

    private var cursor: ByteCursor

    /// The line of the first error; nil for JSON.
    static func lineOfFault(in text: [UInt8]) -> Int? {
        var syntax = JSONSyntax(cursor: ByteCursor(text))
        // A parser may ignore a byte order mark (RFC 8259 §8.1), and those of browsers do.
        _ = syntax.cursor.skip("\u{FEFF}")
        if syntax.takeValue(depth: 0), syntax.cursor.isAtEnd { return nil }
        var lines = LineCounter(text)
        return lines.line(at: syntax.cursor.offset)
    }

    /// Takes a value and the whitespace around it. Returns false at an error, with the cursor there.
    private mutating func takeValue(depth: Int) -> Bool {
        skipWhitespace()
        guard depth < JSONSyntax.depthLimit, let byte = cursor.current else { return false }
        let isValue =
            switch byte {
            case .leftBrace: takeObject(depth: depth)
            case .leftBracket: takeArray(depth: depth)
            case .doubleQuote: takeString()
            case .hyphen: takeNumber()
            case _ where byte.isASCIIDigit: takeNumber()
            default: cursor.skip("true") || cursor.skip("false") || cursor.skip("null")
            }
        guard isValue else { return false }
        skipWhitespace()
        return true
    }

    private mutating func takeObject(depth: Int) -> Bool {
        cursor.advance()
        skipWhitespace()
        if cursor.skip("}") { return true }
        repeat {
            skipWhitespace()
            guard cursor.current == .doubleQuote, takeString() else { return false }
            skipWhitespace()
            guard cursor.skip(":"), takeValue(depth: depth + 1) else { return false }
        } while cursor.skip(",")
        return cursor.skip("}")
    }

    private mutating func takeArray(depth: Int) -> Bool {
        cursor.advance()
        skipWhitespace()
        if cursor.skip("]") { return true }
        repeat {
            guard takeValue(depth: depth + 1) else { return false }
        } while cursor.skip(",")
        return cursor.skip("]")
    }

    /// RFC 8259 §7
    private mutating func takeString() -> Bool {
        cursor.advance()
        while true {
            cursor.skip { $0 != .doubleQuote && $0 != .backslash && $0 >= .space }
            if cursor.skip("\"") { return true }
            guard cursor.skip("\\"), let escape = cursor.current else { return false }
            guard "\"\\/bfnrtu".utf8.contains(escape) else { return false }
            cursor.advance()
            if escape == UInt8(ascii: "u") {
                for _ in 0..<4 {
                    guard cursor.current?.hexDigitValue != nil else { return false }
                    cursor.advance()
                }
            }
        }
    }

    /// RFC 8259 §6
    private mutating func takeNumber() -> Bool {
        _ = cursor.skip("-")
        guard cursor.skip("0") || takeDigits() else { return false }
        if cursor.skip("."), !takeDigits() { return false }
        guard cursor.skip("e") || cursor.skip("E") else { return true }
        _ = cursor.skip("+") || cursor.skip("-")
        return takeDigits()
    }

    private mutating func takeDigits() -> Bool { !cursor.take(while: \.isASCIIDigit).isEmpty }

    private mutating func skipWhitespace() {
        cursor.skip { $0 == .space || $0 == .tab || $0 == .lineFeed || $0 == .carriageReturn }
    }
}
