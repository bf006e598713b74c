internal import HTTP

/// Finds the modules that a module imports, by URL or by name (ECMAScript §16.2, HTML §8.1.5.3).
enum ModuleImports {
    static func scan(_ script: [UInt8], firstLine: Int = 1) -> [Reference] {
        var cursor = ByteCursor(script)
        var lines = LineCounter(script, firstLine: firstLine)
        var references: [Reference] = []
        /// The last word or sign, which decides whether a string names a module.
        var previous: [UInt8] = []
        var isDynamic = false
        var isInImport = false
        while let byte = cursor.current {
            switch byte {
            case _ where byte.isASCIIWhitespace:
                cursor.skipWhitespace()
            case .slash where cursor.peek(1) == .slash:
                cursor.skip { $0 != .lineFeed && $0 != .carriageReturn }
            case .slash where cursor.peek(1) == UInt8(ascii: "*"):
                cursor.advance(by: 2)
                while !cursor.isAtEnd, !cursor.skip("*/") { cursor.advance() }
            case .slash where beginsExpression(after: previous):
                skipRegularExpression(&cursor)
                previous = [.slash]
            case .doubleQuote, .singleQuote, UInt8(ascii: "`"):
                let line = lines.line(at: cursor.offset)
                let text = takeString(&cursor)
                let isSpecifier =
                    isInImport && (previous.elementsEqual("from".utf8) || previous.elementsEqual("import".utf8))
                if isSpecifier || isDynamic, byte != UInt8(ascii: "`"), !text.isEmpty {
                    let destination = isURL(text) ? destination(before: cursor) : .moduleName
                    references.append(
                        Reference(
                            url: String(decoding: text, as: UTF8.self), line: line, destination: destination,
                            isConditional: isDynamic))
                }
                (previous, isDynamic, isInImport) = ([byte], false, false)
            case _ where byte.isASCIIAlphanumeric || byte == .underscore || byte == UInt8(ascii: "$"):
                let word = cursor.take { $0.isASCIIAlphanumeric || $0 == .underscore || $0 == UInt8(ascii: "$") }
                if previous != [.fullStop], ["import", "export"].contains(String(decoding: word, as: UTF8.self)) {
                    isInImport = true
                }
                (previous, isDynamic) = (Array(word), false)
            default:
                isDynamic = byte == .leftParenthesis && previous.elementsEqual("import".utf8)
                if byte == .semicolon || byte == .equals || byte == .leftParenthesis { isInImport = false }
                previous = [byte]
                cursor.advance()
            }
        }
        return references
    }

    /// The destination of an import, by the attributes after it (`with { type: "json" }`, ECMAScript §16.2.2).
    private static func destination(before cursor: ByteCursor) -> Reference.Destination {
        let following = cursor.bytes[cursor.offset...].prefix(100).prefix { $0 != .semicolon && $0 != .rightBrace }
        let words = following.split { !$0.isASCIIAlphanumeric }.prefix(4).map { String(decoding: $0, as: UTF8.self) }
        guard words.contains("with"), let type = words.firstIndex(of: "type"), type + 1 < words.count else {
            return .module
        }
        switch words[type + 1] {
        case "json": return .jsonModule
        case "css": return .styleModule
        default: return .module
        }
    }

    /// Whether a slash after that word or sign begins a regular expression. After a string or `)` it is a division.
    private static func beginsExpression(after previous: [UInt8]) -> Bool {
        guard let last = previous.last, previous.count == 1 else {
            return previous.elementsEqual("return".utf8) || previous.isEmpty
        }
        return "(,=:[!&|?{};+-*~^<>".utf8.contains(last)
    }

    private static func skipRegularExpression(_ cursor: inout ByteCursor) {
        var isInClass = false
        cursor.advance()
        while let byte = cursor.current, byte != .lineFeed, isInClass || byte != .slash {
            if byte == .leftBracket { isInClass = true }
            if byte == .rightBracket { isInClass = false }
            cursor.advance(by: byte == .backslash ? 2 : 1)
        }
        cursor.advance()
    }

    private static func takeString(_ cursor: inout ByteCursor) -> [UInt8] {
        let quote = cursor.current
        var text: [UInt8] = []
        cursor.advance()
        while let byte = cursor.current, byte != quote {
            if byte == .backslash { cursor.advance() }
            // An unclosed string, such as a quote in a regular expression, ends at the end of its line.
            if byte == .lineFeed, quote != UInt8(ascii: "`") { return [] }
            if let byte = cursor.current { text.append(byte) }
            cursor.advance()
        }
        cursor.advance()
        return text
    }

    private static func isURL(_ text: [UInt8]) -> Bool {
        let text = text[...]
        return text.starts(with: "/".utf8) || text.starts(with: "./".utf8) || text.starts(with: "../".utf8)
            || text.starts(with: "http:".utf8) || text.starts(with: "https:".utf8)
    }
}
