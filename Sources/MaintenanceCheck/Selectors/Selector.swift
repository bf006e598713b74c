internal import System

/// A complex selector (Selectors 4 §3.1), reduced to the conditions that the elements of a document decide.
///
/// A condition that depends on the visitor, or is not understood, is dropped: a selector matches too much rather than
/// too little.
struct Selector: Equatable, Sendable {
    enum Combinator: Sendable { case descendant, child, nextSibling, subsequentSibling }

    /// A compound selector, and the combinator before it.
    struct Step: Equatable, Sendable {
        var combinator: Combinator
        var conditions: [Condition]
    }

    /// A simple selector.
    enum Condition: Equatable, Sendable {
        case type(String), id(String), `class`(String)
        case attribute(AttributeTest)
        case root, firstChild, lastChild
        /// `:is()`, and `:not()`.
        case any([Selector]), none([Selector])
        /// `&`: an element that the parent rule matches.
        case parentRule
    }

    /// From left to right, at least one. The combinator of the first step is ignored.
    var steps: [Step]
    /// Whether conditions were dropped.
    var isConditional: Bool

    /// A selector that is not understood.
    static let unknown = Selector(steps: [Step(combinator: .descendant, conditions: [])], isConditional: true)

    var hasCombinators: Bool {
        steps.count > 1
            || steps[0].conditions.contains {
                switch $0 {
                case .any(let selectors), .none(let selectors): selectors.contains(where: \.hasCombinators)
                case .parentRule, .root, .firstChild, .lastChild: true
                case .type, .id, .class, .attribute: false
                }
            }
    }
}

/// The test of an attribute's value (Selectors 4 §6).
struct AttributeTest: Equatable, Sendable {
    enum Operator: Sendable { case exists, equals, includes, dashMatch, prefix, suffix, substring }

    /// In lower case.
    let name: String
    let `operator`: Operator
    let value: [UInt8]
    let ignoresCase: Bool

    init(name: String, operator: Operator, value: [UInt8], ignoresCase: Bool) {
        self.name = name
        self.operator = `operator`
        self.ignoresCase = ignoresCase
        self.value = ignoresCase ? Array(value.asciiLowercasedText.utf8) : value
    }

    func matches(_ written: [UInt8]) -> Bool {
        let text = ignoresCase ? Array(written.asciiLowercasedText.utf8) : written
        // §6.2: an empty value matches no attribute.
        switch `operator` {
        case .exists: return true
        case .equals: return text == value
        case .includes:
            return !value.isEmpty
                && text.split(whereSeparator: \.isASCIIWhitespace).contains { $0.elementsEqual(value) }
        case .dashMatch: return text == value || text.starts(with: value + [.hyphen])
        case .prefix: return !value.isEmpty && text.starts(with: value)
        case .suffix: return !value.isEmpty && text.reversed().starts(with: value.reversed())
        case .substring: return !value.isEmpty && text.contains(value)
        }
    }

    /// HTML §4.16.2: attributes whose values selectors compare without ASCII case.
    static let namesInAnyCase: Set = [
        "accept", "accept-charset", "align", "alink", "axis", "bgcolor", "charset", "checked", "clear", "codetype",
        "color", "compact", "declare", "defer", "dir", "direction", "disabled", "enctype", "face", "frame", "hreflang",
        "http-equiv", "lang", "language", "link", "media", "method", "multiple", "nohref", "noresize", "noshade",
        "nowrap", "readonly", "rel", "rev", "rules", "scope", "scrolling", "selected", "shape", "target", "text",
        "type",
        "valign", "valuetype", "vlink",
    ]
}
