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
        if self[attribute.name] == nil {
            attributes.append(attribute)
        }
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
        case action, background, charset, content, data, href, imagesrcset, lang, poster, rel, shadowrootmode, src
        case srcset, style, type
        case httpEquiv = "http-equiv"
        case xlinkHref = "xlink:href"
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
