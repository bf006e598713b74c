internal import HTTP

/// A start tag or an end tag, with the attributes that are relevant to references.
struct HTMLTag {
    /// The ranges of an attribute's name and value in the page.
    struct WrittenAttribute {
        let name: Range<Int>
        let value: Range<Int>
    }

    let name: String
    let isEndTag: Bool
    var isSelfClosing = false
    private(set) var attributes: [HTMLAttribute] = []
    /// All attributes, if the tokenizer was asked for them.
    var written: [WrittenAttribute] = []

    /// A start tag that browsers imply.
    static func implied(_ name: String) -> HTMLTag { HTMLTag(name: name, isEndTag: false) }

    init(name: String, isEndTag: Bool) {
        self.name = name
        self.isEndTag = isEndTag
    }

    /// The first attribute with a name wins (HTML §13.2.5.33).
    mutating func add(_ attribute: HTMLAttribute) {
        if attribute.name == .dataset || self[attribute.name] == nil { attributes.append(attribute) }
    }

    subscript(name: HTMLAttribute.Name) -> HTMLAttribute? {
        attributes.first { $0.name == name }
    }
}

/// An attribute of a tag.
struct HTMLAttribute {
    /// The attributes that load a file, that decide whether another attribute does, or that describe the page.
    ///
    /// Other attributes are dropped, so a tag has few of them, however many are in the page.
    enum Name: String {
        case action, `as`, async, background, charset, content, cursor, data, `default`, `defer`, disabled, fill
        case face, filter, formaction, hidden, href, imagesrcset, lang, language, loading, mask, media, method,
            nomodule, open
        case poster, preload, rel, shadowrootmode, src, srcdoc, srcset, stroke, style, type
        case clipPath = "clip-path"
        case fontFamily = "font-family"
        case httpEquiv = "http-equiv"
        case markerStart = "marker-start"
        case markerMid = "marker-mid"
        case markerEnd = "marker-end"
        case xlinkHref = "xlink:href"
        /// Any `data-*`: a tag may have several.
        case dataset
        /// Any `on*`: an event handler.
        case handler

        init?(_ name: String) {
            if name.hasPrefix("data-") {
                self = .dataset
            } else if name.hasPrefix("on") {
                self = .handler
            } else {
                self.init(rawValue: name)
            }
        }
    }

    let name: Name

    /// The value with decoded character references.
    let value: [UInt8]

    /// The offset of the value in the page.
    let offset: Int

    var text: String {
        String(decoding: value, as: UTF8.self)
    }

    /// The value in ASCII lowercase, for comparing keywords.
    var keyword: String {
        value.asciiLowercasedText
    }

    /// Whether the URL of a link is a script.
    var isScript: Bool { keyword.hasPrefix("javascript:") }

    /// The keywords of a space-separated value.
    var keywords: [String] {
        value.split(whereSeparator: \.isASCIIWhitespace).map(\.asciiLowercasedText)
    }
}
