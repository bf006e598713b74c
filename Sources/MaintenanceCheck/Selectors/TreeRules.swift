internal import HTTP

/// The categories of elements in HTML's tree construction (HTML §13.2.4.2 and §13.2.4.3).
enum TreeRules {
    /// Elements without an end tag.
    static let empty: Set = [
        "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "image", "img", "input", "keygen",
        "link", "meta", "param", "source", "track", "wbr",
    ]

    /// Elements that belong to the `head`, even before or after its tags.
    static let ofHead: Set = [
        "base", "basefont", "bgsound", "link", "meta", "noframes", "noscript", "script", "style", "template", "title",
    ]

    /// Elements that browsers reopen after an element around them has ended.
    static let formatting: Set = [
        "a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u",
    ]

    static let headings: Set = ["h1", "h2", "h3", "h4", "h5", "h6"]

    static let tableParts: Set = ["caption", "colgroup", "tbody", "td", "tfoot", "th", "thead", "tr"]

    /// Elements that may contain only parts of a table.
    static let tableStructure: Set = ["colgroup", "table", "tbody", "tfoot", "thead", "tr"]

    /// Elements that a table or its rows may contain beside their parts.
    static let inTables: Set = ["form", "input", "script", "style", "template"]

    /// Elements that end the search for an open element.
    static let scopes: Set = ["applet", "caption", "html", "marquee", "object", "table", "td", "template", "th"]

    /// Start tags that end an open `p`.
    static let endsParagraph: Set = [
        "address", "article", "aside", "blockquote", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
        "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup",
        "hr", "li", "listing", "main", "menu", "nav", "ol", "p", "plaintext", "pre", "search", "section", "summary",
        "table", "ul", "xmp",
    ]

    /// The "special" elements without `address`, `div` and `p`. They end the search for an open item of a list.
    static let special: Set = [
        "applet", "article", "aside", "blockquote", "body", "button", "caption", "center", "colgroup", "dd", "details",
        "dir", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4",
        "h5", "h6", "head", "header", "hgroup", "html", "li", "listing", "main", "marquee", "menu", "nav", "noscript",
        "object", "ol", "pre", "search", "section", "select", "summary", "table", "tbody", "td", "template", "tfoot",
        "th", "thead", "tr", "ul",
    ]

    /// Elements that browsers do not render.
    static let unrendered: Set = [
        "audio", "base", "canvas", "datalist", "head", "link", "meta", "noscript", "script", "source", "style", "title",
        "track",
    ]

    /// Whether a page may be in quirks mode (§13.2.6.4.1). Every doctype with a public identifier counts.
    static func isQuirky(_ html: [UInt8]) -> Bool {
        var cursor = ByteCursor(html)
        _ = cursor.skip("\u{FEFF}")
        cursor.skipWhitespace()
        while cursor.skip("<!--") {
            while !cursor.isAtEnd, !cursor.skip("-->") { cursor.advance() }
            cursor.skipWhitespace()
        }
        guard cursor.isAt(ignoringCase: "<!doctype") else { return true }
        let words = cursor.take { $0 != .greaterThan }.split(whereSeparator: \.isASCIIWhitespace)
        guard words.count > 1, words[1].asciiLowercasedText == "html" else { return true }
        return words.dropFirst(2).first?.asciiLowercasedText == "public"
    }
}
