internal import HTTP
internal import MaintenanceSite

/// Finds the files of a site as references name them.
struct FileIndex {
    /// What a request for a target of the site gets.
    enum Answer {
        case file(path: String, Document)
        /// A file that every site has.
        case builtIn
        /// The page, under its own name.
        case page
        /// The page, since there is no such file.
        case missing
    }

    private let site: Site
    private let pageNames: Set<String>
    /// The first file of each path in lower case, and of each last part of one. Equal texts may differ in their Unicode
    /// normalization.
    private let byPath: [String: String]
    private let byName: [String: String]
    /// The path of a file from the directory that all sites are in.
    let path: (String) -> String

    init(_ site: Site, path: @escaping (String) -> String = { $0 }) {
        self.site = site
        self.path = path
        pageNames = Set(site.page.variants.map { "/\($0.name)" })
        let all = site.resources.keys.map { "/\($0)" }.sorted()
        byPath = Dictionary(all.map { ($0.lowercased(), $0) }) { first, _ in first }
        byName = Dictionary(all.map { (FileIndex.name(of: $0).lowercased(), $0) }) { first, _ in first }
    }

    func answer(to target: String) -> Answer {
        if let path = ResourcePath(requestTarget: Array(target.utf8).span) {
            if let document = site.resources[path] { return .file(path: path.description, document) }
            if site.hasResource(for: target) { return .builtIn }
        }
        let path = target.prefix { $0 != "?" }
        return path == "/" || pageNames.contains(String(path)) ? .page : .missing
    }

    /// A file that the target was perhaps to be.
    func hint(for target: String) -> Problem.Hint? {
        let encoded = Array(target.prefix { $0 != "?" }.utf8)
        let path = PercentEncoding.decode(encoded[...]).map { String(decoding: $0, as: UTF8.self) } ?? target
        if let same = byPath[path.lowercased()] { return .otherCase(same) }
        return byName[FileIndex.name(of: path).lowercased()].map { .elsewhere($0) }
    }

    private static func name(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? ""
    }
}

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
