internal import HTTP

/// The references in a style sheet, or in the declarations of a `style` attribute.
struct CSSScan: Equatable, Sendable {
    /// In order.
    var references: [Reference] = []
    /// The rules that have references or name a font.
    var rules: [StyleRule] = []
    var fontUses: [FontUse] = []
}

/// A place where a style sheet names a font.
struct FontUse: Equatable, Sendable {
    let family: String
    /// nil if the elements are not known.
    let rule: Int?
    /// Whether other fonts precede it, or the use depends on something else.
    let isConditional: Bool
}

enum CSSReferences {
    /// Finds the URLs that browsers request, in order. The first line has the number `firstLine`.
    ///
    /// 1. Browsers ignore an `@import` after a rule or inside one.
    /// 2. Rules contain declarations, and the rules of conditions such as `@media` contain rules.
    /// 3. If a rule has several valid declarations of a property, the last one counts (`CSSDeclaration`).
    static func scan(_ css: [UInt8], firstLine: Int = 1) -> CSSScan {
        var scanner = CSSScanner(css, firstLine: firstLine, block: .styleSheet)
        return scanner.run()
    }

    /// Finds the references in separate declarations.
    static func scan(declarations css: [UInt8], firstLine: Int) -> CSSScan {
        var scanner = CSSScanner(css, firstLine: firstLine, block: .declarations)
        return scanner.run()
    }

    /// Finds the references in the value of an SVG presentation attribute.
    static func scan(value css: [UInt8], of property: String, firstLine: Int) -> CSSScan {
        scan(declarations: Array("\(property):".utf8) + css, firstLine: firstLine)
    }
}

/// One pass over the tokens of a style sheet. It retains one entry for each open block, and the current rule or
/// declaration.
private struct CSSScanner {
    enum BlockKind {
        case styleSheet, rules, declarations, fontFace
        /// The block of an at-rule that browsers do not know, or that loads no files.
        case ignored
    }

    private struct Block {
        enum Rule {
            case named(Int)
            /// The range of the selectors in the style sheet. It is read only for the few rules with references.
            case unnamed(Range<Int>)
            /// The rule around the block.
            case inherited
            case none
        }

        let kind: BlockKind
        let isConditional: Bool
        var rule = Rule.inherited
        /// The indices in `references` of the last valid declaration of each property.
        var declared: [String: (places: Range<Int>, isImportant: Bool)] = [:]
        /// The family of a `@font-face`, which is invalid without one.
        var family: String?
        var hasUnicodeRange = false
        var holdsKeyframes = false
    }

    private let css: [UInt8]
    private var tokenizer: CSSTokenizer
    private var lines: LineCounter
    private var blocks: [Block]
    private var item = CSSItem()
    private var itemStart: Int?
    private var scan = CSSScan()
    private var indices: [StyleRule: Int] = [:]
    /// nil for the references of an overridden declaration.
    private var references: [Reference?] = []
    private var mayImport = true

    init(_ css: [UInt8], firstLine: Int, block: BlockKind) {
        self.css = css
        tokenizer = CSSTokenizer(css)
        lines = LineCounter(css, firstLine: firstLine)
        blocks = [Block(kind: block, isConditional: false)]
    }

    mutating func run() -> CSSScan {
        while let token = tokenizer.next() {
            switch token {
            case .semicolon where item.isAtTopLevel: endItem()
            case .leftBrace where item.isAtTopLevel: openBlock()
            case .rightBrace where item.isAtTopLevel: closeBlock()
            default:
                if itemStart == nil { itemStart = tokenizer.tokenStart }
                item.add(token)
            }
        }
        while blocks.count > 1 { closeBlock() }
        endItem()
        scan.references = references.compactMap(\.self)
        return scan
    }

    /// Ends a declaration, or an at-rule without a block.
    private mutating func endItem() {
        defer { startItem() }
        switch blocks[blocks.count - 1].kind {
        case .styleSheet: endStatement()
        case .declarations, .fontFace: endDeclaration()
        case .rules, .ignored: break
        }
    }

    private mutating func endStatement() {
        switch item.atRule {
        case "import" where mayImport: addImport()
        case "import", "charset", "layer", nil: break
        default: mayImport = false
        }
    }

    private mutating func addImport() {
        guard let url = item.urls.first, url.isFirst else { return }
        references.append(
            Reference(
                url: url.text, line: lines.line(at: url.offset), destination: .style,
                isConditional: item.functions.contains("supports"), isBlocking: true))
    }

