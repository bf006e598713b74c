internal import HTTP

/// The part of a declaration that has been read, or of a rule up to its block.
struct CSSItem {
    struct URL {
        let text: String
        let offset: Int
        /// Whether only the property or the name of the at-rule precedes it.
        let isFirst: Bool
        /// The `format()` after it in the `src` of a font.
        var format: String?
    }

    private(set) var atRule: String?
    /// The name before a colon, if the item begins with both.
    private(set) var property: String?
    private(set) var urls: [URL] = []
    private(set) var functions: Set<String> = []
    private(set) var isImportant = false
    /// Whether the item violates the syntax of all values.
    private(set) var isMalformed = false
    /// Whether it contains tokens that neither a value nor a selector can have.
    private(set) var isBroken = false
    /// Whether the value is a list.
    private(set) var isList = false
    /// Whether a media query is for every screen.
    private(set) var isForEveryScreen = true
    /// The items of a comma-separated list of names in lower case, which may be a list of fonts.
    private(set) var names: [String] = []

    private var count = 0
    private var first: String?
    private var parentheses: [String] = []
    private var isAfterExclamationMark = false
    /// Whether the innermost `url()` already has its string.
    private var isURLComplete = false

    var isAtTopLevel: Bool { parentheses.isEmpty }

    mutating func add(_ token: CSSToken) {
        defer { count += 1 }
        let isAfterValue = isImportant
        switch token {
        case .atKeyword(let name):
            if count == 0 { atRule = name } else { isMalformed = true }
        case .identifier(let name):
            addIdentifier(name)
        case .colon:
            if count == 1, let first {
                property = first
            } else if parentheses.isEmpty {
                isMalformed = true
            }
        case .url(let text, let offset):
            addURL(text, at: offset, after: 0)
        case .string(let text, let offset):
            addString(text, at: offset)
        case .function(let name):
            functions.insert(name)
            parentheses.append(name)
            isURLComplete = false
        case .leftParenthesis:
            parentheses.append("")
        case .rightParenthesis:
            if parentheses.popLast() == nil { isMalformed = true }
        case .comma:
            if parentheses.isEmpty { isList = true }
            if mayNameFonts { names.append("") }
            isForEveryScreen = false
        case .semicolon:
            break
        case .delimiter(let byte):
            if byte != .exclamationMark { endName() }
            addDelimiter(byte)
            return
        case .leftBrace, .rightBrace, .malformed:
            (isMalformed, isBroken) = (true, true)
        case .other:
            endName()
        }
        if isAfterValue || isURLComplete && parentheses.last == "url" && !token.isString { isMalformed = true }
    }

    private mutating func addIdentifier(_ name: String) {
        if count == 0 { first = name }
        if parentheses.last == "format" { setFormat(name) }
        if isAfterExclamationMark {
            (isImportant, isAfterExclamationMark) = (name == "important", false)
            if name != "important" { isMalformed = true }
        } else {
            addWord(name)
        }
        if !["all", "screen", "only"].contains(name) { isForEveryScreen = false }
        // A hack for one browser, such as `\9`.
        if !name.utf8.allSatisfy({ $0.isASCIIAlphanumeric || $0 == .hyphen || $0 == .underscore || $0 >= 0x80 }) {
            isMalformed = true
        }
    }

    /// `tokens` is the number of tokens of the URL itself before it.
    private mutating func addURL(_ text: String, at offset: Int, after tokens: Int) {
        let start = atRule == nil ? 2 : 1
        urls.append(URL(text: text, offset: offset, isFirst: count == start + tokens))
    }

    private mutating func addString(_ text: String, at offset: Int) {
        if mayNameFonts { addName(text.lowercased()) }
        switch parentheses.last {
        case nil:
            if atRule == "import" { addURL(text, at: offset, after: 0) }
        case "url":
            if isURLComplete { isMalformed = true }
            isURLComplete = true
            addURL(text, at: offset, after: 1)
        case "image-set", "-webkit-image-set":
            addURL(text, at: offset, after: 1)
        case "format":
            setFormat(text)
        default:
            break
        }
    }

    private mutating func setFormat(_ text: String) {
        if !urls.isEmpty { urls[urls.count - 1].format = text }
    }

    private mutating func addDelimiter(_ byte: UInt8) {
        isForEveryScreen = false
        if byte == .exclamationMark, parentheses.isEmpty, !isAfterExclamationMark {
            isAfterExclamationMark = true
        } else if !"/+-*.%".utf8.contains(byte) {
            // Selectors may have further delimiters, and are not values.
            isMalformed = true
        }
    }

