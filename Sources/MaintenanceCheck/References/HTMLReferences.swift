internal import HTTP

/// The references and the declarations of a page, as found by ``HTMLReferences/scan(_:)``.
struct HTMLScan: Equatable, Sendable {
    /// A `meta` that makes browsers load a page after that many seconds.
    struct Refresh: Equatable, Sendable {
        let seconds: Int
        /// nil for the page itself.
        let url: String?
        let line: Int
    }

    /// The references, in document order.
    var references: [Reference] = []
    /// The links and forms of the page (`a`, `area`, `form`), in document order.
    var links: [Reference] = []
    /// The values of `data-*` attributes that are relative URLs of files, which a script may load.
    var values: [HTMLDeclaration] = []
    /// The `href` of the first `<base href>`, the base of relative references.
    var base: HTMLDeclaration?
    /// The charset of the first `meta` that declares one.
    var charset: HTMLDeclaration?
    /// The language of the first `html` tag that declares one.
    var language: HTMLDeclaration?
    var refreshes: [Refresh] = []
    /// Template placeholders that were not replaced.
    var leftovers: [HTMLDeclaration] = []
    var importMap = ImportMap()
    /// Whether a link names the page's icon.
    var namesIcon = false
    /// Whether the page has text, a picture or a control before any script has run.
    var showsSomething = false
    /// The rules in its style sheets that references depend on.
    var rules: [StyleRule] = []
    var fontUses: [FontUse] = []
    /// Whether a script may change the page.
    var hasScripts = false
    /// Whether it contains a page in a `srcdoc`.
    var hasInnerDocument = false
}

/// Finds the references of a page in its attributes, its `style` elements and its scripts.
enum HTMLReferences {
    /// Finds the references that browsers load to show the page.
    ///
    /// The content of `template` elements is not loaded.
    static func scan(_ html: [UInt8]) -> HTMLScan {
        var scanner = HTMLScanner(html, firstLine: 1, depth: 0)
        return scanner.run()
    }
}

/// One pass over the tags of a page. It retains only the part of the tree that decides what is loaded.
struct HTMLScanner {
    /// The deepest nesting of pages in `srcdoc` attributes. Each level takes stack space.
    private static let depthLimit = 4

    private let html: [UInt8]
    private let depth: Int
    private var tokenizer: HTMLTokenizer
    private var lines: LineCounter
    private var linesOfDeclarations: LineCounter
    private var scan = HTMLScan()
    private var context = HTMLContext()
    /// The ranges of scripts and style sheets, where the signs of templates have another meaning.
    private var programs: [Range<Int>] = []

    init(_ html: [UInt8], firstLine: Int, depth: Int) {
        self.html = html
        self.depth = depth
        tokenizer = HTMLTokenizer(html)
        lines = LineCounter(html, firstLine: firstLine)
        linesOfDeclarations = lines
    }

    mutating func run() -> HTMLScan {
        while let tag = tokenizer.next() {
            addText()
            if tag.isEndTag {
                context.close(tag)
            } else {
                open(tag)
            }
            tokenizer.isInForeignContent = context.isForeign
        }
        addText()
        scan.leftovers = TemplateLeftovers.scan(html, without: tokenizer.comments, programs)
        return scan
    }

    private mutating func open(_ tag: HTMLTag) {
        context.breakOut(of: tag)
        addDeclarations(of: tag)
        if !context.isInTemplate {
            addReferences(of: tag)
            if tag.showsSomething { scan.showsSomething = true }
        }
        let isForeign = context.isForeign
        context.open(tag)
        // In `svg` these are ordinary elements, except those that contain programs.
        guard !(isForeign && tag.isSelfClosing), let element = HTMLRawTextElement(rawValue: tag.name),
            !isForeign || element == .style || element == .script
        else { return }
        let text = tokenizer.takeRawText(of: element)
        switch element {
        case .style: addStyleSheet(of: tag, text)
        case .script: addScript(of: tag, text)
        case .textarea, .xmp, .plaintext: if !context.isInTemplate { scan.showsSomething = true }
        case .iframe, .noembed, .noframes, .title: break
        }
    }

