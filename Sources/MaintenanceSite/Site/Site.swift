package import HTTP

/// A directory as it was when it was loaded. A request looks up what it asks for in here and never touches the disk, so
/// no path can leave the site.
package struct Site: Sendable {
    /// The maintenance page.
    package let page: Page
    /// Every other file of the directory that is served.
    package let resources: [ResourcePath: Document]
    /// The only language that the page is to be in, where no file of it is.
    package let missingLanguage: LanguageTag?
    /// What is in the directory and cannot be served.
    package let omissions: [Omission]
    /// Of the resources.
    let paths: PathFilter
}

extension Site {
    /// The resource of that name, be it one that every site has.
    func resource(at path: ResourcePath) -> Document? {
        resources[path] ?? BuiltInResources.all[path]
    }

    /// Whether a request for the target gets a resource.
    package func hasResource(for target: String) -> Bool {
        ResourcePath(requestTarget: Array(target.utf8).span).map { resource(at: $0) != nil } ?? false
    }
}

extension Site {
    /// All that is served.
    package var documents: [Document] { page.variants.map(\.document) + resources.values }

    /// The site as it is until the maintenance ends; nil where that is not known.
    func announcing(_ end: HTTPDate?) -> Site {
        Site(
            page: page.announcing(end), resources: resources, missingLanguage: missingLanguage, omissions: omissions,
            paths: paths)
    }

    /// Whether requests get the same answers from both.
    package func isSame(as other: Site) -> Bool {
        page == other.page && resources == other.resources
    }
}
