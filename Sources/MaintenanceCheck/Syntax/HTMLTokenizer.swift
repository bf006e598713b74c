internal import HTTP

/// A start tag or an end tag, with the attributes that matter to references.
struct HTMLTag {
    let name: String
    let isEndTag: Bool
    var isSelfClosing = false
    private(set) var attributes: [HTMLAttribute] = []

    init(name: String, isEndTag: Bool) {
        self.name = name
        self.isEndTag = isEndTag
    }

    /// The first attribute of a name wins (HTML §13.2.5.33).
    mutating func add(_ attribute: HTMLAttribute) {
        if attribute.name == .dataset || self[attribute.name] == nil { attributes.append(attribute) }
    }

    subscript(name: HTMLAttribute.Name) -> HTMLAttribute? {
        attributes.first { $0.name == name }
    }
}

/// An attribute of a tag.
struct HTMLAttribute {
    /// The attributes that load something, or decide whether another one does, or say what the page is.
    ///
    /// The others are dropped, so a tag holds few of them however many it was written with.
    enum Name: String {
        case action, `as`, async, background, charset, content, cursor, data, `default`, `defer`, disabled, fill
        case filter, formaction, href, imagesrcset, lang, language, loading, mask, media, nomodule, poster, preload
        case rel, shadowrootmode, src, srcdoc, srcset, stroke, style, type
        case clipPath = "clip-path"
        case httpEquiv = "http-equiv"
        case markerStart = "marker-start"
        case markerMid = "marker-mid"
        case markerEnd = "marker-end"
        case xlinkHref = "xlink:href"
        /// Any `data-*`: a tag may have several.
        case dataset

        init?(_ name: String) {
            if name.hasPrefix("data-") { self = .dataset } else { self.init(rawValue: name) }
        }
    }

    let name: Name

    /// The value, with its character references decoded.
    let value: [UInt8]

    /// Where the value begins in the page.
    let offset: Int

    var text: String {
        String(decoding: value, as: UTF8.self)
    }

    /// The value in ASCII lowercase, in which keywords are compared.
    var keyword: String {
        value.asciiLowercasedText
    }

    /// The keywords of a space-separated value.
    var keywords: [String] {
        value.split(whereSeparator: \.isASCIIWhitespace).map(\.asciiLowercasedText)
    }
}

/// The tags of a page, as the tokenizer of HTML §13.2.5 finds them.
struct HTMLTokenizer {
    /// Whether the next tag is looked for inside `svg` or `math`, where a CDATA section is not a comment.
    var isInForeignContent = false

    /// Whether there was text other than blanks before the last tag.
    private(set) var isAfterText = false
    /// The comments so far, and what else no browser shows.
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
            if !isAfterText { isAfterText = text.contains { !$0.isASCIIWhitespace } }
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
        isAfterText = true
        while !cursor.isAtEnd, !cursor.skip("]]>") {
            cursor.advance()
        }
    }

    /// A doctype ends at the first `>` too, even inside its quotes.
    private mutating func skipBogusComment() {
        cursor.skip(to: .greaterThan)
        cursor.advance()
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
        return HTMLAttribute.Name(name.asciiLowercasedText).map { name in
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

/// An element whose content is text up to its own end tag, whatever tags that text seems to hold.
///
/// `noscript` is not among them: its content is the markup that a browser without scripts reads.
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

    /// Whether a tag of exactly this name comes next.
    private func isAtTag(_ opening: String, _ cursor: ByteCursor) -> Bool {
        guard cursor.isAt(ignoringCase: opening), let next = cursor.peek(opening.utf8.count) else { return false }
        return next.isASCIIWhitespace || next == .slash || next == .greaterThan
    }
}
