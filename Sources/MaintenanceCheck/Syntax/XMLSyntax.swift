internal import HTTP

/// The well-formedness of XML documents (XML 1.0 §2.1), but for what a document type declaration holds.
struct XMLSyntax {
    private var cursor: ByteCursor
    private var openElements: [ArraySlice<UInt8>] = []
    private var hasRoot = false
    private var hasDeclaration = false

    /// The line of the first byte that makes the text no document; nil for one.
    static func lineOfFault(in text: [UInt8]) -> Int? {
        var syntax = XMLSyntax(cursor: ByteCursor(text))
        _ = syntax.cursor.skip("\u{FEFF}")
        while !syntax.cursor.isAtEnd {
            if !syntax.takeNode() { return syntax.line }
        }
        return syntax.hasRoot && syntax.openElements.isEmpty ? nil : syntax.line
    }

    private var line: Int {
        var lines = LineCounter(cursor.bytes)
        return lines.line(at: cursor.offset)
    }

    /// Takes text, or what one `<` begins; false where it is wrong, with the cursor there.
    private mutating func takeNode() -> Bool {
        guard cursor.current == .lessThan else { return takeText() }
        if cursor.skip("<!--") { return take(through: "-->") }
        if cursor.isAt("<![CDATA[") { return !openElements.isEmpty && take(through: "]]>") }
        if cursor.isAt("<!DOCTYPE") { return !hasRoot && takeDoctype() }
        if cursor.isAt("<?") { return take(through: "?>") }
        return cursor.peek(1) == .slash ? takeEndTag() : takeStartTag()
    }

    private mutating func takeText() -> Bool {
        while let byte = cursor.current, byte != .lessThan {
            if byte == .ampersand {
                guard !openElements.isEmpty, takeReference() else { return false }
            } else {
                guard byte.isASCIIWhitespace || !openElements.isEmpty, isCharacter(byte), !cursor.isAt("]]>") else {
                    return false
                }
                cursor.advance()
            }
        }
        return true
    }

    private func isCharacter(_ byte: UInt8) -> Bool {
        byte >= .space || byte == .tab || byte == .lineFeed || byte == .carriageReturn
    }

    private mutating func takeReference() -> Bool {
        var ahead = cursor
        ahead.advance()
        if ahead.skip("#") {
            let isHexadecimal = ahead.skip("x")
            guard !ahead.take(while: { isHexadecimal ? $0.hexDigitValue != nil : $0.isASCIIDigit }).isEmpty else {
                return false
            }
        } else {
            let name = String(decoding: ahead.take { $0.isXMLNameByte }, as: UTF8.self)
            // A document type may declare others.
            guard ["amp", "apos", "gt", "lt", "quot"].contains(name) || hasDeclaration && !name.isEmpty else {
                return false
            }
        }
        guard ahead.skip(";") else { return false }
        cursor = ahead
        return true
    }

    private mutating func take(through end: String) -> Bool {
        var ahead = cursor
        while !ahead.isAtEnd {
            if ahead.skip(end) {
                cursor = ahead
                return true
            }
            ahead.advance()
        }
        return false
    }

    private mutating func takeDoctype() -> Bool {
        hasDeclaration = true
        var depth = 0
        var quote: UInt8?
        while let byte = cursor.current {
            cursor.advance()
            switch byte {
            case quote: quote = nil
            case _ where quote != nil: break
            case .doubleQuote, .singleQuote: quote = byte
            case .leftBracket, .lessThan: depth += 1
            case .rightBracket: depth -= 1
            case .greaterThan:
                depth -= 1
                if depth == 0 { return true }
            default: break
            }
        }
        return false
    }

    private mutating func takeEndTag() -> Bool {
        var ahead = cursor
        ahead.advance(by: 2)
        let name = ahead.take { $0.isXMLNameByte }
        ahead.skipWhitespace()
        guard let last = openElements.last, last.elementsEqual(name), ahead.skip(">") else { return false }
        openElements.removeLast()
        cursor = ahead
        return true
    }

    private mutating func takeStartTag() -> Bool {
        var ahead = cursor
        ahead.advance()
        let name = ahead.take { $0.isXMLNameByte }
        guard let first = name.first, !first.isASCIIDigit, first != .hyphen, first != .fullStop,
            !openElements.isEmpty || !hasRoot
        else { return false }
        var names: Set<ArraySlice<UInt8>> = []
        while true {
            let hasBlank = ahead.current?.isASCIIWhitespace == true
            ahead.skipWhitespace()
            if ahead.skip(">") {
                openElements.append(name)
                break
            }
            if ahead.skip("/>") { break }
            let attribute = ahead.take { $0.isXMLNameByte }
            cursor = ahead
            guard hasBlank, !attribute.isEmpty, names.insert(attribute).inserted else { return false }
            ahead.skipWhitespace()
            guard ahead.skip("=") else { return false }
            ahead.skipWhitespace()
            guard let quote = ahead.current, quote == .doubleQuote || quote == .singleQuote else { return false }
            ahead.advance()
            cursor = ahead
            guard takeAttributeValue(quote) else { return false }
            ahead = cursor
        }
        cursor = ahead
        hasRoot = true
        return true
    }

    private mutating func takeAttributeValue(_ quote: UInt8) -> Bool {
        while let byte = cursor.current, byte != quote {
            if byte == .ampersand {
                guard takeReference() else { return false }
            } else {
                guard byte != .lessThan, isCharacter(byte) else { return false }
                cursor.advance()
            }
        }
        guard !cursor.isAtEnd else { return false }
        cursor.advance()
        return true
    }
}

extension UInt8 {
    /// Every byte of a character outside ASCII is taken for part of a name.
    fileprivate var isXMLNameByte: Bool {
        isASCIIAlphanumeric || self == .hyphen || self == .underscore || self == .fullStop || self == .colon
            || self >= 0x80
    }
}
