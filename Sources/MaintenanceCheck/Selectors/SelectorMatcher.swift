/// The likelihood that browsers request a file.
enum Likelihood: Int, Comparable, Sendable {
    /// Only after a script has changed the page.
    case never
    /// For some visitors, or unknown.
    case conditional
    case certain

    static func < (left: Likelihood, right: Likelihood) -> Bool { left.rawValue < right.rawValue }
}

/// A rule of a style sheet, identified by its selectors.
struct StyleRule: Hashable, Sendable {
    let selectors: String
    /// The index of the parent rule in the sheet.
    let parent: Int?
    /// The number of rules that enclose it.
    let depth: Int
}

/// Finds the elements of a document that selectors match.
///
/// A selector is evaluated from left to right. The elements that match a compound come from the shortest list in the
/// tree's index. Those that no element of the previous compound is related to are dropped. Each step is one pass over
/// two ascending lists, however deep the elements are nested.
struct SelectorMatcher {
    /// The most comparisons for one document, which take a second or two. Beyond the limit every rule counts as one
    /// that may match.
    static let workLimit = 50_000_000
    /// The deepest nesting of rules. Each level takes stack space.
    private static let depthLimit = 8

    let tree: ElementTree
    private let workLimit: Int
    private var work = 0
    /// For each element: whether it is in the list that a step compares with.
    private var isMarked: [Bool]
    /// The elements that the parent rules of one sheet match.
    private var elementsOfRules: [Int: [Int32]] = [:]

    init(_ tree: ElementTree, workLimit: Int = SelectorMatcher.workLimit) {
        self.workLimit = workLimit
        self.tree = tree
        isMarked = Array(repeating: false, count: tree.elements.count)
    }

    /// Matches the rules of one style sheet.
    mutating func matches(of rules: [StyleRule]) -> [Match] {
        elementsOfRules = [:]
        // Many rules of a sheet have the same selectors.
        var known: [StyleRule: Match] = [:]
        return rules.map { rule in
            if let match = known[rule] { return match }
            let found = match(rule, in: rules)
            known[rule] = found
            return found
        }
    }

    /// The result of matching a rule.
    struct Match {
        var likelihood = Likelihood.never
        /// The likelihood for elements that contain text.
        var likelihoodOfText = Likelihood.never

        fileprivate static let unknown = Match(likelihood: .conditional, likelihoodOfText: .conditional)
    }

    private mutating func match(_ rule: StyleRule, in rules: [StyleRule]) -> Match {
        guard rule.depth < SelectorMatcher.depthLimit else { return .unknown }
        let outer = rule.parent.map { elements(of: $0, in: rules) }
        var match = Match()
        var isOuterConditional = false
        var ancestor = rule.parent
        while let parent = ancestor {
            isOuterConditional = isOuterConditional || selectors(of: rules[parent]).contains(where: \.isConditional)
            ancestor = rules[parent].parent
        }
        for selector in selectors(of: rule) where match.likelihoodOfText < .certain {
            let isSure =
                !selector.isConditional && !isOuterConditional && (tree.isExact || !selector.hasCombinators)
            for element in select(selector, outer) {
                let flags = tree.elements[Int(element)].flags
                let likelihood =
                    isSure && flags.isDisjoint(with: [.isConditional, .hasMoreAttributes])
                    ? Likelihood.certain : .conditional
                match.likelihood = max(match.likelihood, likelihood)
                if flags.contains(.hasText) { match.likelihoodOfText = max(match.likelihoodOfText, likelihood) }
                if match.likelihoodOfText == .certain { break }
            }
        }
        return isExhausted ? .unknown : match
    }

    private var isExhausted: Bool { work > workLimit }

    private func selectors(of rule: StyleRule) -> [Selector] {
        SelectorParser.parse(rule.selectors, isNested: rule.parent != nil)
    }

    private mutating func elements(of index: Int, in rules: [StyleRule]) -> [Int32] {
        if let known = elementsOfRules[index] { return known }
        let outer: [Int32]? = rules[index].parent.map { elements(of: $0, in: rules) }
        let found = select(selectors(of: rules[index]), outer)
        elementsOfRules[index] = found
        return found
    }
}

// Selectors
extension SelectorMatcher {
    private mutating func select(_ selectors: [Selector], _ outer: [Int32]?) -> [Int32] {
        if selectors.count == 1 { return select(selectors[0], outer) }
        let lists = selectors.map { select($0, outer) }
        return Array(Set(lists.joined())).sorted()
    }

