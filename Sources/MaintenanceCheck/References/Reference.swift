internal import HTTP

/// A URL that a page or a style sheet makes browsers request.
struct Reference: Equatable, Sendable {
    /// The use of the answer: the destination of the request (Fetch §2.2.5), in the detail that the rules need.
    enum Destination: Sendable {
        /// A classic script, or a module with its imports.
        case script, module
        /// A module that is imported by a name of an import map.
        case moduleName
        /// A file that a module imports `with { type: "json" }` or `"css"`.
        case jsonModule, styleModule
        case style, image, font, media, track
        /// A page or a drawing in a frame, an `object` or an `embed`.
        case frame
        /// An SVG drawing with an element that the page uses, such as a filter.
        case drawing
        /// The icon of the page. Each browser chooses among several.
        case icon
        /// A file that is fetched for later use, or for another use.
        case other
        /// The target of a link, and the target of a form.
        case link, form
    }

    /// The part of the document that the request depends on.
    enum Subject: Equatable, Sendable {
        case document
        /// An element that a rule matches. The number is the index of the rule in the scan.
        case rule(Int)
        /// Text in a font of that family.
        case font(String)
    }

    /// The URL as written, with decoded character references and escapes.
    var url: String
    /// The line of the reference's value, counted from 1.
    let line: Int
    var destination: Destination
    /// Whether some browsers show the page without the request, such as one for another screen or for visitors without
    /// scripts.
    var isConditional = false
    /// Whether it blocks rendering.
    var isBlocking = false
    /// Whether it comes before the page's `base`.
    var precedesBase = false
    /// Whether browsers request it only after the previous reference with the same destination has failed.
    var isFallback = false
    var subject = Subject.document
    /// Whether it is in a script or a style sheet inside a page, which are not searched for template placeholders.
    var isInProgram = false
    /// Whether browsers request it only after a script has changed the page.
    var needsScript = false
}

/// The candidates of a `srcset` attribute (HTML §4.8.4.3, "parse a srcset attribute").
enum SourceSet {
    /// The URLs of the candidates. A URL may contain commas, but cannot end with one.
    static func scan(_ srcset: [UInt8], firstLine: Int) -> [Reference] {
        var cursor = ByteCursor(srcset)
        var lines = LineCounter(srcset, firstLine: firstLine)
        var references: [Reference] = []
        while true {
            cursor.skip { $0.isASCIIWhitespace || $0 == .comma }
            if cursor.isAtEnd { return references }
            let line = lines.line(at: cursor.offset)
            var url = cursor.take { !$0.isASCIIWhitespace }
            if url.last == .comma {
                while url.last == .comma { url.removeLast() }
            } else {
                skipDescriptors(&cursor)
            }
            let text = String(decoding: url, as: UTF8.self)
            references.append(Reference(url: text, line: line, destination: .image, isConditional: true))
        }
    }

    /// Descriptors end at a comma outside parentheses, which do not nest.
    private static func skipDescriptors(_ cursor: inout ByteCursor) {
        while let byte = cursor.current, byte != .comma {
            if byte == .leftParenthesis { cursor.skip(to: .rightParenthesis) }
            cursor.advance()
        }
    }
}
