internal import HTTP
internal import MaintenanceSite

/// Finds the files of a site by the targets of references.
struct FileIndex {
    /// The answer of the site to a request.
    enum Answer {
        case file(path: String, Document)
        /// A built-in file, which every site has.
        case builtIn
        /// The page, under its own name.
        case page
        /// The page, because the site has no such file.
        case missing
    }

    private let site: Site
    private let pageNames: Set<String>
    /// The first file with each path in lower case, and with each last path segment. Equal texts may differ in their
    /// Unicode normalization.
    private let byPath: [String: String]
    private let byName: [String: String]
    /// The path of a file from the directory of all sites.
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

    /// A file that the reference may have been meant for.
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

/// The name of an ordinary file that looks like the name of a variant of the page.
struct PageNameLookalike {
    /// The correct name of the variant; nil if there is no such variant.
    let pageName: String?

    /// Returns nil for any other name. The caller excludes the page's own names.
    init?(_ path: String) {
        let parts = path.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 2, parts[0].lowercased() == "index" else { return nil }
        let rest = parts.dropFirst()
        // The format comes last. On servers that negotiate by file name the language follows it.
        if let last = rest.last, let format = PageNameLookalike.format(last) {
            pageName = PageNameLookalike.name(rest.dropLast(), format, isLanguage: { _ in true })
        } else if let first = rest.first, let format = PageNameLookalike.format(first) {
            // A part of three letters is more likely `bak` or `old` than a language.
            pageName = PageNameLookalike.name(rest.dropFirst(), format) { $0.prefix { $0 != "-" }.count == 2 }
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
