package import HTTP

/// A site as it was when it was loaded.
package struct SiteSnapshot: Sendable {
    package let site: Site
    /// What the file system told of it before; nil where it told of nothing.
    package let fingerprint: SiteFingerprint?
}

/// Where a site comes from.
package struct SiteSource: Sendable {
    package let directory: String
    package let limits: SiteLimits
    /// The only language of the page, if it is to have but one.
    package let language: LanguageTag?

    package init(directory: String, limits: SiteLimits = SiteLimits(), language: LanguageTag? = nil) {
        self.directory = directory
        self.limits = limits
        self.language = language
    }

    /// Loads the site as it is now.
    package func load() throws(SiteError) -> SiteSnapshot {
        let fingerprint = try fingerprint()
        var loader = try SiteLoader(self)
        return SiteSnapshot(site: try loader.load(), fingerprint: fingerprint)
    }

    /// What the file system tells of the site now; nil where there is no directory to tell of. Throws where there are too
    /// few descriptors to look.
    package func fingerprint() throws(SiteError) -> SiteFingerprint? {
        var fingerprint = SiteFingerprint()
        do throws(SiteError) {
            var walk = try SiteWalk(directory: directory, limits: limits)
            try walk.visitAll { path, finding throws(SiteError) in fingerprint.add(path, finding) }
        } catch {
            if error == .outOfDescriptors { throw error }
            return nil
        }
        return fingerprint
    }

    /// The directory that the site's is in, and its name there.
    package var place: (parent: String, name: String) {
        let names = directory.split(separator: "/")
        let name = names.last.map(String.init) ?? "."
        let parent = names.dropLast().joined(separator: "/")
        if directory.hasPrefix("/") { return ("/" + parent, name) }
        return (parent.isEmpty ? "." : parent, name)
    }
}