    private mutating func addText() {
        if tokenizer.isAfterText, !context.isInTemplate { scan.showsSomething = true }
    }

    private mutating func addDeclarations(of tag: HTMLTag) {
        guard !context.isInTemplate else { return }
        if tag.namesIcon { scan.namesIcon = true }
        for attribute in tag.attributes {
            if scan.charset == nil, let charset = tag.charset(of: attribute) {
                scan.charset = declaration(charset, attribute)
            } else if scan.language == nil, tag.name == "html", attribute.name == .lang {
                scan.language = declaration(attribute.text, attribute)
            } else if scan.base == nil, tag.name == "base", attribute.name == .href {
                scan.base = declaration(attribute.text, attribute)
                for index in scan.references.indices { scan.references[index].precedesBase = true }
            } else if attribute.name == .dataset, HTMLScanner.namesRelativeFile(attribute.value) {
                scan.values.append(declaration(attribute.text, attribute))
            } else if attribute.name == .handler || attribute.name == .href && attribute.isScript {
                scan.hasScripts = true
            } else if attribute.name == .face || attribute.name == .fontFamily {
                addFontUses(attribute)
            } else if attribute.name == .content, let refresh = tag.refresh {
                let line = linesOfDeclarations.line(at: attribute.offset)
                scan.refreshes.append(HTMLScan.Refresh(seconds: refresh.seconds, url: refresh.url, line: line))
            }
        }
    }

    /// Whether the value is a relative URL of a file, a list of such URLs as in a `srcset`, or a `url()`.
    private static func namesRelativeFile(_ value: [UInt8]) -> Bool {
        guard value.count < 1000 else { return false }
        if value.starts(with: "url(".utf8) {
            let url = value.dropFirst(4).drop { "\"' ".utf8.contains($0) }.prefix { !"\"') ".utf8.contains($0) }
            return isRelativeFile(Array(url))
        }
        let candidates = value.split(separator: .comma)
        return candidates.contains { candidate in
            let words = candidate.split(whereSeparator: \.isASCIIWhitespace)
            let hasDescriptor = words.count == 2 && words[1].first?.isASCIIDigit == true
            return (words.count == 1 && candidates.count == 1 || hasDescriptor) && isRelativeFile(Array(words[0]))
        }
    }

    private static func isRelativeFile(_ url: [UInt8]) -> Bool {
        let value = url.prefix { $0 != .questionMark && $0 != .numberSign }
        guard value.first != .slash, value.first != .numberSign,
            !value.contains(where: { $0 <= .space || $0 == .colon }), let dot = value.lastIndex(of: .fullStop)
        else { return false }
        return fileExtensions.contains(value[(dot + 1)...].asciiLowercasedText)
    }

    private static let fileExtensions: Set = [
        "avif", "css", "gif", "html", "ico", "jpeg", "jpg", "js", "json", "mjs", "mp3", "mp4", "png", "svg", "webm",
        "webp",
    ]

    private mutating func declaration(_ value: String, _ attribute: HTMLAttribute) -> HTMLDeclaration {
        HTMLDeclaration(value: value, line: linesOfDeclarations.line(at: attribute.offset))
    }

    private mutating func addReferences(of tag: HTMLTag) {
        for attribute in tag.attributes {
            guard let loading = tag.loading(of: attribute.name, isForeign: context.isForeign) else { continue }
            let line = lines.line(at: attribute.offset)
            switch loading {
            case .url(let destination, let isConditional, let isBlocking):
                var reference = Reference(url: attribute.text, line: line, destination: destination)
                reference.isConditional = isConditional || tag[.loading]?.keyword == "lazy"
                reference.isBlocking = isBlocking
                guard context.admits(tag, &reference) else { continue }
                if destination == .link || destination == .form {
                    scan.links.append(reference)
                } else {
                    scan.references.append(reference)
                }
            case .sourceSet:
                scan.references += SourceSet.scan(attribute.value, firstLine: line)
            case .style:
                add(CSSReferences.scan(declarations: attribute.value, firstLine: line))
            case .presentation:
                add(CSSReferences.scan(value: attribute.value, of: attribute.name.rawValue, firstLine: line))
            case .document where depth < HTMLScanner.depthLimit:
                var scanner = HTMLScanner(attribute.value, firstLine: line, depth: depth + 1)
                let inner = scanner.run()
                // The elements of the inner page are not in the tree of this page.
                let references = inner.references.map { reference in
                    var reference = reference
                    (reference.subject, reference.isBlocking) = (.document, false)
                    return reference
                }
                add(CSSScan(references: references))
                scan.links += inner.links
                scan.hasInnerDocument = true
                scan.showsSomething = scan.showsSomething || inner.showsSomething
            case .document:
                break
            }
        }
    }

