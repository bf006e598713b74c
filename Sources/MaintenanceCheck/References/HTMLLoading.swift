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
