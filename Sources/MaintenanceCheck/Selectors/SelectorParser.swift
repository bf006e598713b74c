internal import HTTP

/// Parses the selectors before the block of a rule (Selectors 4 §18).
struct SelectorParser {
    /// The deepest nesting of `:is()` and `:not()`. Each level takes stack space.
    private static let depthLimit = 8

    private var cursor: ByteCursor
    private let isNested: Bool
    /// Whether the current selector contains `&`.
    private var usesParentRule = false
    private var isConditional = false
    private var isUnknown = false

    /// Parses a list of selectors. The selectors of a nested rule are relative to its parent.
    static func parse(_ text: String, isNested: Bool = false) -> [Selector] {
        var parser = SelectorParser(cursor: ByteCursor(Array(text.utf8)), isNested: isNested)
        var selectors: [Selector] = []
        repeat { selectors.append(parser.takeSelector(depth: 0)) } while parser.cursor.skip(",")
        return selectors
    }

    private init(cursor: ByteCursor, isNested: Bool) {
        self.cursor = cursor
        self.isNested = isNested
    }

    /// Takes one selector, up to a comma or the end of the list.
    private mutating func takeSelector(depth: Int) -> Selector {
        if depth == 0 { usesParentRule = false }
        (isConditional, isUnknown) = (false, false)
        var steps: [Selector.Step] = []
        var combinator: Selector.Combinator?
        var isRelative = false
        skipBlanks()
        while let byte = cursor.current, byte != .comma, byte != .rightParenthesis {
            if let next = SelectorParser.combinator(byte) {
                if steps.isEmpty { isRelative = true }
                combinator = next
                cursor.advance()
            } else {
                let start = cursor.offset
                steps.append(.init(combinator: combinator ?? .descendant, conditions: takeCompound(depth: depth)))
                combinator = nil
                if cursor.offset == start {
                    isUnknown = true
                    cursor.advance()
                }
            }
            skipBlanks()
        }
        if isUnknown || steps.isEmpty { return .unknown }
        if depth == 0, isNested, isRelative || !usesParentRule {
            steps.insert(.init(combinator: .descendant, conditions: [.parentRule]), at: 0)
        } else if isRelative {
            return .unknown
        }
        return Selector(steps: steps, isConditional: isConditional)
    }

    private static func combinator(_ byte: UInt8) -> Selector.Combinator? {
        switch byte {
        case .greaterThan: .child
        case .plus: .nextSibling
        case UInt8(ascii: "~"): .subsequentSibling
        default: nil
        }
    }

    private mutating func skipBlanks() {
        repeat { cursor.skipWhitespace() } while cursor.skipCSSComment()
    }

    private mutating func takeCompound(depth: Int) -> [Selector.Condition] {
        var conditions: [Selector.Condition] = []
        while let byte = cursor.current {
            switch byte {
            case UInt8(ascii: "*"), UInt8(ascii: "|"):
                cursor.advance()
            case .slash where cursor.skipCSSComment():
                continue
            case .numberSign:
                cursor.advance()
                conditions.append(.id(takeName()))
            case .fullStop:
                cursor.advance()
                conditions.append(.class(takeName()))
            case .leftBracket:
                cursor.advance()
                if let test = takeAttributeTest() { conditions.append(.attribute(test)) }
            case .colon:
                conditions += takePseudo(depth: depth)
            case .ampersand:
                cursor.advance()
                usesParentRule = true
                if isNested { conditions.append(.parentRule) } else { isConditional = true }
            case _ where byte.isCSSNameByte || cursor.isAtCSSEscape:
                let name = takeName()
                // A bar follows a namespace.
                if cursor.current != UInt8(ascii: "|") { conditions.append(.type(name.lowercased())) }
            default:
                return conditions
            }
        }
        return conditions
    }

    private mutating func takeName() -> String { String(decoding: cursor.takeCSSName(), as: UTF8.self) }

