/// What a page makes the browser load, as found by ``HTMLReferences/scan(_:)``.
package struct HTMLScan: Equatable, Sendable {
    /// The references, in document order.
    package internal(set) var references: [Reference] = []

    /// Where the visitor can go from the page (`a`, `area`, `form`), in document order.
    package internal(set) var links: [Reference] = []

    /// The `href` of the first `<base href>`, against which the browser resolves the relative references.
    package internal(set) var base: String?

    /// What the first `meta` that names a charset says.
    package internal(set) var charset: HTMLDeclaration?

    /// What the first `html` tag that names a language says.
    package internal(set) var language: HTMLDeclaration?
}

/// The references of a page: those of its attributes and of its `style` elements.
package enum HTMLReferences {
    /// Finds what the browser loads to show the page.
    ///
    /// The content of `template` elements loads nothing.
    package static func scan(_ html: [UInt8]) -> HTMLScan {
        var scanner = HTMLScanner(html)
        return scanner.run()
    }
}

/// One pass over the tags of a page, which keeps only as much of the tree as decides what loads.
struct HTMLScanner {
    private let html: [UInt8]
    private var tokenizer: HTMLTokenizer
    private var lines: LineCounter
    private var linesOfDeclarations: LineCounter
    private var scan = HTMLScan()

    /// How many open `template` elements keep the content from loading.
    private var templateDepth = 0

    /// How many `svg` and `math` elements are open.
    private var foreignDepth = 0

    init(_ html: [UInt8]) {
        self.html = html
        tokenizer = HTMLTokenizer(html)
        lines = LineCounter(html)
        linesOfDeclarations = lines
    }

    mutating func run() -> HTMLScan {
        while let tag = tokenizer.next() {
            if tag.isEndTag {
                close(tag)
            } else {
                open(tag)
            }
            tokenizer.isInForeignContent = foreignDepth > 0
        }
        return scan
    }

    private mutating func open(_ tag: HTMLTag) {
        addDeclarations(of: tag)
        addReferences(of: tag)
        // Only foreign elements can close themselves: `<script/>` is a whole element in `svg`, a start tag elsewhere.
        let isWholeElement = tag.isSelfClosing && (foreignDepth > 0 || tag.isForeignRoot)
        guard !isWholeElement else { return }
        if tag.isForeignRoot {
            foreignDepth += 1
        } else if tag.name == "template", templateDepth > 0 || !tag.isShadowRoot {
            templateDepth += 1
        } else if let element = HTMLRawTextElement(rawValue: tag.name) {
            let text = tokenizer.takeRawText(of: element)
            addStyleSheet(of: tag, text)
        }
    }

    private mutating func close(_ tag: HTMLTag) {
        if tag.isForeignRoot {
            foreignDepth = max(0, foreignDepth - 1)
        } else if tag.name == "template" {
            templateDepth = max(0, templateDepth - 1)
        }
    }

    private mutating func addDeclarations(of tag: HTMLTag) {
        guard templateDepth == 0 else { return }
        for attribute in tag.attributes {
            if scan.charset == nil, let charset = tag.charset(of: attribute) {
                let line = linesOfDeclarations.line(at: attribute.offset)
                scan.charset = HTMLDeclaration(value: charset, line: line)
            } else if scan.language == nil, tag.name == "html", attribute.name == .lang {
                let line = linesOfDeclarations.line(at: attribute.offset)
                scan.language = HTMLDeclaration(value: attribute.text, line: line)
            }
        }
    }

    private mutating func addReferences(of tag: HTMLTag) {
        guard templateDepth == 0 else { return }
        if tag.name == "base", scan.base == nil {
            scan.base = tag[.href]?.text
        }
        for attribute in tag.attributes {
            guard let loading = tag.loading(of: attribute.name) else { continue }
            let line = lines.line(at: attribute.offset)
            switch loading {
            case .url: scan.references.append(Reference(url: attribute.text, line: line))
            case .link: scan.links.append(Reference(url: attribute.text, line: line))
            case .sourceSet: scan.references += SourceSet.scan(attribute.value, firstLine: line)
            case .style: scan.references += CSSReferences.scan(attribute.value, firstLine: line)
            }
        }
    }

    private mutating func addStyleSheet(of tag: HTMLTag, _ text: Range<Int>) {
        guard templateDepth == 0, tag.isStyleSheet else { return }
        let line = lines.line(at: text.lowerBound)
        scan.references += CSSReferences.scan(Array(html[text]), firstLine: line)
    }
}

extension HTMLTag {
    fileprivate var isForeignRoot: Bool {
        name == "svg" || name == "math"
    }

    /// The content of a declarative shadow root does load, although a `template` holds it.
    fileprivate var isShadowRoot: Bool {
        ["open", "closed"].contains(self[.shadowrootmode]?.keyword)
    }

    /// HTML §4.2.6: a `style` element of another type than CSS has no effect.
    fileprivate var isStyleSheet: Bool {
        name == "style" && ["", "text/css"].contains(self[.type]?.keyword ?? "")
    }
}

/// What the browser makes of the value of an attribute.
enum HTMLLoading {
    case url, sourceSet, style
    /// The visitor may follow it; showing the page does not load it.
    case link
}

extension HTMLTag {
    /// What an attribute of this tag makes the browser load, at once or when the visitor follows it; nil for nothing.
    func loading(of attribute: HTMLAttribute.Name) -> HTMLLoading? {
        switch attribute {
        case .src: loadsSource ? .url : nil
        case .srcset: ["img", "source"].contains(name) ? .sourceSet : nil
        case .action: name == "form" ? .link : nil
        case .href: ["a", "area"].contains(name) ? .link : loadsLink || loadsSVGReference ? .url : nil
        // SVG 2 §16.1.3: `href` overrides `xlink:href`.
        case .xlinkHref: loadsSVGReference && self[.href] == nil ? .url : nil
        case .imagesrcset: loadsLink ? .sourceSet : nil
        case .poster: name == "video" ? .url : nil
        case .data: name == "object" ? .url : nil
        case .background: Self.namesWithBackground.contains(name) ? .url : nil
        case .style: .style
        case .charset, .content, .httpEquiv, .lang, .rel, .shadowrootmode, .type: nil
        }
    }

    private var loadsSource: Bool {
        Self.namesWithSource.contains(name) || name == "input" && self[.type]?.keyword == "image"
    }

    /// A link also leads to pages (`canonical`, `next`, `license`), which showing this one does not load.
    private var loadsLink: Bool {
        name == "link" && !Self.loadedRelations.isDisjoint(with: self[.rel]?.keywords ?? [])
    }

    private var loadsSVGReference: Bool {
        ["image", "feimage", "use"].contains(name)
    }

    private static let namesWithSource: Set = [
        "audio", "embed", "iframe", "img", "script", "source", "track", "video",
    ]

    /// The elements whose obsolete `background` attribute is still rendered (HTML §15.3).
    private static let namesWithBackground: Set = [
        "body", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    ]

    private static let loadedRelations: Set = [
        "apple-touch-icon", "apple-touch-icon-precomposed", "icon", "manifest", "mask-icon", "modulepreload",
        "prefetch", "preload", "stylesheet",
    ]
}