    private mutating func endDeclaration() {
        guard let property = item.property else { return }
        let block = blocks.count - 1
        if blocks[block].kind == .fontFace {
            if property == "font-family" { blocks[block].family = item.names.first }
            if property == "unicode-range" { blocks[block].hasUnicodeRange = true }
            guard property == "src" else { return }
        } else if !item.names.isEmpty {
            addFontUses(of: property)
        }
        guard let declaration = CSSDeclaration(property, item, isInFontFace: blocks[block].kind == .fontFace) else {
            return
        }
        let before = blocks[block].declared[declaration.longhand]
        if let before, before.isImportant, !item.isImportant { return }
        for place in before?.places ?? 0..<0 { references[place] = nil }
        let start = references.count
        let rule = declaration.urls.isEmpty || blocks[block].kind == .fontFace ? nil : rule(ofBlock: block)
        // A custom property is inherited. The request comes from the property that uses it.
        let subject = rule.map { Reference.Subject.rule($0) } ?? .document
        for (index, url) in declaration.urls.enumerated() {
            references.append(
                Reference(
                    url: url.text, line: lines.line(at: url.offset), destination: declaration.destination,
                    isConditional: blocks[block].isConditional || declaration.isConditional,
                    isFallback: declaration.destination == .font && index > 0, subject: subject))
        }
        blocks[block].declared[declaration.longhand] = (start..<references.count, item.isImportant)
    }

    private mutating func addFontUses(of property: String) {
        let rule = rule(ofBlock: blocks.count - 1)
        let isConditional = blocks[blocks.count - 1].isConditional || property.hasPrefix("--")
        for (index, name) in item.names.enumerated() {
            // In `font` other words may precede the name of the first font.
            let words = name.split(separator: " ").suffix(8)
            let families =
                property == "font-family" ? [name] : words.indices.map { words[$0...].joined(separator: " ") }
            for family in families where !family.isEmpty {
                scan.fontUses.append(FontUse(family: family, rule: rule, isConditional: isConditional || index > 0))
            }
        }
    }

    private mutating func openBlock() {
        defer { startItem() }
        let outer = blocks[blocks.count - 1]
        if outer.kind == .styleSheet, item.atRule != "import" { mayImport = false }
        let kind: BlockKind
        var isConditional = outer.isConditional
        switch item.atRule {
        case _ where outer.kind == .ignored || outer.kind == .fontFace: kind = .ignored
        case nil:
            // The block of a custom property, or of a rule.
            kind = item.property?.hasPrefix("--") == true || item.isBroken ? .ignored : .declarations
        case "media": (kind, isConditional) = (.rules, isConditional || !item.isForEveryScreen)
        case "supports", "container", "starting-style", "scope": (kind, isConditional) = (.rules, true)
        case "keyframes", "-webkit-keyframes", "page": (kind, isConditional) = (.rules, true)
        case "layer": kind = .rules
        case "font-face": kind = .fontFace
        default: kind = .ignored
        }
        // Conditions among declarations contain declarations.
        let isNested = kind == .rules && outer.kind == .declarations
        var block = Block(kind: isNested ? .declarations : kind, isConditional: isConditional)
        if item.atRule == nil, !outer.holdsKeyframes, kind == .declarations {
            block.rule = .unnamed((itemStart ?? tokenizer.tokenStart)..<tokenizer.tokenStart)
        }
        block.holdsKeyframes = item.atRule?.hasSuffix("keyframes") == true
        blocks.append(block)
    }

    private mutating func startItem() {
        item = CSSItem()
        itemStart = nil
    }

    private mutating func closeBlock() {
        // An unmatched `}` belongs to the next rule, and makes it invalid.
        guard blocks.count > 1 else {
            item.add(.malformed)
            return
        }
        endItem()
        let block = blocks.removeLast()
        if block.kind == .fontFace {
            for place in block.declared.values.flatMap(\.places) {
                guard let family = block.family else {
                    references[place] = nil
                    continue
                }
                references[place]?.subject = .font(family)
                if block.hasUnicodeRange { references[place]?.isConditional = true }
            }
        }
        startItem()
    }

    /// The style rule that contains the block; nil outside of any style rule.
    private mutating func rule(ofBlock place: Int) -> Int? {
        var unnamed: [Int] = []
        var parent: Int?
        for place in stride(from: place, through: 0, by: -1) {
            if case .none = blocks[place].rule { break }
            if case .named(let index) = blocks[place].rule {
                parent = index
                break
            }
            unnamed.append(place)
        }
        for place in unnamed.reversed() {
            if case .unnamed(let selectors) = blocks[place].rule {
                let text = String(decoding: css[selectors], as: UTF8.self)
                let depth = parent.map { scan.rules[$0].depth + 1 } ?? 0
                parent = index(of: StyleRule(selectors: text, parent: parent, depth: depth))
            }
            blocks[place].rule = parent.map { .named($0) } ?? .none
        }
        return parent
    }

    private mutating func index(of rule: StyleRule) -> Int {
        if let index = indices[rule] { return index }
        indices[rule] = scan.rules.count
        scan.rules.append(rule)
        return scan.rules.count - 1
    }
}
