package import HTTP

/// Sites as they were when they were loaded.
package struct SiteSnapshot: Sendable {
    package let sites: Sites
    /// What the file system told of them before; nil where it told of nothing.
    package let fingerprint: SiteFingerprint?
}

/// Where a site comes from, or several.
package struct SiteSource: Sendable {
    package let directory: String
    package let limits: SiteLimits
    /// The only language of the page, if it is to have but one.
    package let language: LanguageTag?
    /// Whether each folder of the directory is the site of the host that it is named after.
    package let isByHost: Bool

    package init(
        directory: String, limits: SiteLimits = SiteLimits(), language: LanguageTag? = nil, isByHost: Bool = false
    ) {
        self.directory = directory
        self.limits = limits
        self.language = language
        self.isByHost = isByHost
    }

    /// Loads what is there now. Of several sites, one that cannot be served stays as it is in `previous`, if it is there.
    package func load(keeping previous: Sites? = nil) throws(SiteError) -> SiteSnapshot {
        let fingerprint = try fingerprint()
        let walk = try SiteWalk(directory: directory, limits: limits)
        if isByHost {
            var loader = SitesLoader(walk, of: self, keeping: previous)
            return SiteSnapshot(sites: try loader.load(), fingerprint: fingerprint)
        }
        var loader = SiteLoader(walk, of: self, with: ContentsReader(limits: limits))
        return SiteSnapshot(sites: Sites(try loader.load()), fingerprint: fingerprint)
    }

    /// What the file system tells of what is there now; nil where there is no directory to tell of. Throws where there are too
    /// few descriptors to look.
    package func fingerprint() throws(SiteError) -> SiteFingerprint? {
        var fingerprint = SiteFingerprint()
        do throws(SiteError) {
            var walk = try SiteWalk(directory: directory, limits: limits)
            if isByHost {
                try fingerprint.addHosts(&walk)
            } else {
                try walk.visitAll { path, finding throws(SiteError) in fingerprint.add(path, finding) }
                fingerprint.addLinked(of: walk)
            }
        } catch {
            if error == .outOfDescriptors { throw error }
            return nil
        }
        return fingerprint
    }
}
