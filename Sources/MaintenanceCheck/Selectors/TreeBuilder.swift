internal import HTTP

/// Builds the tree of a document from its tags, following the nesting rules of HTML's tree construction (§13.2.6).
///
/// It adds elements whose tags are optional, and ends those whose end tags are optional. If a browser would move
/// elements, the tree is marked as inexact.
struct TreeBuilder {
    private var tokenizer: HTMLTokenizer
    private var context = HTMLContext()
    private var tree: ElementTree
    private var open = OpenElements()
    private let isXML: Bool
    private var hasHead = false
    private var hasBody = false
    /// The attributes of `html` and `body` so far.
    private var merged: [String: [HTMLTag.WrittenAttribute]] = [:]
    private var lastRoot: Int32 = -1

    /// The tree of a page, or of a drawing, which is XML.
    static func build(_ text: [UInt8], isXML: Bool = false) -> ElementTree {
        var builder = TreeBuilder(text, isXML: isXML)
        builder.run()
        return builder.tree
    }

    private init(_ text: [UInt8], isXML: Bool) {
        tokenizer = HTMLTokenizer(text)
        tokenizer.recordsAttributes = true
        tree = ElementTree(text: text, ignoresCase: !isXML && TreeRules.isQuirky(text))
        self.isXML = isXML
    }

    private mutating func run() {
        while let tag = tokenizer.next() {
            addText()
            if tag.isEndTag {
                if !context.isInTemplate { end(tag.name) }
                context.close(tag)
            } else {
                start(tag)
            }
            tokenizer.isInForeignContent = context.isForeign
        }
        addText()
        if !isXML, !hasBody { openBody(.implied("body")) }
        pop(downTo: 0)
        if lastRoot >= 0 { tree.mark(lastRoot, .isLastChild) }
    }

    private mutating func addText() {
        guard tokenizer.isAfterText, !context.isInTemplate else { return }
        if !isXML, !hasBody, !open.contains("noscript") { openBody(HTMLTag.implied("body")) }
        if TreeRules.tableStructure.contains(open.lastName) { tree.doubt() }
        if let top = open.last { tree.mark(top.element, .hasText) }
    }

    private mutating func start(_ tag: HTMLTag) {
        let wasForeign = context.isForeign
        if !isXML { context.breakOut(of: tag) }
        if wasForeign, !context.isForeign {
            while open.last?.isForeign == true { pop() }
        }
        let isForeign = context.isForeign
        if !context.isInTemplate, tag.name != "template" || isForeign { add(tag, isForeign: isForeign) }
        context.open(tag)
        guard !(isForeign && tag.isSelfClosing), let element = HTMLRawTextElement(rawValue: tag.name),
            !isForeign || element == .style || element == .script
        else { return }
        let text = tokenizer.takeRawText(of: element)
        if !context.isInTemplate, element == .textarea, !text.isEmpty { tree.mark(tree.all.upperBound - 1, .hasText) }
    }

    private mutating func add(_ tag: HTMLTag, isForeign: Bool) {
        let isRoot = tag.name == "svg" || tag.name == "math"
        if isXML || isForeign || isRoot {
            if !isXML, !isForeign { prepare(for: tag.name) }
            if tag.isSelfClosing { append(tag) } else { push(tag, isForeign: true) }
            return
        }
        switch tag.name {
        case "html": openRoot(tag)
        case "head": openHead(tag)
        case "body", "frameset": openBody(tag)
        default:
            prepare(for: tag.name)
            let isEmpty = TreeRules.empty.contains(tag.name) || HTMLRawTextElement(rawValue: tag.name) != nil
            if isEmpty { append(tag) } else { push(tag, isForeign: false) }
            if TreeRules.tableParts.contains(tag.name) || tag.name == "col", !open.contains("table") {
                // Browsers ignore the tag outside of a table.
                tree.mark(tree.all.upperBound - 1, .isConditional)
            }
        }
    }
}

