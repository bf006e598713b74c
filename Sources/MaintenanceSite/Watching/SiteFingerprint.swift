/// What the file system tells of a site's state, without the contents. While it stays the same the site does, but for
/// changes within one tick of the file system's clock.
package struct SiteFingerprint: Sendable {
    /// The directories of the site, as paths from it; the first is its own, the empty path.
    package private(set) var directories: [String] = []
    private var hasher = Hasher()

    /// Takes in what a walk through the site has found.
    mutating func add(_ path: String, _ finding: SiteWalk.Finding) {
        hasher.combine(path)
        switch finding {
        case .directory(let status):
            hasher.combine(status.version)
            directories.append(path)
        case .file(_, let status):
            hasher.combine(status.version)
        case .omitted(let reason):
            hasher.combine("\(reason)")
        }
    }
}

extension SiteFingerprint: Equatable {
    package static func == (left: SiteFingerprint, right: SiteFingerprint) -> Bool {
        left.hasher.finalize() == right.hasher.finalize()
    }
}
