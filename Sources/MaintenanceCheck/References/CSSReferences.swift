/// The references of a stylesheet, or of the declarations of a `style` attribute.
package enum CSSReferences {
    /// Finds the URLs that the CSS loads, in order. Its first line has the number `firstLine`.
    package static func scan(_ css: [UInt8], firstLine: Int = 1) -> [Reference] {
        var scanner = CSSScanner(css, firstLine: firstLine)
        return scanner.run()
    }
}

/// One pass over the tokens of a stylesheet.
private struct CSSScanner {
    private var tokenizer: CSSTokenizer
    private var lines: LineCounter
    private var references: [Reference] = []

    /// For each open parenthesis, whether a string directly inside it is a URL.
    private var parentheses: [Bool] = []

    /// Whether the last token was `@import`.
    private var isAfterImport = false

    /// Whether the tokens belong to an at-rule's prelude that only names URLs.
    private var isInNamingPrelude = false

    init(_ css: [UInt8], firstLine: Int) {
        tokenizer = CSSTokenizer(css)
        lines = LineCounter(css, firstLine: firstLine)
    }

    mutating func run() -> [Reference] {
        while let token = tokenizer.next() {
            let wasAfterImport = isAfterImport
            isAfterImport = false
            switch token {
            case .url(let url, let offset):
                add(url, at: offset)
            case .string(let text, let offset) where wasAfterImport || parentheses.last == true:
                add(text, at: offset)
            case .function(let name):
                parentheses.append(Self.functionsOfURLs.contains(name))
            case .leftParenthesis:
                parentheses.append(false)
            case .rightParenthesis:
                _ = parentheses.popLast()
            case .atKeyword(let name):
                isAfterImport = name == "import"
                isInNamingPrelude = Self.namingRules.contains(name)
            case .leftBrace, .rightBrace, .semicolon:
                isInNamingPrelude = false
            case .string, .other:
                break
            }
        }
        return references
    }

    private mutating func add(_ url: String, at offset: Int) {
        guard !isInNamingPrelude else { return }
        references.append(Reference(url: url, line: lines.line(at: offset)))
    }

    private static let functionsOfURLs: Set = ["-webkit-image-set", "image-set", "src", "url"]

    private static let namingRules: Set = ["-moz-document", "namespace", "supports"]
}
