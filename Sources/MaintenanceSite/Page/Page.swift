package import HTTP

/// The maintenance page: `index.html`, and its variants in other languages and formats.
package struct Page: Equatable, Sendable {
    /// One of the files that the page is.
    package struct Variant: Equatable, Sendable {
        /// The file's name.
        package let name: String
        package let format: PageFormat
        /// nil where nothing tells.
        package let language: LanguageTag?
        package internal(set) var document: Document
    }

    /// What a request gets that wants nothing else first; of each format, the one without a language in its name first.
    package let variants: [Variant]
    /// The formats that there are, in their order.
    let formats: [PageFormat]

    /// What a request gets that wants nothing else.
    package var standard: Document { variants[0].document }

    /// Takes the variants in their order, one of them at least.
    init(_ all: [Variant]) {
        formats = PageFormat.allCases.filter { format in all.contains { $0.format == format } }
        let fields = [
            formats.count > 1 ? "Accept" : nil,
            all.count > formats.count ? "Accept-Language" : nil,
        ]
        variants = all.map { variant in
            var variant = variant
            variant.document.negotiationFields = fields.compactMap { $0 }
            variant.document.language = variant.language
            return variant
        }
    }
}

extension Page {
    /// The page in one language alone: of each format the variant in it, or else in one that it is a dialect of, or else
    /// the variant without a language in its name.
    func inLanguage(_ language: LanguageTag) -> Page {
        let pinned = formats.compactMap { format in
            let candidates = variants.filter { $0.format == format }
            let found = language.lookUp(in: candidates.compactMap(\.language))
            return candidates.first { $0.language == found } ?? candidates.first
        }
        return Page(pinned)
    }
}

/// A format that the page may be in, in the order in which they are preferred where a client has no preference.
package enum PageFormat: String, CaseIterable, Sendable {
    case html
    case json
    case text = "txt"
    case xml

    /// The value of Content-Type.
    package var contentType: String {
        switch self {
        case .html: "text/html; charset=utf-8"
        // Any JSON object is a problem's details (RFC 9457 §3): members that are not defined there are extensions.
        case .json: "application/problem+json"
        case .text: "text/plain; charset=utf-8"
        case .xml: "application/xml"
        }
    }

    /// Media types by which clients ask for it.
    var mediaTypes: [String] {
        switch self {
        case .html: ["text/html"]
        case .json: ["application/json", "application/problem+json"]
        case .text: ["text/plain"]
        case .xml: ["application/xml", "text/xml"]
        }
    }
}