// The elements that every page has: §13.2.6.4.2 to §13.2.6.4.6.
extension TreeBuilder {
    /// A second tag adds its attributes to the element. The tree gets another element with all of them instead.
    private mutating func merge(_ tag: HTMLTag) {
        guard !tag.written.isEmpty else { return }
        tree.doubt()
        var tag = tag
        tag.written = merged[tag.name, default: []] + tag.written
        merged[tag.name] = tag.written
        append(tag)
    }

    private mutating func openRoot(_ tag: HTMLTag) {
        guard open.isEmpty else { return merge(tag) }
        merged["html"] = tag.written
        push(tag, isForeign: false)
    }

    private mutating func openHead(_ tag: HTMLTag) {
        if open.isEmpty { push(.implied("html"), isForeign: false) }
        guard !hasHead, !hasBody else { return }
        hasHead = true
        push(tag, isForeign: false)
    }

    private mutating func openBody(_ tag: HTMLTag) {
        openHead(.implied("head"))
        guard !hasBody else { return merge(tag) }
        hasBody = true
        merged[tag.name] = tag.written
        pop(downTo: 1)
        push(tag, isForeign: false)
    }
}

// The elements that a start tag ends or implies: §13.2.6.4.7 to §13.2.6.4.16.
extension TreeBuilder {
    private mutating func prepare(for name: String) {
        if !hasBody, !open.contains("noscript") {
            if TreeRules.ofHead.contains(name) { return openHead(.implied("head")) }
            openBody(.implied("body"))
        }
        if TreeRules.tableParts.contains(name) || name == "col" { return prepareTable(for: name) }
        if TreeRules.tableStructure.contains(open.lastName), !TreeRules.inTables.contains(name) {
            // Browsers move the element in front of the table (§13.2.6.1, "foster parent").
            tree.doubt()
        }
        if TreeRules.endsParagraph.contains(name) { endParagraph() }
        switch name {
        case "li": endItem(["li"])
        case "dd", "dt": endItem(["dd", "dt"])
        case "h1", "h2", "h3", "h4", "h5", "h6":
            if TreeRules.headings.contains(open.lastName) { pop() }
        case "option", "optgroup":
            if open.lastName == "option" { pop() }
            if name == "optgroup", open.lastName == "optgroup" { pop() }
        case "a", "button", "form", "nobr", "select":
            if open.contains(name) { tree.doubt() }
        case "rb", "rp", "rt", "rtc":
            if ["rb", "rp", "rt", "rtc"].contains(open.lastName) { pop() }
        default: break
        }
    }

    private mutating func prepareTable(for name: String) {
        guard let table = open.place(of: "table"), isInTable(open.lastBarrier, table) else {
            return tree.doubt()
        }
        switch name {
        case "td", "th":
            pop(untilOneOf: ["tr", "tbody", "thead", "tfoot", "table"])
            if open.lastName == "table" { push(.implied("tbody"), isForeign: false) }
            if open.lastName != "tr" { push(.implied("tr"), isForeign: false) }
        case "tr":
            pop(untilOneOf: ["tbody", "thead", "tfoot", "table"])
            if open.lastName == "table" { push(.implied("tbody"), isForeign: false) }
        case "col":
            pop(untilOneOf: ["colgroup", "table"])
            if open.lastName == "table" { push(.implied("colgroup"), isForeign: false) }
        default:
            pop(untilOneOf: ["table"])
        }
    }

    /// Whether the innermost barrier is the table, or a part of it.
    private func isInTable(_ barrier: Int, _ table: Int) -> Bool {
        barrier == table || barrier > table && ["td", "th", "caption"].contains(open.entries[barrier].name)
    }

    private mutating func pop(untilOneOf names: Set<String>) {
        guard let place = open.place(ofOneOf: names) else { return }
        pop(downTo: place + 1)
    }

    private mutating func endParagraph() {
        guard let place = open.place(of: "p"), place > max(open.lastBarrier, open.place(of: "button") ?? 0) else {
            return
        }
        pop(downTo: place)
    }

