internal import HTTP
internal import MaintenanceSite

/// A name that was most likely meant for a variant of the page, and is another file's.
struct PageNameLikeness {
    /// The name that the variant would have; nil where there can be none.
    let pageName: String?

    /// Nil for a name that is not like the page's. Those of the page itself are for the site to tell.
    init?(_ path: String) {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].lowercased() == "index" else { return nil }
        let rest = parts.dropFirst()
        // The format comes last; servers that negotiate by names have the language after it.
        if let last = rest.last, let format = PageNameLikeness.format(last) {
            pageName = PageNameLikeness.name(rest.dropLast(), format, isLanguage: { _ in true })
        } else if let first = rest.first, let format = PageNameLikeness.format(first) {
            // Three letters there are `bak` or `old` rather than a language.
            pageName = PageNameLikeness.name(rest.dropFirst(), format) { $0.prefix { $0 != "-" }.count == 2 }
        } else {
            return nil
        }
    }

    private static func format(_ text: Substring) -> PageFormat? {
        let text = text.lowercased()
        return ["htm", "xhtml"].contains(text) ? .html : PageFormat(rawValue: text)
    }

    private static func name(
        _ language: ArraySlice<Substring>, _ format: PageFormat, isLanguage: (String) -> Bool
    ) -> String? {
        if language.isEmpty { return "index.\(format.rawValue)" }
        let tag = String(String(language.joined(separator: ".")).map { $0 == "_" ? "-" : $0 })
        return LanguageTag(tag) != nil && isLanguage(tag) ? "index.\(tag).\(format.rawValue)" : nil
    }
}
