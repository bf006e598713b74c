internal import HTTP

/// The references of a style sheet, or of the declarations of a `style` attribute.
enum CSSReferences {
    /// Finds the URLs that a browser asks for, in order. The first line has the number `firstLine`.
    ///
    /// 1. `@import` is for the beginning: after a rule, or inside one, browsers ignore it.
    /// 2. Rules hold declarations, and the rules of conditions such as `@media` hold rules.
    /// 3. Of a rule's valid declarations of a property the last one counts (`CSSDeclaration`).
    static func scan(_ css: [UInt8], firstLine: Int = 1) -> [Reference] {
        var scanner = CSSScanner(css, firstLine: firstLine, block: .styleSheet)
        return scanner.run()
    }

    /// Finds those of declarations that stand alone.
    static func scan(declarations css: [UInt8], firstLine: Int) -> [Reference] {
        var scanner = CSSScanner(css, firstLine: firstLine, block: .declarations)
        return scanner.run()
    }

    /// Finds those of the value of an SVG presentation attribute.
    static func scan(value css: [UInt8], of property: String, firstLine: Int) -> [Reference] {
        scan(declarations: Array("\(property):".utf8) + css, firstLine: firstLine)
    }
}

/// One pass over the tokens of a style sheet. It keeps one entry for each open block, and the current rule or declaration.
private struct CSSScanner {
    enum BlockKind {
        case styleSheet, rules, declarations, fontFace
        /// Of an at-rule that browsers do not know, or that loads nothing.
        case ignored
    }

    private struct Block {
        let kind: BlockKind
        let isConditional: Bool
        /// The references of the last valid declaration of each property, in `references`.
        var declared: [String: (places: Range<Int>, isImportant: Bool)] = [:]
        /// Whether a `@font-face` has a font-family, without which it is invalid.
        var hasFamily = false
    }

    private var tokenizer: CSSTokenizer
    private var lines: LineCounter
    private var blocks: [Block]
    private var item = CSSItem()
    /// nil for those of declarations that another one took the place of.
    private var references: [Reference?] = []
    private var mayImport = true

    init(_ css: [UInt8], firstLine: Int, block: BlockKind) {
        tokenizer = CSSTokenizer(css)
        lines = LineCounter(css, firstLine: firstLine)
        blocks = [Block(kind: block, isConditional: false)]
    }

    mutating func run() -> [Reference] {
        while let token = tokenizer.next() {
            switch token {
            case .semicolon where item.isAtTopLevel: endItem()
            case .leftBrace where item.isAtTopLevel: openBlock()
            case .rightBrace where item.isAtTopLevel: closeBlock()
            default: item.add(token)
            }
        }
        while blocks.count > 1 { closeBlock() }
        endItem()
        return references.compactMap(\.self)
    }

    /// Ends a declaration, or an at-rule without a block.
    private mutating func endItem() {
        defer { item = CSSItem() }
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
            if property == "font-family" { blocks[block].hasFamily = true }
            guard property == "src" else { return }
        }
        guard let declaration = CSSDeclaration(property, item, isInFontFace: blocks[block].kind == .fontFace) else {
            return
        }
        let before = blocks[block].declared[declaration.longhand]
        if let before, before.isImportant, !item.isImportant { return }
        for place in before?.places ?? 0..<0 { references[place] = nil }
        let start = references.count
        for (index, url) in declaration.urls.enumerated() {
            references.append(
                Reference(
                    url: url.text, line: lines.line(at: url.offset), destination: declaration.destination,
                    isConditional: blocks[block].isConditional || declaration.isConditional,
                    isFallback: declaration.destination == .font && index > 0))
        }
        blocks[block].declared[declaration.longhand] = (start..<references.count, item.isImportant)
    }

    private mutating func openBlock() {
        defer { item = CSSItem() }
        let outer = blocks[blocks.count - 1]
        if outer.kind == .styleSheet, item.atRule != "import" { mayImport = false }
        let kind: BlockKind
        var isConditional = outer.isConditional
        switch item.atRule {
        case _ where outer.kind == .ignored || outer.kind == .fontFace: kind = .ignored
        case nil:
            // The block of a custom property, or of a rule.
            kind = item.property?.hasPrefix("--") == true || item.isBroken ? .ignored : .declarations
            isConditional = isConditional || item.hasState
        case "media": (kind, isConditional) = (.rules, isConditional || !item.isForEveryScreen)
        case "supports", "container", "starting-style", "scope": (kind, isConditional) = (.rules, true)
        case "keyframes", "-webkit-keyframes", "page": (kind, isConditional) = (.rules, true)
        case "layer": kind = .rules
        case "font-face": kind = .fontFace
        default: kind = .ignored
        }
        // Conditions among declarations hold declarations.
        let isNested = kind == .rules && outer.kind == .declarations
        blocks.append(Block(kind: isNested ? .declarations : kind, isConditional: isConditional))
    }

    private mutating func closeBlock() {
        // An unmatched `}` belongs to the next rule, and makes it invalid.
        guard blocks.count > 1 else {
            item.add(.malformed)
            return
        }
        endItem()
        let block = blocks.removeLast()
        if block.kind == .fontFace, !block.hasFamily {
            for place in block.declared.values.flatMap(\.places) { references[place] = nil }
        }
        item = CSSItem()
    }
}