    private mutating func endItem(_ names: Set<String>) {
        if let place = open.place(ofOneOf: names), open.lastListBarrier == place { pop(downTo: place) }
        endParagraph()
    }
}

// End tags: §13.2.6.4.7.
extension TreeBuilder {
    private mutating func end(_ name: String) {
        if isXML || open.last?.isForeign == true {
            // The end tag of `svg` ends it, whatever elements are open in it.
            if let place = open.place(of: name), open.entries[place].isForeign { pop(downTo: place) }
            return
        }
        switch name {
        case "html", "head", "body": return
        case "br": return add(.implied("br"), isForeign: false)
        case "p" where open.place(of: "p").map({ $0 > open.lastBarrier }) != true:
            guard hasBody else { return }
            add(.implied("p"), isForeign: false)
        default: break
        }
        // Browsers differ in the end tags that they accept inside a `select`.
        if open.contains("select"), !["optgroup", "option", "select"].contains(name) { tree.doubt() }
        // The end tag of one heading ends another one.
        let names = TreeRules.headings.contains(name) ? TreeRules.headings : [name]
        guard let place = open.place(ofOneOf: names) else { return }
        // The end tag of an ordinary element ends it only if no special element is open in it.
        let lastSpecial = max(open.lastListBarrier, open.place(ofOneOf: ["address", "div", "p"]) ?? 0)
        let isSpecial = TreeRules.special.contains(name) || ["address", "div", "p"].contains(name)
        if !isSpecial, !TreeRules.formatting.contains(name), place < lastSpecial { return }
        if name == "li", place < max(open.place(of: "ul") ?? 0, open.place(of: "ol") ?? 0) { return }
        let isOfTable = name == "table" || TreeRules.tableParts.contains(name)
        let barrier = isOfTable ? open.place(of: "table") ?? 0 : open.lastBarrier
        guard place >= barrier else { return }
        // The tag ends an element around elements that are still open.
        if TreeRules.formatting.contains(name), place != open.count - 1 { tree.doubt() }
        pop(downTo: place)
    }
}

// The stack of open elements
extension TreeBuilder {
    private mutating func push(_ tag: HTMLTag, isForeign: Bool) {
        let element = append(tag)
        open.push(
            OpenElements.Entry(
                element: element, name: tag.name, isForeign: isForeign,
                isConditional: tree.elements[Int(element)].flags.contains(.isConditional),
                isClosedDetails: tag.name == "details" && tag[.open] == nil))
    }

    @discardableResult
    private mutating func append(_ tag: HTMLTag) -> Int32 {
        let name = tag.name == "image" && open.last?.isForeign != true ? "img" : tag.name
        let element = tree.append(
            name, tag.written, parent: open.last?.element ?? -1, previous: open.last?.lastChild ?? lastRoot,
            isConditional(tag) ? .isConditional : [])
        if open.isEmpty { lastRoot = element } else { open.setLastChild(element) }
        return element
    }

    /// Whether browsers render the element only for some visitors, or only after an event.
    private func isConditional(_ tag: HTMLTag) -> Bool {
        guard !isXML else { return false }
        return open.last?.isConditional == true || context.isInNoscript || TreeRules.unrendered.contains(tag.name)
            || tag[.hidden] != nil || tag.name == "dialog" && tag[.open] == nil
            || open.last?.isClosedDetails == true && tag.name != "summary"
    }

    private mutating func pop() {
        if let entry = open.pop() { tree.close(entry.element, lastChild: entry.lastChild) }
    }

    /// Ends the elements from that index on. If a browser would reopen one of them, the tree becomes inexact.
    private mutating func pop(downTo place: Int) {
        while open.count > place {
            if open.count - 1 > place, TreeRules.formatting.contains(open.lastName), place > 0 {
                tree.doubt()
            }
            pop()
        }
    }
}