    /// The elements that match, in ascending order.
    private mutating func select(_ selector: Selector, _ outer: [Int32]?) -> [Int32] {
        var found: [Int32] = []
        for (index, step) in selector.steps.enumerated() {
            let matching = elements(matching: step.conditions, outer)
            found = index == 0 ? matching : connected(matching, by: step.combinator, to: found)
            if found.isEmpty { break }
        }
        return found
    }

    /// The elements that are related to an element of the other list by the combinator. Both lists are ascending.
    private mutating func connected(_ elements: [Int32], by combinator: Selector.Combinator, to others: [Int32])
        -> [Int32]
    {
        guard tree.isExact else { return elements }
        work += others.count
        switch combinator {
        case .descendant:
            var next = 0
            var end: Int32 = -1
            return elements.filter { element in
                while next < others.count, others[next] < element {
                    end = max(end, tree.elements[Int(others[next])].last)
                    next += 1
                }
                return end >= element
            }
        case .child, .nextSibling:
            for other in others { isMarked[Int(other)] = true }
            defer { for other in others { isMarked[Int(other)] = false } }
            return elements.filter { element in
                let element = tree.elements[Int(element)]
                let other = Int(combinator == .child ? element.parent : element.previous)
                return other >= 0 && isMarked[other]
            }
        case .subsequentSibling:
            var firstByParent: [Int32: Int32] = [:]
            for other in others.reversed() { firstByParent[tree.elements[Int(other)].parent] = other }
            return elements.filter { element in
                firstByParent[tree.elements[Int(element)].parent].map { $0 < element } ?? false
            }
        }
    }
}

// Compounds
extension SelectorMatcher {
    /// The elements that a condition refers to.
    private enum Test {
        case isIn([Int32]), isNotIn([Int32])
        case attribute(AttributeTest)
        case isRoot, isFirstChild, isLastChild
    }

    private mutating func elements(matching conditions: [Selector.Condition], _ outer: [Int32]?) -> [Int32] {
        guard !isExhausted else { return [] }
        var shortest: [Int32]?
        var tests: [Test] = []
        for condition in conditions {
            guard let test = test(condition, outer) else { continue }
            let list: [Int32]?
            switch test {
            case .isIn(let elements): list = elements
            case .attribute(let attribute): list = tree.elements(withAttribute: attribute.name)
            case .isNotIn, .isRoot, .isFirstChild, .isLastChild: list = nil
            }
            if let list, list.count < shortest?.count ?? Int.max { shortest = list }
            tests.append(test)
        }
        if tests.count == 1, case .isIn(let elements) = tests[0] { return elements }
        let candidates = shortest ?? Array(tree.all)
        work += candidates.count * max(tests.count, 1)
        guard !isExhausted else { return [] }
        return candidates.filter { element in tests.allSatisfy { isTrue($0, of: element) } }
    }

    /// nil for a condition that is not evaluated and holds for every element.
    private mutating func test(_ condition: Selector.Condition, _ outer: [Int32]?) -> Test? {
        switch condition {
        case .type(let name): return .isIn(tree.elements(ofType: name))
        case .id(let id): return .isIn(tree.elements(withID: id))
        case .class(let name): return .isIn(tree.elements(ofClass: name))
        case .attribute(let test): return .attribute(test)
        case .root: return .isRoot
        case .firstChild: return tree.isExact ? .isFirstChild : nil
        case .lastChild: return tree.isExact ? .isLastChild : nil
        case .any(let selectors): return .isIn(select(selectors, outer))
        case .none(let selectors):
            guard tree.isExact || !selectors.contains(where: \.hasCombinators) else { return nil }
            return .isNotIn(select(selectors, outer))
        case .parentRule: return outer.map { .isIn($0) }
        }
    }

    private mutating func isTrue(_ test: Test, of element: Int32) -> Bool {
        switch test {
        case .isIn(let elements): return SelectorMatcher.contains(elements, element)
        case .isNotIn(let elements): return !SelectorMatcher.contains(elements, element)
        case .isRoot: return tree.elements[Int(element)].parent < 0
        case .isFirstChild: return tree.elements[Int(element)].previous < 0
        case .isLastChild: return tree.elements[Int(element)].flags.contains(.isLastChild)
        case .attribute(let test):
            guard let value = tree.value(of: test.name, of: element) else { return false }
            work += value.count / 8
            return test.matches(value)
        }
    }

    private static func contains(_ elements: [Int32], _ element: Int32) -> Bool {
        var (low, high) = (0, elements.count)
        while low < high {
            let middle = (low + high) / 2
            if elements[middle] < element { low = middle + 1 } else { high = middle }
        }
        return low < elements.count && elements[low] == element
    }
}
