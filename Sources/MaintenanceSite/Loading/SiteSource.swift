package import HTTP

/// Where a site comes from, or several.
package struct SiteSource: Sendable {
    package let directory: String
    package let limits: SiteLimits
    /// What is left of the limits.
    package let budget: SiteBudget
    /// The only language of the page, if it is to have but one.
    package let language: LanguageTag?
    /// Whether each folder of the directory is the site of the host that it is named after.
    package let isByHost: Bool

    package init(
        directory: String, limits: SiteLimits = SiteLimits(), language: LanguageTag? = nil, isByHost: Bool = false
    ) {
        self.directory = directory
        self.limits = limits
        budget = SiteBudget(limits)
        self.language = language
        self.isByHost = isByHost
    }
}

/// Sites as they were when they were loaded.
package struct SiteSnapshot: Sendable {
    package let sites: Sites
    /// What they were made of.
    package let index: SourceIndex
}

/// What came of loading a source again.
package struct SiteReload: Sendable {
    package let result: Result<Sites, SiteError>
    package let index: SourceIndex
    /// Whether a folder was replaced meanwhile, so that some of this may be of the old one, and some of the new one.
    package let isTorn: Bool
}

extension SiteSource {
    /// Loads what is there now, as it is.
    package func load() throws(SiteError) -> SiteSnapshot {
        var changing: ChangingFiles?
        let reload = try reload(after: SourceIndex(), keeping: nil, &changing)
        return SiteSnapshot(sites: try reload.result.get(), index: reload.index)
    }

    /// Loads what is not as in the index, and at rest; everything without `changing`. Of several sites, one that cannot be
    /// served stays as it is in `last`, if it is there. Throws where there are too few descriptors to look, which tells nothing
    /// of the site.
    package func reload(
        after index: SourceIndex, keeping last: Sites?, _ changing: inout ChangingFiles?
    ) throws(SiteError) -> SiteReload {
        let pass = LoadPass(self, after: index, changing: changing)
        let (result, found) = try load(pass, after: index, keeping: last)
        changing = pass.changing
        changing?.endLoad(begunAt: pass.start)
        return SiteReload(result: result, index: found, isTorn: hasReplacedFolder(since: found))
    }

    private func load(
        _ pass: LoadPass, after index: SourceIndex, keeping last: Sites?
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
