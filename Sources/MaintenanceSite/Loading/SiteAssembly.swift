internal import HTTP
internal import System

/// Assembles a site from the index of a walk.
///
/// 1. The page, with its variants in the order of their names.
/// 2. All other files under their paths, except links to the files of the page.
/// 3. The content codings of each: its siblings, or else a gzip copy.
struct SiteAssembly {
    private let index: SiteIndex
    /// The entries of the page, which are the first of the top folder.
    private let pageEntries: ArraySlice<Entry>
    private let limits: SiteLimits
    private let language: LanguageTag?
    private var omissions: [Omission] = []

    init(_ index: SiteIndex, of source: SiteSource) {
        self.index = index
        pageEntries = (index.folder(at: "")?.entries ?? []).prefix { PageName.matches($0.name) }
        limits = source.limits
        language = source.language
    }

    /// Assembles the site. Its resources are those of `last`, if that is given.
    mutating func site(keepingResourcesOf last: Site?) throws(SiteError) -> Site {
        let page = try page()
        let pageOmissions = omissions
        omissions = []
        let resources = last?.resources ?? allResources()
        if let last {
            omissions = last.omissions.filter { !PageName.matches($0.path) }
        }
        return Site(
            page: language.map(page.inLanguage) ?? page, resources: resources,
            missingLanguage: language.flatMap { page.has($0) ? nil : $0 }, omissions: pageOmissions + omissions,
            paths: last?.paths ?? PathFilter(resources.keys))
    }

    // MARK: The page

    private mutating func page() throws(SiteError) -> Page {
        let indexName = "\(PageName.index)"
        let index = try indexFile(pageEntries.first { $0.name == indexName })
        var siblings = Siblings()
        var variants: [(name: PageName, file: LoadedFile)] = []
        for entry in pageEntries where entry.name != indexName {
            if case .omitted(let reason) = entry.finding {
                omissions.append(Omission(path: entry.name, reason: reason))
            } else if let file = entry.served {
                if let name = PageName(entry.name) {
                    variants.append((name, file))
                } else {
                    siblings.add(file, at: entry.name)
                }
            }
        }
        let html = try? index.document.identity.contents.bytes()
        let language = html.flatMap { $0.withUnsafeBytes { LanguageTag(ofHTML: $0) } }
        // The variant without a language in its name is the default for visitors who prefer none of the languages.
        let others = variants.filter { $0.name.language == nil } + variants.filter { $0.name.language != nil }
        let page = Page(
            ([(PageName.index, index)] + others).map { name, file in
                Page.Variant(
                    name: "\(name)", format: name.format, language: name.language ?? language,
                    document: siblings.encode(file, at: "\(name)"))
            })
        omissions += siblings.omissions
        return page
    }

    /// `index.html`, without which there is no page.
    private func indexFile(_ entry: Entry?) throws(SiteError) -> LoadedFile {
        switch entry?.finding {
        case .file(let file): return file
        case .changing(let file?): return file
        case .changing(nil), nil:
            if case .unreadable(let error) = index.folder(at: "")?.omission { throw .unreadableDirectory(error) }
            throw .noPage
        case .folder: throw .pageIsADirectory
        case .omitted(.tooLargeForMemory(let limit)): throw .pageTooLarge(limit: limit)
        case .omitted(let reason): throw .unusablePage(reason)
        }
    }

    // MARK: Resources

    private mutating func allResources() -> [ResourcePath: Document] {
        let pageFiles = Set(pageEntries.compactMap { $0.served?.version.identity })
        var files: [(path: String, file: LoadedFile)] = []
        var siblings = Siblings()
        for folder in index.folders {
            if let reason = folder.omission { omissions.append(Omission(path: folder.path, reason: reason)) }
            for entry in folder.entries.dropFirst(folder.path.isEmpty ? pageEntries.count : 0) {
                let path = SiteTree.path(folder.path, entry.name)
                if case .omitted(let reason) = entry.finding { omissions.append(Omission(path: path, reason: reason)) }
                // A link to the page is not a resource.
                guard let file = entry.served, !pageFiles.contains(file.version.identity) else { continue }
                files.append((path, file))
                siblings.add(file, at: path)
            }
        }
        var resources: [ResourcePath: Document] = [:]
        resources.reserveCapacity(files.count)
        for (path, file) in files { resources[ResourcePath(path)] = siblings.encode(file, at: path) }
        omissions += siblings.omissions
        return resources
    }
}
