internal import HTTP

/// A URL that a page or a style sheet makes the browser ask for.
struct Reference: Equatable, Sendable {
    /// What the browser makes of the answer: the destination of the request (Fetch §2.2.5), as far as rules depend on it.
    enum Destination: Sendable {
        /// A classic script, or a module with its imports.
        case script, module
        /// A module that is imported by a name, which an import map has to know.
        case moduleName
        /// What a module imports `with { type: "json" }` or `"css"`.
        case jsonModule, styleModule
        case style, image, font, media, track
        /// A page or a drawing in a frame, an `object` or an `embed`.
        case frame
        /// A drawing of which an element is used, such as a filter.
        case drawing
        /// The icon of the page, of which each browser chooses others.
        case icon
        /// What is fetched for later, or by something else.
        case other
        /// Where the visitor may go, and where a form is sent.
        case link, form
    }

    /// What has to be in the document for browsers to ask.
    enum Subject: Equatable, Sendable {
        case document
        /// An element that a rule matches, by the rule's place in the scan.
        case rule(Int)
        /// Text in a font.
        case font(String)
    }

    /// The URL as written, once character references and escapes are decoded.
    var url: String
    /// The line, counted from 1, where the reference's value begins.
    let line: Int
    var destination: Destination
    /// Whether browsers may show the page without asking for it: it is for another screen, or for who has no scripts.
    var isConditional = false
    /// Whether browsers show nothing before they have it.
    var isBlocking = false
    /// Whether it comes before the page's `base`.
    var precedesBase = false
    /// Whether browsers ask only if the reference before it, of the same destination, has failed.
    var isFallback = false
    var subject = Subject.document
    /// Whether it is in a script or a style sheet inside a page, where signs of templates are not looked for.
    var isInProgram = false
    /// Whether a script has to change the page before browsers ask.
    var needsScript = false
}

/// The candidates of a `srcset` attribute, by "parse a srcset attribute" of HTML §4.8.4.3.
enum SourceSet {
    /// The URLs of the candidates. A URL may contain commas, but not end with them.
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
