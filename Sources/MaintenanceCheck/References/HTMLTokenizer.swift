internal import HTTP

/// The tags of a page, as the tokenizer of HTML §13.2.5 finds them.
struct HTMLTokenizer {
    /// Whether the next tag is looked for inside `svg` or `math`, where a CDATA section is not a comment.
    var isInForeignContent = false

    private var cursor: ByteCursor

    init(_ html: [UInt8]) {
        cursor = ByteCursor(html)
    }

    /// The next tag; nil at the end of the page.
    mutating func next() -> HTMLTag? {
        while true {
            cursor.skip(to: .lessThan)
            switch cursor.peek(1) {
            case nil:
                return nil
            case .exclamationMark?:
                skipMarkupDeclaration()
            case .questionMark?:
                skipBogusComment()
            case .slash?:
                guard let letter = cursor.peek(2), letter.isASCIILetter else {
                    skipBogusComment()
                    continue
                }
                cursor.advance(by: 2)
                return takeTag(isEndTag: true)
            case let letter? where letter.isASCIILetter:
                cursor.advance()
                return takeTag(isEndTag: false)
            case _?:
                cursor.advance()
            }
        }
    }

    /// The text of the raw text element whose start tag came last, up to its end tag or the end of the page.
    mutating func takeRawText(of element: HTMLRawTextElement) -> Range<Int> {
        let start = cursor.offset
        element.skipText(&cursor)
        return start..<cursor.offset
    }
}

// Comments: HTML §13.2.5.41 to §13.2.5.53, and §13.2.5.69.
extension HTMLTokenizer {
    private mutating func skipMarkupDeclaration() {
        if cursor.skip("<!--") {
            skipComment()
        } else if isInForeignContent, cursor.skip("<![CDATA[") {
            skipCDATASection()
        } else {
            skipBogusComment()
        }
    }

    private mutating func skipComment() {
        // `<!-->` and `<!--->` are whole comments.
        if cursor.skip(">") || cursor.skip("->") {
            return
        }
        while !cursor.isAtEnd, !cursor.skip("-->"), !cursor.skip("--!>") {
            cursor.advance()
            cursor.skip(to: .hyphen)
        }
    }

    private mutating func skipCDATASection() {
        while !cursor.isAtEnd, !cursor.skip("]]>") {
            cursor.advance()
        }
    }

    /// A doctype ends at the first `>` too, even inside its quotes.
    private mutating func skipBogusComment() {
        cursor.skip(to: .greaterThan)
    }
}

// Tags: HTML §13.2.5.8 and §13.2.5.32 to §13.2.5.40.
extension HTMLTokenizer {
    /// The tag at whose name the cursor is; nil if the page ends inside it, for then it is no tag.
    private mutating func takeTag(isEndTag: Bool) -> HTMLTag? {
        let name = cursor.take { !$0.isASCIIWhitespace && $0 != .slash && $0 != .greaterThan }
        var tag = HTMLTag(name: name.asciiLowercasedText, isEndTag: isEndTag)
        while true {
            cursor.skipWhitespace()
            switch cursor.current {
            case nil:
                return nil
            case .greaterThan?:
                cursor.advance()
                return tag
            case .slash?:
                cursor.advance()
                tag.isSelfClosing = cursor.current == .greaterThan
            case _?:
                if let attribute = takeAttribute() {
                    tag.add(attribute)
                }
            }
        }
    }

    private mutating func takeAttribute() -> HTMLAttribute? {
        let start = cursor.offset
        // An equals sign that comes first belongs to the name.
        cursor.advance()
        cursor.skip { !$0.isASCIIWhitespace && $0 != .slash && $0 != .greaterThan && $0 != .equals }
        let name = cursor.bytes[start..<cursor.offset]
        cursor.skipWhitespace()
        let value = cursor.skip("=") ? takeAttributeValue() : name.suffix(0)
        return HTMLAttribute.Name(rawValue: name.asciiLowercasedText).map { name in
            HTMLAttribute(name: name, value: HTMLCharacterReferences.decode(value), offset: value.startIndex)
        }
    }

    private mutating func takeAttributeValue() -> ArraySlice<UInt8> {
        cursor.skipWhitespace()
        guard let quote = cursor.current, quote == .doubleQuote || quote == .singleQuote else {
            return cursor.take { !$0.isASCIIWhitespace && $0 != .greaterThan }
        }
        cursor.advance()
        let value = cursor.take { $0 != quote }
        cursor.advance()
        return value
    }
}
