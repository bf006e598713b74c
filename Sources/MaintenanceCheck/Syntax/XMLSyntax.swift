internal import HTTP

/// Checks that XML documents (XML 1.0 §2.1) with namespaces (Namespaces in XML §7) are well-formed. The contents of
/// document type declarations are not checked.
struct XMLSyntax {
    private struct Element {
        let name: ArraySlice<UInt8>
        /// The prefixes that the element declares.
        let prefixes: [ArraySlice<UInt8>]
    }

    private var cursor: ByteCursor
    private var openElements: [Element] = []
    /// The number of open elements that declare each prefix.
    private var prefixes: [ArraySlice<UInt8>: Int] = [:]
    private var hasRoot = false
    private var isDrawing = false
    private var hasDeclaration = false

    /// The line of the first error; nil for a well-formed document.
    static func lineOfFault(in text: [UInt8]) -> Int? {
        var syntax = XMLSyntax(cursor: ByteCursor(text))
        _ = syntax.cursor.skip("\u{FEFF}")
        while !syntax.cursor.isAtEnd {
            if !syntax.takeNode() { return syntax.line }
        }
        return syntax.hasRoot && syntax.openElements.isEmpty ? nil : syntax.line
    }

    /// Whether the first element is in the namespace of SVG.
    static func isDrawing(_ text: [UInt8]) -> Bool {
        var syntax = XMLSyntax(cursor: ByteCursor(text))
        _ = syntax.cursor.skip("\u{FEFF}")
        while !syntax.hasRoot, !syntax.cursor.isAtEnd, syntax.takeNode() {}
        return syntax.isDrawing
    }

    private var line: Int {
        var lines = LineCounter(cursor.bytes)
        return lines.line(at: cursor.offset)
    }

    /// Takes text, or the markup that begins with `<`. Returns false at an error, with the cursor there.
    private mutating func takeNode() -> Bool {
        guard cursor.current == .lessThan else { return takeText() }
        if cursor.skip("<!--") { return takeComment() }
        if cursor.isAt("<![CDATA[") { return !openElements.isEmpty && take(through: "]]>") }
        if cursor.isAt("<!DOCTYPE") { return !hasRoot && takeDoctype() }
        if cursor.isAt("<?") { return takeInstruction() }
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
            let digits = ahead.take { isHexadecimal ? $0.hexDigitValue != nil : $0.isASCIIDigit }
            guard XMLSyntax.isCharacter(digits, radix: isHexadecimal ? 16 : 10) else { return false }
        } else {
            let name = String(decoding: ahead.take { $0.isXMLNameByte }, as: UTF8.self)
            // A document type may declare further entities.
            guard ["amp", "apos", "gt", "lt", "quot"].contains(name) || hasDeclaration && !name.isEmpty else {
                return false
            }
        }
        guard ahead.skip(";") else { return false }
        cursor = ahead
        return true
    }

    /// Whether a character reference stands for a character of XML (§2.2).
    private static func isCharacter(_ digits: ArraySlice<UInt8>, radix: UInt32) -> Bool {
        let number = digits.reduce(UInt32(0)) { min($0 * radix + UInt32($1.hexDigitValue ?? 0), 0x110000) }
        let isControl = number < 0x20 && ![0x9, 0xA, 0xD].contains(number)
        return !digits.isEmpty && !isControl && Unicode.Scalar(number) != nil && number != 0xFFFE && number != 0xFFFF
    }

    /// §2.5: a comment contains no two hyphens in a row before its end.
    private mutating func takeComment() -> Bool {
        while !cursor.isAtEnd {
            cursor.skip(to: .hyphen)
            if cursor.skip("-->") { return true }
            if cursor.isAt("--") { return false }
            cursor.advance()
        }
        return false
    }

    /// §2.8: the XML declaration comes first.
    private mutating func takeInstruction() -> Bool {
        let isDeclaration = cursor.isAt("<?xml") && cursor.peek(5)?.isXMLNameByte != true
        let isAtStart = cursor.offset == 0 || cursor.offset == 3 && cursor.bytes[0] == 0xEF
        return (!isDeclaration || isAtStart) && take(through: "?>")
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
        guard let last = openElements.last, last.name.elementsEqual(name), ahead.skip(">") else { return false }
        openElements.removeLast()
        for prefix in last.prefixes { prefixes[prefix, default: 0] -= 1 }
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
        var isClosed = false
        while !isClosed {
            let hasBlank = ahead.current?.isASCIIWhitespace == true
            ahead.skipWhitespace()
            if ahead.skip(">") { break }
            if ahead.skip("/>") {
                isClosed = true
                continue
            }
            let attribute = ahead.take { $0.isXMLNameByte }
            cursor = ahead
            guard hasBlank, !attribute.isEmpty, names.insert(attribute).inserted else { return false }
            ahead.skipWhitespace()
            guard ahead.skip("=") else { return false }
            ahead.skipWhitespace()
            guard let quote = ahead.current, quote == .doubleQuote || quote == .singleQuote else { return false }
            ahead.advance()
            cursor = ahead
            let start = cursor.offset
            guard takeAttributeValue(quote) else { return false }
            if !hasRoot, XMLSyntax.declaresDrawing(attribute, of: name), isSVG(cursor.bytes[start..<cursor.offset - 1])
            {
                isDrawing = true
            }
            ahead = cursor
        }
        guard declare(name, names, isClosed: isClosed) else { return false }
        cursor = ahead
        hasRoot = true
        return true
    }

    private func isSVG(_ value: ArraySlice<UInt8>) -> Bool { value.elementsEqual("http://www.w3.org/2000/svg".utf8) }

    /// Whether an attribute declares the namespace of an element named `svg`.
    private static func declaresDrawing(_ attribute: ArraySlice<UInt8>, of element: ArraySlice<UInt8>) -> Bool {
        let parts = element.split(separator: .colon)
        guard parts.last?.elementsEqual("svg".utf8) == true else { return false }
        return attribute.elementsEqual(parts.count == 2 ? Array("xmlns:".utf8) + parts[0] : Array("xmlns".utf8))
    }

    /// Opens an element if all prefixes in its name and its attributes are declared.
    private mutating func declare(_ name: ArraySlice<UInt8>, _ attributes: Set<ArraySlice<UInt8>>, isClosed: Bool)
        -> Bool
    {
        let declared = attributes.filter { $0.starts(with: "xmlns:".utf8) }.map { $0.dropFirst("xmlns:".utf8.count) }
        for prefix in declared { prefixes[prefix, default: 0] += 1 }
        for written in attributes.union([name]) {
            guard let colon = written.firstIndex(of: .colon) else { continue }
            let prefix = written[..<colon]
            let isBuiltIn = prefix.elementsEqual("xml".utf8) || prefix.elementsEqual("xmlns".utf8)
            guard isBuiltIn || prefixes[prefix, default: 0] > 0 else { return false }
        }
        if isClosed {
            for prefix in declared { prefixes[prefix, default: 0] -= 1 }
        } else {
            openElements.append(Element(name: name, prefixes: declared))
        }
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
    /// Every byte of a non-ASCII character counts as part of a name.
    fileprivate var isXMLNameByte: Bool {
        isASCIIAlphanumeric || self == .hyphen || self == .underscore || self == .fullStop || self == .colon
            || self >= 0x80
    }
}
