internal import HTTP

/// The elements of a document before any script has run, in document order, for the matching of selectors.
struct ElementTree {
    struct Element {
        /// The index of the parent; -1 for a root.
        let parent: Int32
        /// The index of the previous sibling; -1 for a first child.
        let previous: Int32
        /// The index of its last descendant, or its own.
        fileprivate(set) var last: Int32
        fileprivate let attributes: Range<Int32>
        fileprivate(set) var flags: Flags
    }

    struct Flags: OptionSet {
        let rawValue: UInt8
        static let isLastChild = Flags(rawValue: 1)
        /// The element contains text.
        static let hasText = Flags(rawValue: 2)
        /// The element is rendered only for some visitors, such as one that is hidden or in a `noscript`.
        static let isConditional = Flags(rawValue: 4)
        /// The element has more attributes than are retained.
        static let hasMoreAttributes = Flags(rawValue: 8)
    }

    private struct Attribute {
        let name: Int32
        /// The range of the value in the text.
        let value: Range<Int32>
    }

    /// The most attributes of an element. Only hostile pages have elements with more.
    private static let attributeLimit = 64

    private(set) var elements: [Element] = []
    /// Whether each element is certainly where browsers have it. Browsers move elements whose tags are nested
    /// incorrectly (HTML §13.2.10).
    private(set) var isExact = true
    /// Whether classes and ids are compared without ASCII case, as in quirks mode.
    private let ignoresCase: Bool
    private let text: [UInt8]
    private var attributes: [Attribute] = []
    /// Ascending indices of elements, by their names, classes, ids and attribute names.
    private var byType: [String: [Int32]] = [:]
    private var byClass: [String: [Int32]] = [:]
    private var byID: [String: [Int32]] = [:]
    private var byAttribute: [[Int32]] = []
    private var attributeNames: [String: Int32] = [:]

    init(text: [UInt8], ignoresCase: Bool) {
        self.text = text
        self.ignoresCase = ignoresCase
    }
}

// Building
extension ElementTree {
    mutating func doubt() { isExact = false }

    mutating func mark(_ element: Int32, _ flags: Flags) { elements[Int(element)].flags.formUnion(flags) }

    /// Ends an element. `lastChild` is the index of its last child, or -1.
    mutating func close(_ element: Int32, lastChild: Int32) {
        elements[Int(element)].last = Int32(elements.count - 1)
        if lastChild >= 0 { mark(lastChild, .isLastChild) }
        let element = elements[Int(element)]
        if element.parent >= 0, element.flags.contains(.hasText) { mark(element.parent, .hasText) }
    }

    /// Appends an element. The ranges of its attributes are ranges of the text.
    mutating func append(
        _ name: String, _ written: [HTMLTag.WrittenAttribute], parent: Int32, previous: Int32, _ flags: Flags
    ) -> Int32 {
        let element = Int32(elements.count)
        let start = Int32(attributes.count)
        var flags = flags
        for attribute in written {
            guard attributes.count - Int(start) < ElementTree.attributeLimit else {
                flags.insert(.hasMoreAttributes)
                break
            }
            add(attribute, to: element)
        }
        byType[name, default: []].append(element)
        elements.append(
            Element(
                parent: parent, previous: previous, last: element, attributes: start..<Int32(attributes.count),
                flags: flags))
        return element
    }

    private mutating func add(_ written: HTMLTag.WrittenAttribute, to element: Int32) {
        let name = text[written.name].asciiLowercasedText
        let id = attributeNames[name] ?? Int32(byAttribute.count)
        if id == byAttribute.count {
            attributeNames[name] = id
            byAttribute.append([])
        }
        // The first attribute with a name wins.
        guard byAttribute[Int(id)].last != element else { return }
        byAttribute[Int(id)].append(element)
        attributes.append(
            Attribute(name: id, value: Int32(written.value.lowerBound)..<Int32(written.value.upperBound)))
        switch name {
        case "class":
            for token in HTMLCharacterReferences.decode(text[written.value]).split(whereSeparator: \.isASCIIWhitespace)
            where byClass[key(token)]?.last != element {
                byClass[key(token), default: []].append(element)
            }
        case "id":
            byID[key(HTMLCharacterReferences.decode(text[written.value])), default: []].append(element)
        default:
            break
        }
    }

    private func key(_ bytes: some Sequence<UInt8>) -> String {
        ignoresCase ? bytes.asciiLowercasedText : String(decoding: Array(bytes), as: UTF8.self)
    }
}

// Looking
extension ElementTree {
    var all: Range<Int32> { 0..<Int32(elements.count) }

    func elements(ofType name: String) -> [Int32] { byType[name] ?? [] }
    func elements(ofClass name: String) -> [Int32] { byClass[key(name.utf8)] ?? [] }
    func elements(withID id: String) -> [Int32] { byID[key(id.utf8)] ?? [] }
    func elements(withAttribute name: String) -> [Int32] { attributeNames[name].map { byAttribute[Int($0)] } ?? [] }

    /// The value of an attribute; nil if it is not known.
    func value(of name: String, of element: Int32) -> [UInt8]? {
        guard let id = attributeNames[name] else { return nil }
        let range = elements[Int(element)].attributes
        let attribute = attributes[Int(range.lowerBound)..<Int(range.upperBound)].first { $0.name == id }
        return attribute.map {
            HTMLCharacterReferences.decode(text[Int($0.value.lowerBound)..<Int($0.value.upperBound)])
        }
    }
}
