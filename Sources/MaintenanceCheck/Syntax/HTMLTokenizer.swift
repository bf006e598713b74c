internal import HTTP

/// Finds the tags of a page, as the tokenizer of HTML §13.2.5 does.
struct HTMLTokenizer {
    /// Whether the next tag is inside `svg` or `math`, where a CDATA section is not a comment.
    var isInForeignContent = false
    /// Whether tags have the ranges of their attributes.
    var recordsAttributes = false

    /// Whether there was text other than blanks before the last tag.
    private(set) var isAfterText = false
    /// The ranges of comments and of other text that browsers do not show, so far.
    private(set) var comments: [Range<Int>] = []

    private var cursor: ByteCursor

    init(_ html: [UInt8]) {
        cursor = ByteCursor(html)
    }

    /// The next tag; nil at the end of the page.
    mutating func next() -> HTMLTag? {
        isAfterText = false
        while true {
            let text = cursor.take { $0 != .lessThan }
            if !isAfterText { isAfterText = !HTMLTokenizer.isBlank(text) }
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
                isAfterText = true
                cursor.advance()
            }
        }
    }

    /// Whether the text is blank. `&nbsp;` and a byte order mark are blank too.
    private static func isBlank(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first(where: { !$0.isASCIIWhitespace }) else { return true }
        guard first == .ampersand || first >= 0x80, text.count < 200 else { return false }
        return String(decoding: HTMLCharacterReferences.decode(text), as: UTF8.self).unicodeScalars.allSatisfy {
            let isInvisible = [0xAD, 0xFEFF].contains($0.value) || 0x200B...0x200F ~= $0.value
            return isInvisible || $0.properties.isWhitespace
        }
    }

    /// The text of the raw text element that the last start tag has opened, up to its end tag or the end of the page.
    mutating func takeRawText(of element: HTMLRawTextElement) -> Range<Int> {
        let start = cursor.offset
        element.skipText(&cursor)
        return start..<cursor.offset
    }
}

// Comments: HTML §13.2.5.41 to §13.2.5.53, and §13.2.5.69.
extension HTMLTokenizer {
    private mutating func skipMarkupDeclaration() {
        let start = cursor.offset
        if cursor.skip("<!--") {
            skipComment()
            comments.append(start..<cursor.offset)
        } else if isInForeignContent, cursor.skip("<![CDATA[") {
            skipCDATASection()
        } else {
            skipBogusComment()
        }
    }

    private mutating func skipComment() {
        // `<!-->` and `<!--->` are complete comments.
        if cursor.skip(">") || cursor.skip("->") {
            return
        }
        while !cursor.isAtEnd, !cursor.skip("-->"), !cursor.skip("--!>") {
            cursor.advance()
            cursor.skip(to: .hyphen)
        }
    }

    private mutating func skipCDATASection() {
        isAfterText = true
        while !cursor.isAtEnd, !cursor.skip("]]>") {
            cursor.advance()
        }
    }

    /// A doctype also ends at the first `>`, even within quotes.
    private mutating func skipBogusComment() {
        cursor.skip(to: .greaterThan)
        cursor.advance()
    }
}

// Tags: HTML §13.2.5.8 and §13.2.5.32 to §13.2.5.40.
extension HTMLTokenizer {
    /// The tag whose name is at the cursor; nil if the page ends within it, because then it is not a tag.
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
                let written = takeAttribute()
                if recordsAttributes { tag.written.append(written) }
                if let attribute = attribute(written) { tag.add(attribute) }
            }
        }
    }

    private mutating func takeAttribute() -> HTMLTag.WrittenAttribute {
        let start = cursor.offset
        // An equals sign at the beginning belongs to the name.
        cursor.advance()
        cursor.skip { !$0.isASCIIWhitespace && $0 != .slash && $0 != .greaterThan && $0 != .equals }
        let name = start..<cursor.offset
        cursor.skipWhitespace()
        return .init(
            name: name, value: cursor.skip("=") ? takeAttributeValue().indices : name.upperBound..<name.upperBound)
    }

    private func attribute(_ written: HTMLTag.WrittenAttribute) -> HTMLAttribute? {
        HTMLAttribute.Name(cursor.bytes[written.name].asciiLowercasedText).map { name in
            let value = HTMLCharacterReferences.decode(cursor.bytes[written.value])
            return HTMLAttribute(name: name, value: value, offset: written.value.lowerBound)
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

/// An element whose content is text up to its end tag, whatever tags the text seems to contain.
///
/// `noscript` is not among them. Its content is markup for browsers without scripts.
enum HTMLRawTextElement: String {
    case iframe, noembed, noframes, plaintext, script, style, textarea, title, xmp

    /// Moves from the end of the start tag to the end tag, or to the end of the page.
    func skipText(_ cursor: inout ByteCursor) {
        switch self {
        case .plaintext: cursor.skip { _ in true }
        case .script: skipScript(&cursor)
        default: skipToEndTag(&cursor)
        }
    }

    private func skipToEndTag(_ cursor: inout ByteCursor) {
        cursor.skip(to: .lessThan)
        while !cursor.isAtEnd, !isAtTag("</" + rawValue, cursor) {
            cursor.advance()
            cursor.skip(to: .lessThan)
        }
    }

    /// Script data, HTML §13.2.5.15 to §13.2.5.31.
    ///
    /// After `<!--`, a `<script` makes the next `</script` part of the text, unless `-->` comes before.
    private func skipScript(_ cursor: inout ByteCursor) {
        enum Escape { case none, escaped, doubleEscaped }
        var escape = Escape.none
        while !cursor.isAtEnd {
            if cursor.isAt("-->") {
                escape = .none
            } else if escape == .none, cursor.isAt("<!--") {
                escape = .escaped
                // The dashes may also end the escape: `<!-->`.
                cursor.advance()
            } else if escape == .escaped, isAtTag("<script", cursor) {
                escape = .doubleEscaped
            } else if isAtTag("</script", cursor) {
                guard escape == .doubleEscaped else { return }
                escape = .escaped
            }
            cursor.advance()
            cursor.skip { $0 != .lessThan && $0 != .hyphen }
        }
    }

    /// Whether a tag with exactly this name follows.
    private func isAtTag(_ opening: String, _ cursor: ByteCursor) -> Bool {
        guard cursor.isAt(ignoringCase: opening), let next = cursor.peek(opening.utf8.count) else { return false }
        return next.isASCIIWhitespace || next == .slash || next == .greaterThan
    }
}
