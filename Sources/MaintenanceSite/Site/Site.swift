/// A directory as it was when it was loaded. A request looks up what it asks for in here and never touches the disk, so
/// no path can leave the site.
package struct Site: Sendable {
    /// The maintenance page.
    package let page: Document
    /// Every other file that is served.
    package let resources: [ResourcePath: Document]
    /// What is in the directory and cannot be served.
    package let omissions: [Omission]
}

extension Site {
    /// Whether a request for the target gets a resource.
    package func hasResource(for target: String) -> Bool {
        ResourcePath(requestTarget: Array(target.utf8).span).map { resources[$0] != nil } ?? false
    }
}