    /// Takes the rest of an attribute selector after its opening bracket.
    private mutating func takeAttributeTest() -> AttributeTest? {
        skipBlanks()
        var name = takeName()
        if name.isEmpty, cursor.skip("*|") || cursor.skip("|") { name = takeName() }
        if cursor.current == UInt8(ascii: "|"), cursor.peek(1) != .equals {
            cursor.advance()
            name = takeName()
        }
        name = name.lowercased()
        skipBlanks()
        var ignoresCase = AttributeTest.namesInAnyCase.contains(name)
        var operation = AttributeTest.Operator.exists
        var value: [UInt8] = []
        if let found = takeOperator() {
            operation = found
            skipBlanks()
            let isQuoted = cursor.current == .doubleQuote || cursor.current == .singleQuote
            value = isQuoted ? cursor.takeCSSString() ?? [] : cursor.takeCSSName()
            skipBlanks()
            switch takeName().lowercased() {
            case "i": ignoresCase = true
            case "s": ignoresCase = false
            default: break
            }
            skipBlanks()
        }
        guard !name.isEmpty, cursor.skip("]") else {
            isUnknown = true
            return nil
        }
        return AttributeTest(name: name, operator: operation, value: value, ignoresCase: ignoresCase)
    }

    private mutating func takeOperator() -> AttributeTest.Operator? {
        let operators: [(String, AttributeTest.Operator)] = [
            ("=", .equals), ("~=", .includes), ("|=", .dashMatch), ("^=", .prefix), ("$=", .suffix), ("*=", .substring),
        ]
        return operators.first { cursor.skip($0.0) }?.1
    }
}

// Pseudo-classes and pseudo-elements
extension SelectorParser {
    /// Pseudo-elements that their element always has.
    private static let constantElements: Set = ["after", "before", "first-letter", "first-line", "marker"]

    private mutating func takePseudo(depth: Int) -> [Selector.Condition] {
        cursor.advance()
        let isElement = cursor.skip(":")
        let name = takeName().lowercased()
        guard cursor.skip("(") else { return conditions(of: name, isElement: isElement) }
        switch name {
        case "is", "where", "matches", "-webkit-any":
            guard let list = takeList(depth: depth + 1) else { return [] }
            return [.any(list)]
        case "not":
            let wasConditional = isConditional
            let hadParentRule = usesParentRule
            usesParentRule = false
            guard let list = takeList(depth: depth + 1) else { return [] }
            defer { usesParentRule = usesParentRule || hadParentRule }
            // The negation of a selector that may match is one that may match.
            guard !usesParentRule, list.allSatisfy({ !$0.isConditional }) else {
                isConditional = true
                return []
            }
            isConditional = wasConditional
            return [.none(list)]
        default:
            isConditional = true
            skipArguments()
            return []
        }
    }

    private mutating func conditions(of name: String, isElement: Bool) -> [Selector.Condition] {
        if SelectorParser.constantElements.contains(name) { return [] }
        guard !isElement else {
            isConditional = true
            return []
        }
        switch name {
        case "root": return [.root]
        case "first-child": return [.firstChild]
        case "last-child": return [.lastChild]
        case "only-child": return [.firstChild, .lastChild]
        case "link", "any-link": return []
        default:
            isConditional = true
            return []
        }
    }

    /// Takes a list of selectors in parentheses; nil if they are nested too deep.
    private mutating func takeList(depth: Int) -> [Selector]? {
        let (wasConditional, wasUnknown) = (isConditional, isUnknown)
        guard depth <= SelectorParser.depthLimit else {
            isConditional = true
            skipArguments()
            return nil
        }
        var list: [Selector] = []
        skipBlanks()
        if cursor.current != .rightParenthesis {
            repeat { list.append(takeSelector(depth: depth)) } while cursor.skip(",")
        }
        if !cursor.isAtEnd { cursor.advance() }
        (isConditional, isUnknown) = (wasConditional || list.contains(where: \.isConditional), wasUnknown)
        return list
    }

    /// Moves past the matching closing parenthesis.
    private mutating func skipArguments() {
        var depth = 1
        while depth > 0, let byte = cursor.current {
            switch byte {
            case .leftParenthesis: depth += 1
            case .rightParenthesis: depth -= 1
            case .doubleQuote, .singleQuote:
                if cursor.takeCSSString() == nil { cursor.advance() }
                continue
            case .backslash: cursor.advance()
            default: break
            }
            cursor.advance()
        }
    }
}
