internal import HTTP

/// The meaning of an attribute's value for loading.
enum HTMLLoading {
    case url(Reference.Destination, isConditional: Bool = false, isBlocking: Bool = false)
    case sourceSet, style, document, presentation
}

extension HTMLTag {
    /// The reference in an attribute of this tag, which browsers request at once or when the visitor follows it; nil
    /// for an attribute without a reference.
    func loading(of attribute: HTMLAttribute.Name, isForeign: Bool) -> HTMLLoading? {
        switch attribute {
        case .src: isForeign ? nil : sourceLoading
        case .srcset: ["img", "source"].contains(name) ? .sourceSet : nil
        case .srcdoc: name == "iframe" ? .document : nil
        // A form with that method sends no request.
        case .action: name == "form" && self[.method]?.keyword != "dialog" ? .url(.form) : nil
        case .formaction: name == "button" || name == "input" ? .url(.form) : nil
        case .href: hypertextLoading(isForeign: isForeign)
        // SVG 2 §16.1.3: `href` takes precedence over `xlink:href`.
        case .xlinkHref: isForeign && self[.href] == nil ? hypertextLoading(isForeign: true) : nil
        case .imagesrcset: name == "link" && linkLoading != nil ? .sourceSet : nil
        case .poster: name == "video" ? .url(.image) : nil
        case .data: name == "object" && embedsSomething(.data) ? .url(.frame) : nil
        case .background: HTMLTag.namesWithBackground.contains(name) ? .url(.image) : nil
        case .style: .style
        case .clipPath, .cursor, .fill, .filter, .markerEnd, .markerMid, .markerStart, .mask, .stroke:
            isForeign ? .presentation : nil
        case .as, .async, .charset, .content, .dataset, .default, .defer, .disabled, .face, .fontFamily, .handler,
            .hidden, .httpEquiv, .lang, .language, .loading, .media, .method, .nomodule, .open, .preload, .rel,
            .shadowrootmode, .type:
            nil
        }
    }

    private var sourceLoading: HTMLLoading? {
        switch name {
        case "script": scriptLoading
        case "img", "image": .url(.image, isConditional: self[.srcset].map { !$0.value.isEmpty } ?? false)
        case "input": self[.type]?.keyword == "image" ? .url(.image) : nil
        case "iframe", "frame": self[.srcdoc] == nil ? .url(.frame) : nil
        case "embed": embedsSomething(.src) ? .url(.frame) : nil
        case "audio", "video": .url(.media, isConditional: self[.preload]?.keyword == "none")
        case "track": .url(.track, isConditional: self[.default] == nil)
        case "source": isPlayable ? .url(.media) : nil
        default: nil
        }
    }

    /// Whether browsers show the target of an `object` or an `embed` (HTML §4.8.7). Plug-ins no longer exist.
    private func embedsSomething(_ attribute: HTMLAttribute.Name) -> Bool {
        if let type = self[.type]?.keyword, !type.isEmpty {
            let isShown = ["audio/", "image/", "text/", "video/"].contains { type.hasPrefix($0) }
            return isShown || ["application/pdf", "application/xhtml+xml", "application/xml"].contains(type)
        }
        let path = self[attribute]?.keyword.prefix { $0 != "?" && $0 != "#" } ?? ""
        return !HTMLTag.archives.contains { path.hasSuffix($0) }
    }

    private static let archives = [".7z", ".bin", ".class", ".exe", ".gz", ".jar", ".rar", ".swf", ".tar", ".zip"]

    /// Whether any browser plays a `source` of that type.
    private var isPlayable: Bool {
        guard let type = self[.type]?.keyword.prefix(while: { $0 != ";" }) else { return true }
        return [
            "", "application/ogg", "audio/aac", "audio/flac", "audio/mp3", "audio/mp4", "audio/mpeg", "audio/ogg",
            "audio/wav", "audio/webm", "audio/x-wav", "video/mp4", "video/ogg", "video/quicktime", "video/webm",
        ].contains(type)
    }