    private mutating func addStyleSheet(of tag: HTMLTag, _ text: Range<Int>) {
        programs.append(text)
        guard !context.isInTemplate, tag.isStyleSheet else { return }
        let line = lines.line(at: text.lowerBound)
        var sheet = CSSReferences.scan(HTMLScanner.withoutCDATA(html[text]), firstLine: line)
        for index in sheet.references.indices {
            sheet.references[index].isInProgram = true
            if !tag.isForEveryScreen { sheet.references[index].isBlocking = false }
        }
        // Browsers fetch imported style sheets even if the importing one is for another medium.
        add(sheet, areConditional: tag.isForEveryScreen ? nil : { $0.destination != .style })
    }

    private mutating func addScript(of tag: HTMLTag, _ text: Range<Int>) {
        programs.append(text)
        if tag[.type]?.keyword == "importmap", !context.isInTemplate { scan.importMap.add(html[text]) }
        if tag.scriptKind != nil { scan.hasScripts = true }
        guard !context.isInTemplate, let kind = tag.scriptKind, tag[.src] == nil else { return }
        let imports = ModuleImports.scan(Array(html[text]), firstLine: lines.line(at: text.lowerBound))
        // A classic script can import while it runs.
        var loaded = kind == .module ? imports : imports.filter(\.isConditional)
        for index in loaded.indices { loaded[index].isInProgram = true }
        add(CSSScan(references: loaded))
    }

    /// Adds the scan of a part. Its rules come after the existing ones.
    private mutating func add(
        _ part: CSSScan, areConditional: ((Reference) -> Bool)? = nil
    ) {
        let offset = scan.rules.count
        scan.rules += part.rules.map {
            StyleRule(selectors: $0.selectors, parent: $0.parent.map { $0 + offset }, depth: $0.depth)
        }
        scan.fontUses += part.fontUses.map { use in
            FontUse(family: use.family, rule: use.rule.map { $0 + offset }, isConditional: use.isConditional)
        }
        scan.references += part.references.map { reference in
            var reference = reference
            if case .rule(let index) = reference.subject { reference.subject = .rule(index + offset) }
            if context.isInNoscript || areConditional?(reference) ?? false { reference.isConditional = true }
            return reference
        }
    }

    private mutating func addFontUses(_ attribute: HTMLAttribute) {
        for family in attribute.keyword.split(separator: ",") {
            let name = family.drop { " \"'".contains($0) }.prefix { !"\"'".contains($0) }
            scan.fontUses.append(FontUse(family: String(name), rule: nil, isConditional: true))
        }
    }

    /// A style sheet in `svg` may be a CDATA section, as in XML.
    private static func withoutCDATA(_ css: ArraySlice<UInt8>) -> [UInt8] {
        var cursor = ByteCursor(Array(css))
        cursor.skipWhitespace()
        let start = cursor.offset
        guard cursor.skip("<![CDATA[") else { return cursor.bytes }
        var end = cursor.bytes.count
        while end > start, cursor.bytes[end - 1].isASCIIWhitespace || "]>".utf8.contains(cursor.bytes[end - 1]) {
            end -= 1
        }
        // Line numbers stay the same.
        return Array(cursor.bytes[..<start] + cursor.bytes[cursor.offset..<max(end, cursor.offset)])
    }
}