    // Names of fonts

    private var mayNameFonts: Bool {
        property == "font" || property == "font-family" || property?.hasPrefix("--") == true
    }

    private mutating func addWord(_ word: String) {
        guard mayNameFonts else { return }
        let name = names.last ?? ""
        addName(name.isEmpty ? word : "\(name) \(word)")
    }

    private mutating func addName(_ name: String) {
        if names.isEmpty { names.append(name) } else { names[names.count - 1] = name }
    }

    /// In `font` the family follows the size.
    private mutating func endName() {
        if !names.isEmpty { names[names.count - 1] = "" }
    }
}

extension CSSToken {
    fileprivate var isString: Bool {
        if case .string = self { true } else { false }
    }
}

/// A valid declaration that may load a file.
struct CSSDeclaration {
    /// The property that decides what is loaded. A shorthand such as `background` also sets other properties.
    let longhand: String
    let destination: Reference.Destination
    let urls: [CSSItem.URL]
    /// Whether the request depends on the rest of the page.
    let isConditional: Bool

    /// Returns nil for a declaration that browsers drop, or that neither loads a file nor overrides another
    /// declaration.
    init?(_ property: String, _ item: CSSItem, isInFontFace: Bool) {
        guard !item.isMalformed, item.functions.isDisjoint(with: CSSDeclaration.unknownFunctions),
            !item.functions.contains(where: CSSDeclaration.isForeign)
        else { return nil }
        if isInFontFace {
            (longhand, destination, isConditional) = ("src", .font, false)
            urls = item.urls.filter { CSSDeclaration.isSupportedFormat($0.format) }
            guard !urls.isEmpty || item.functions.contains("local") else { return nil }
        } else if property.hasPrefix("--") {
            // A custom property loads a file only where another property uses its value.
            (longhand, destination, isConditional) = (property, .image, true)
            urls = item.urls
        } else if let known = CSSDeclaration.properties[CSSDeclaration.unprefixed(property)] {
            (longhand, destination) = known
            urls = item.urls
            isConditional = !item.functions.isDisjoint(with: CSSDeclaration.choosingFunctions)
            // The keyword of a cursor comes last, after a comma, for browsers that cannot show the pictures.
            if longhand == "cursor", !urls.isEmpty, !item.isList || !urls[0].isFirst { return nil }
        } else {
            return nil
        }
    }

    private static func unprefixed(_ property: String) -> String {
        property.hasPrefix("-webkit-") ? String(property.dropFirst("-webkit-".count)) : property
    }

    /// Whether only another engine knows the function.
    private static func isForeign(_ function: String) -> Bool {
        function.hasPrefix("-") && !function.hasPrefix("-webkit-") && !function.hasPrefix("--")
    }

    /// Functions of the specifications that no engine supports.
    private static let unknownFunctions: Set = ["element", "image", "src"]

    /// Functions that choose among pictures, or whose value may make the declaration invalid.
    private static let choosingFunctions: Set = ["-webkit-image-set", "attr", "env", "if", "image-set", "var"]

    private static let properties: [String: (String, Reference.Destination)] = [
        "backdrop-filter": ("backdrop-filter", .drawing),
        "background": ("background-image", .image), "background-image": ("background-image", .image),
        "border-image": ("border-image-source", .image), "border-image-source": ("border-image-source", .image),
        "box-reflect": ("box-reflect", .image), "clip-path": ("clip-path", .drawing), "content": ("content", .image),
        "cursor": ("cursor", .image), "fill": ("fill", .drawing), "filter": ("filter", .drawing),
        "list-style": ("list-style-image", .image), "list-style-image": ("list-style-image", .image),
        "marker": ("marker", .drawing), "marker-end": ("marker-end", .drawing),
        "marker-mid": ("marker-mid", .drawing), "marker-start": ("marker-start", .drawing),
        "mask": ("mask-image", .image), "mask-image": ("mask-image", .image),
        "mask-box-image": ("mask-box-image", .image), "mask-box-image-source": ("mask-box-image", .image),
        "shape-outside": ("shape-outside", .image), "stroke": ("stroke", .drawing),
    ]

    private static func isSupportedFormat(_ format: String?) -> Bool {
        guard let format = format?.lowercased() else { return true }
        let name = format.hasSuffix("-variations") ? String(format.dropLast("-variations".count)) : format
        return ["collection", "opentype", "truetype", "woff", "woff2"].contains(name)
    }
}
