/// Where in the tree a page's next tag is, as far as that decides what it loads.
struct HTMLContext {
    /// An open element on which it depends whether the elements in it are those of HTML.
    private enum Root {
        case foreign(String)
        /// An element of `svg` that holds HTML (HTML §13.2.6, "HTML integration point").
        case integrationPoint(String)
        var name: String {
            switch self {
            case .foreign(let name), .integrationPoint(let name): name
            }
        }
    }

    private var roots: [Root] = []
    /// How many of each name are in `roots`, so that an end tag of another element is not looked for there.
    private var rootCounts: [String: Int] = [:]
    /// How many open `template` elements keep the content from loading.
    private var templateDepth = 0
    private var noscriptDepth = 0
    /// Whether a `picture` is open, and has had a source.
    private var pictureSources: Bool?
    /// How many sources the open `audio` or `video` has had; nil where it needs none of them.
    private var mediaSources: Int?
    private var isMediaConditional = false

    /// Whether the next element is one of `svg` or `math`.
    var isForeign: Bool {
        if case .foreign? = roots.last { true } else { false }
    }
    var isInTemplate: Bool { templateDepth > 0 }
    /// Browsers that run scripts skip the content.
    var isInNoscript: Bool { noscriptDepth > 0 }

    /// HTML elements end the `svg` that they stand in (HTML §13.2.6.5).
    mutating func breakOut(of tag: HTMLTag) {
        guard isForeign, HTMLContext.breakouts.contains(tag.name) else { return }
        while isForeign { closeRoot() }
    }

    mutating func open(_ tag: HTMLTag) {
        let wasForeign = isForeign
        // Only foreign elements can close themselves: `<script/>` is a whole element in `svg`, a start tag elsewhere.
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

    /// Whether what a tag refers to is asked for here; says of the reference what depends on the place.
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

    /// The content of a declarative shadow root does load, although a `template` holds it.
    fileprivate var isShadowRoot: Bool { ["open", "closed"].contains(self[.shadowrootmode]?.keyword) }

    /// HTML §4.2.6: a `style` element of another type than CSS has no effect.
    var isStyleSheet: Bool { name == "style" && ["", "text/css"].contains(self[.type]?.keyword ?? "") }

    /// Whether the element is seen without text in it.
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
