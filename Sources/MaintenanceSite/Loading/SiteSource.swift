package import HTTP

/// The source of a site, or of several.
package struct SiteSource: Sendable {
    package enum Origin: Sendable {
        case directory(String)
        /// A page that is part of the program.
        case builtIn([SiteFile])
    }

    package let origin: Origin
    package let limits: SiteLimits
    /// The budget, whose use is within the limits.
    package let budget: SiteBudget
    /// The only language of the page; nil for all languages.
    package let language: LanguageTag?
    /// Whether each folder of the directory is the site of the host that it is named after.
    package let isByHost: Bool

    package init(
        directory: String, limits: SiteLimits = SiteLimits(), language: LanguageTag? = nil, isByHost: Bool = false
    ) {
        self.init(.directory(directory), limits: limits, language: language, isByHost: isByHost)
    }

    /// A page that is part of the program.
    package init(builtIn files: [SiteFile], language: LanguageTag? = nil) {
        self.init(.builtIn(files), limits: SiteLimits(), language: language, isByHost: false)
    }

    private init(_ origin: Origin, limits: SiteLimits, language: LanguageTag?, isByHost: Bool) {
        self.origin = origin
        self.limits = limits
        budget = SiteBudget(limits)
        self.language = language
        self.isByHost = isByHost
    }

    /// nil if the site is not on disk.
    package var directory: String? {
        if case .directory(let directory) = origin { directory } else { nil }
    }
}

extension SiteSource: CustomStringConvertible {
    /// The name of the source in the log.
    package var description: String { directory ?? "the built-in page" }
}

/// A file of a page that is part of the program.
package struct SiteFile: Sendable {
    package let name: String
    package let text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// Sites as they were at the time of loading.
package struct SiteSnapshot: Sendable {
    package let sites: Sites
    /// The index from which they were assembled.
    package let index: SourceIndex
}

/// The result of reloading a source.
package struct SiteReload: Sendable {
    package let result: Result<Sites, SiteError>
    package let index: SourceIndex
    /// Whether a folder was replaced during the load, so that the result may mix the old and the new one.
    package let isTorn: Bool
}

extension SiteSource {
    /// Loads all files, even changing ones.
    package func load() throws(SiteError) -> SiteSnapshot {
        var changing: ChangingFiles?
        let reload = try reload(after: SourceIndex(), keeping: nil, &changing)
        return SiteSnapshot(sites: try reload.result.get(), index: reload.index)
    }

    /// Loads the complete files that differ from the index; without `changing` every file counts as complete. A site
    /// that cannot be served stays as it is in `last`. Throws if there are too few descriptors, which says nothing
    /// about the site.
    package func reload(
        after index: SourceIndex, keeping last: Sites?, _ changing: inout ChangingFiles?
    ) throws(SiteError) -> SiteReload {
        switch origin {
        case .builtIn(let files):
            let sites = last ?? Sites(Site(builtIn: files, language: language))
            return SiteReload(result: .success(sites), index: index, isTorn: false)
        case .directory(let directory):
            let pass = LoadPass(self, after: index, changing: changing)
            let (result, found) = try load(directory, pass, after: index, keeping: last)
            changing = pass.changing
            changing?.endLoad(begunAt: pass.start)
            return SiteReload(
                result: result, index: found, isTorn: found.hasReplacedFolder(in: directory))
        }
    }

    private func load(
        _ directory: String, _ pass: LoadPass, after index: SourceIndex, keeping last: Sites?
    ) throws(SiteError) -> (Result<Sites, SiteError>, SourceIndex) {
        let tree: SiteTree
        do {
            tree = try SiteTree(directory: directory)
        } catch {
            if error == .outOfDescriptors { throw error }
            return (.failure(error), SourceIndex(error))
        }
        if isByHost {
            var loader = SitesLoader(tree, pass, after: index, keeping: last)
            return try loader.load()
        }
        let path = ResourcePath("")
        var walk = SiteWalk(of: tree, pass, after: index.sites[path])
        let (site, found) = try walk.load()
        return (site.map { Sites($0) }, SourceIndex([path: found]))
    }
}

extension Site {
    /// The site of a page that is part of the program. As in a directory, the files without a language in their names
    /// come first.
    init(builtIn files: [SiteFile], language: LanguageTag?) {
        let named = files.compactMap { file in PageName(file.name).map { ($0, file.text) } }
        let index = named.first { $0.0 == .index }?.1 ?? ""
        let defaultLanguage = Array(index.utf8).withUnsafeBytes { LanguageTag(ofHTML: $0) }
        let sorted = named.filter { $0.0.language == nil } + named.filter { $0.0.language != nil }
        let page = Page(
            sorted.map { name, text in
                Page.Variant(
                    name: "\(name)", format: name.format, language: name.language ?? defaultLanguage,
                    document: Document(builtIn: text, as: name.format))
            })
        self.init(
            page: language.map(page.inLanguage) ?? page, resources: [:],
            missingLanguage: language.flatMap { page.has($0) ? nil : $0 }, omissions: [], paths: PathFilter([]))
    }
}

extension Document {
    fileprivate init(builtIn text: String, as format: PageFormat) {
        let isWorthwhile = GzipCopies.areWorthwhile(for: format.contentType, size: text.utf8.count)
        self.init(
            mediaType: format.contentType, identity: Representation(coding: nil, inMemory: Bytes(text)),
            gzipCopy: isWorthwhile ? GzipCopy(isUnlimited: true) : nil)
    }
}
