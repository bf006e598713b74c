package import HTTP

/// The maintenance page: `index.html`, and its variants in other languages and formats.
package struct Page: Equatable, Sendable {
    /// A file of the page.
    package struct Variant: Equatable, Sendable {
        /// The file's name.
        package let name: String
        package let format: PageFormat
        /// nil if the language is not known.
        package let language: LanguageTag?
        /// The file, in all its codings.
        var source: Document {
            didSet { (document, unsaved) = (source, nil) }
        }
        /// The answer to most requests.
        package internal(set) var document: Document
        /// The answer to a request that was meant to save data; nil if it is the same.
        var unsaved: LazyDocument?

        init(name: String, format: PageFormat, language: LanguageTag?, document: Document) {
            self.name = name
            self.format = format
            self.language = language
            source = document
            self.document = document
        }

        /// Compares only the files, because the other documents are derived from them.
        package static func == (left: Variant, right: Variant) -> Bool {
            (left.name, left.format, left.language) == (right.name, right.format, right.language)
                && left.source == right.source
        }

        /// The documents of the variant that are in memory.
        var documents: [Document] { [document] + [unsaved?.made].compactMap(\.self) }

        /// The document for a request with the method.
        func document(for method: Method) -> Document {
            switch method {
            case .get, .head, .options: document
            case .post, .connect, .other: unsaved?.value ?? document
            }
        }
    }

    /// The variants in one format. The first one is the default for clients that prefer none of the other languages.
    struct Choice: Equatable, Sendable {
        let format: PageFormat
        let variants: [Variant]
        /// The languages of the variants that have one.
        let languages: [LanguageTag]
    }

    /// The variants by format, in the order of `PageFormat`. HTML, which every page has, comes first.
    private(set) var choices: [Choice]

    /// All variants.
    package var variants: [Variant] { choices.flatMap(\.variants) }

    /// The document for requests without preferences: `index.html`, or the one in the only language.
    package var defaultDocument: Document { choices[0].variants[0].document }

    /// Makes a page of the variants, which include HTML. In each format the variant without a language in its name
    /// comes first.
    init(_ all: [Variant]) {
        let formats = PageFormat.allCases.filter { format in all.contains { $0.format == format } }
        let fields = [
            formats.count > 1 ? "Accept" : nil,
            all.count > formats.count ? "Accept-Language" : nil,
        ]
        choices = formats.map { format in
            let variants = all.filter { $0.format == format }.map { variant in
                var variant = variant
                variant.source.negotiationFields = fields.compactMap { $0 }
                variant.source.language = variant.language
                return variant.announcing(News())
            }
            return Choice(format: format, variants: variants, languages: variants.compactMap(\.language))
        }
    }
}

/// A document that is made, with its gzip copy, when it is first needed. Few outages need it in every language.
final class LazyDocument: Sendable {
    private let document = SetOnce<Document>()
    private let make: @Sendable () -> Document

    init(_ make: @escaping @Sendable () -> Document) {
        self.make = make
    }

    /// The document. Threads that need it at the same time get the same one, although more than one may make it.
    var value: Document { made ?? document.set(make()) }

    /// The document, if it was needed.
    var made: Document? { document.value }
}

extension Page {
    /// Whether an HTML variant is in the language.
    func has(_ language: LanguageTag) -> Bool { language.lookUp(in: choices[0].languages) != nil }

    /// The page in only one language: in each format the variant in the language, or in one that it is a dialect of, or
    /// else the default variant.
    func inLanguage(_ language: LanguageTag) -> Page {
        let pinned = choices.map { choice in
            let found = language.lookUp(in: choice.languages)
            return choice.variants.first { $0.language == found } ?? choice.variants[0]
        }
        return Page(pinned)
    }

    /// The page with the news.
    func announcing(_ news: News) -> Page {
        var page = self
        page.choices = choices.map { choice in
            Choice(
                format: choice.format, variants: choice.variants.map { $0.announcing(news) },
                languages: choice.languages)
        }
        return page
    }
}

/// A format of the page. The order applies if a client has no preference.
package enum PageFormat: String, CaseIterable, Sendable {
    case html
    case json
    case text = "txt"
    case xml

    /// The value of Content-Type.
    package var contentType: String { mediaType + "; charset=utf-8" }

    /// The media type of answers.
    var mediaType: String {
        switch self {
        case .html: "text/html"
        // Any JSON object is a problem details object (RFC 9457 §3), since unknown members are extensions.
        case .json: "application/problem+json"
        case .text: "text/plain"
        case .xml: "application/xml"
        }
    }

    /// Other media types that stand for it in Accept.
    var otherMediaTypes: [String] {
        switch self {
        // Old browsers prefer XHTML to HTML, and also accept XML.
        case .html: ["application/xhtml+xml"]
        case .json: ["application/json", "text/json"]
        case .text: []
        case .xml: ["text/xml"]
        }
    }

    /// The suffix of other media types with its syntax (RFC 6838 §4.2.8).
    var structuredSyntaxSuffix: String? {
        switch self {
        case .html, .text: nil
        case .json: "+json"
        case .xml: "+xml"
        }
    }
}

extension Page {
    /// The best variant for a request (RFC 9110 §12.1): first by format, then by language.
    ///
    /// HTML is the default for every client that does not prefer another format, because a browser that accepts
    /// anything looks like a program that does. If no preferred language is available, the default variant is sent.
    package func variant(for request: RequestHead) -> Variant {
        let choice = choice(for: request)
        guard choice.variants.count > 1, let wanted = AcceptLanguage(request)?.lookUp(in: choice.languages) else {
            return choice.variants[0]
        }
        return choice.variants.first { $0.language == wanted } ?? choice.variants[0]
    }

    private func choice(for request: RequestHead) -> Choice {
        guard choices.count > 1, let accepted = Accept(request) else { return choices[0] }
        var best = (choice: choices[0], preference: accepted.preference(for: choices[0].format))
        for choice in choices.dropFirst() {
            guard let preference = accepted.preference(for: choice.format) else { continue }
            if best.preference.map({ $0 < preference }) ?? true { best = (choice, preference) }
        }
        return best.choice
    }
}

extension Accept {
    fileprivate func preference(for format: PageFormat) -> Preference? {
        let named = format.otherMediaTypes.map { preference(naming: $0) }
        let suffix = format.structuredSyntaxSuffix.flatMap { preference(forSuffix: $0) }
        return ([preference(for: format.mediaType), suffix] + named).compactMap { $0 }.max()
    }
}
