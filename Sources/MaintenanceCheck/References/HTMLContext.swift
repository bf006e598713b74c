/// The part of a page's state that decides whether browsers load the next tag's targets.
struct HTMLContext {
    /// An open element that decides whether the elements in it are HTML elements.
    private enum Root {
        case foreign(String)
        /// An element of `svg` that contains HTML (HTML §13.2.6, "HTML integration point").
        case integrationPoint(String)
        var name: String {
            switch self {
            case .foreign(let name), .integrationPoint(let name): name
            }
        }
    }

    private var roots: [Root] = []
    /// The number of elements with each name in `roots`, so that the end tag of another element needs no search.
    private var rootCounts: [String: Int] = [:]
    /// The number of open `template` elements that prevent their content from loading.
    private var templateDepth = 0
    private var noscriptDepth = 0
    /// Whether a `picture` is open, and whether it had a source.
    private var pictureSources: Bool?
    /// The number of sources of the open `audio` or `video` so far; nil if it needs none of them.
    private var mediaSources: Int?
    private var isMediaConditional = false

    /// Whether the next element is inside `svg` or `math`.
    var isForeign: Bool {
        if case .foreign? = roots.last { true } else { false }
    }
    var isInTemplate: Bool { templateDepth > 0 }
    /// Browsers that run scripts skip the content.
    var isInNoscript: Bool { noscriptDepth > 0 }

    /// HTML elements end the `svg` around them (HTML §13.2.6.5).
    mutating func breakOut(of tag: HTMLTag) {
        guard isForeign, HTMLContext.breakouts.contains(tag.name) else { return }
        while isForeign { closeRoot() }
    }

    mutating func open(_ tag: HTMLTag) {
        let wasForeign = isForeign
        // Only foreign elements can close themselves: `<script/>` is a complete element in `svg`, and a start tag
        // anywhere else.
        guard !(tag.isSelfClosing && (wasForeign || tag.isForeignRoot)) else { return }
        if tag.isForeignRoot {
            openRoot(.foreign(tag.name))
        } else if wasForeign {
            if ["foreignobject", "desc", "title"].contains(tag.name) {
                openRoot(.integrationPoint(tag.name))
            }
        } else {
            openHTML(tag)
        }
    }

    private mutating func openRoot(_ root: Root) {
        roots.append(root)
        rootCounts[root.name, default: 0] += 1
    }

    private mutating func closeRoot() {
        guard let root = roots.popLast() else { return }
        rootCounts[root.name, default: 0] -= 1
    }

    private mutating func openHTML(_ tag: HTMLTag) {
        switch tag.name {
        case "template" where templateDepth > 0 || !tag.isShadowRoot: templateDepth += 1
        case "noscript": noscriptDepth += 1
        case "picture": pictureSources = false
        case "source" where pictureSources != nil: pictureSources = true
        case "audio", "video":
            mediaSources = tag[.src] == nil ? 0 : nil
            isMediaConditional = tag[.preload]?.keyword == "none"
        default: break
        }
    }

    mutating func close(_ tag: HTMLTag) {
        if let count = rootCounts[tag.name], count > 0 {
            while rootCounts[tag.name] == count { closeRoot() }
            return
        }
        switch tag.name {
        case "template": templateDepth = max(0, templateDepth - 1)
        case "noscript": noscriptDepth = max(0, noscriptDepth - 1)
        case "picture": pictureSources = nil
        case "audio", "video": mediaSources = nil
        default: break
        }
    }

    /// Whether browsers request the target of a tag in this context. Sets the properties of the reference that depend
    /// on the context.
    mutating func admits(_ tag: HTMLTag, _ reference: inout Reference) -> Bool {
        if isInNoscript { (reference.isConditional, reference.isBlocking) = (true, false) }
        switch tag.name {
        case "source":
            guard let sources = mediaSources else { return false }
            reference.isFallback = sources > 0
            mediaSources = sources + 1
            if isMediaConditional { reference.isConditional = true }
        case "img" where pictureSources == true:
            reference.isConditional = true
        default: break
        }
        return true
    }

    private static let breakouts: Set = [
        "b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2",
        "h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre",
        "ruby", "s", "small", "span", "strike", "strong", "sub", "sup", "table", "tt", "u", "ul", "var",
    ]
}

extension HTMLTag {
    fileprivate var isForeignRoot: Bool { name == "svg" || name == "math" }

    /// The content of a declarative shadow root loads, although it is in a `template`.
    fileprivate var isShadowRoot: Bool { ["open", "closed"].contains(self[.shadowrootmode]?.keyword) }

    /// HTML §4.2.6: only a `style` element of type CSS has an effect.
    var isStyleSheet: Bool { name == "style" && ["", "text/css"].contains(self[.type]?.keyword ?? "") }

    /// Whether the element is visible without text in it.
    var showsSomething: Bool {
        switch name {
        case "input": self[.type]?.keyword != "hidden"
        case "button", "meter", "progress", "select", "svg": true
        case "audio", "embed", "frame", "iframe", "image", "img", "object", "source", "video":
            [.data, .poster, .src, .srcdoc, .srcset].contains { self[$0]?.value.isEmpty == false }
        default: false
        }
    }
}