    private func hypertextLoading(isForeign: Bool) -> HTMLLoading? {
        switch name {
        case "a", "area": .url(.link)
        case "link": linkLoading
        case "image", "feimage": isForeign ? .url(.image) : nil
        case "use": isForeign ? .url(.drawing) : nil
        case "script": isForeign ? scriptLoading : nil
        default: nil
        }
    }

    // Scripts: HTML §4.12.1.1, "prepare the script element".

    /// `script` or `module`; nil for data that browsers do not run.
    var scriptKind: Reference.Destination? {
        let type = self[.type]?.keyword ?? self[.language].map { $0.value.isEmpty ? "" : "text/\($0.keyword)" } ?? ""
        if type == "module" { return .module }
        return type.isEmpty || HTMLTag.isJavaScript(type) ? .script : nil
    }

    /// Whether a media type without parameters is a type of JavaScript (RFC 9239 §6, MIME Sniffing §4.6).
    static func isJavaScript(_ type: String) -> Bool {
        let parts = type.split(separator: "/")
        guard parts.count == 2, parts[0] == "text" || parts[0] == "application" else { return false }
        let name = parts[1].hasPrefix("x-") ? parts[1].dropFirst(2) : parts[1]
        if parts[0] == "text", ["jscript", "livescript"].contains(name) || name.hasPrefix("javascript1.") {
            return true
        }
        return name == "javascript" || name == "ecmascript"
    }

    private var scriptLoading: HTMLLoading? {
        let isDeferred = self[.async] != nil || self[.defer] != nil
        switch scriptKind {
        case .module: return .url(.module)
        case .script: return .url(.script, isConditional: self[.nomodule] != nil, isBlocking: !isDeferred)
        default: return nil
        }
    }

    // Links: HTML §4.6.7.

    /// A link may also name other pages (`canonical`, `next`, `license`), which browsers do not load.
    private var linkLoading: HTMLLoading? {
        let relations = self[.rel]?.keywords ?? []
        if relations.contains("stylesheet") {
            guard self[.disabled] == nil, ["", "text/css"].contains(self[.type]?.keyword ?? "") else { return nil }
            return .url(.style, isBlocking: !relations.contains("alternate") && isForEveryScreen)
        }
        // Browsers preload only files for their screen, of types that they know.
        let isConditional = !isForEveryScreen || self[.type] != nil
        if relations.contains("preload") { return preloadDestination.map { .url($0, isConditional: isConditional) } }
        // Browsers do not fetch the imports of the module (HTML §4.6.7.12 leaves it to them).
        if relations.contains("modulepreload") { return .url(.script, isConditional: isConditional) }
        if relations.contains("prefetch") { return .url(.other) }
        if !HTMLTag.iconRelations.isDisjoint(with: relations) { return .url(.icon, isConditional: true) }
        return relations.contains("manifest") ? .url(.other, isConditional: true) : nil
    }

    /// Whether a style sheet, or the target of a link, is for every screen.
    var isForEveryScreen: Bool { ["", "all", "screen"].contains(self[.media]?.keyword ?? "") }

    private var preloadDestination: Reference.Destination? {
        switch self[.as]?.keyword {
        case "script": .script
        case "style": .style
        case "image": .image
        case "font": .font
        case "track": .track
        case "fetch": .other
        default: nil
        }
    }

    /// Whether a link names the page's icon.
    var namesIcon: Bool { name == "link" && (self[.rel]?.keywords ?? []).contains("icon") }

    private static let iconRelations: Set = ["apple-touch-icon", "apple-touch-icon-precomposed", "icon", "mask-icon"]

    /// The elements whose obsolete `background` attribute is still rendered (HTML §15.3).
    private static let namesWithBackground: Set = [
        "body", "table", "tbody", "td", "tfoot", "th", "thead", "tr",
    ]
}
