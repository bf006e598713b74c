internal import HTTP

/// A start tag or an end tag, with the attributes that matter to references.
struct HTMLTag {
    /// Where the name and the value of an attribute are in the page.
    struct WrittenAttribute {
        let name: Range<Int>
        let value: Range<Int>
    }

    let name: String
    let isEndTag: Bool
    var isSelfClosing = false
    private(set) var attributes: [HTMLAttribute] = []
    /// All attributes, where they are asked for.
    var written: [WrittenAttribute] = []

    /// A start tag that a browser takes to be there.
    static func implied(_ name: String) -> HTMLTag { HTMLTag(name: name, isEndTag: false) }

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
        /// Any `on*`: a script that waits for an event.
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

    /// Whether a link's value is a program.
    var isScript: Bool { keyword.hasPrefix("javascript:") }

    /// The keywords of a space-separated value.
    var keywords: [String] {
        value.split(whereSeparator: \.isASCIIWhitespace).map(\.asciiLowercasedText)
    }
}
