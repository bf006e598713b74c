/// What the file system tells of the state of a site, or several, without the contents. While it stays the same the site does, but for
/// changes within one tick of the file system's clock.
package struct SiteFingerprint: Sendable {
    /// The directories, as paths from the one that all is in; the first is that one's own, the empty path. Hidden ones are among them
    /// where a file is served from there, by a link.
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

    /// Takes in where the walk, which is over, has found files by links.
    mutating func addLinked(of walk: SiteWalk) {
        directories += walk.directoriesOfLinkedFiles
    }

    /// Takes in a directory of sites. One that cannot be walked through keeps none of the others from being looked at.
    mutating func addHosts(_ walk: inout SiteWalk) throws(SiteError) {
        add("", .directory(walk.status))
        try walk.visitHosts { name, finding throws(SiteError) in
            switch finding {
            case .site(_, var site):
                do throws(SiteError) {
                    try site.visitAll { path, finding throws(SiteError) in
                        add(path.isEmpty ? name : "\(name)/\(path)", finding)
                    }
                    addLinked(of: site)
                } catch {
                    if error == .outOfDescriptors { throw error }
                    add(name, error)
                }
            case .unusable(_, let error): add(name, error)
            case .omitted(let reason): add(name, .omitted(reason))
            }
        }
    }

    private mutating func add(_ path: String, _ error: SiteError) {
        hasher.combine(path)
        hasher.combine("\(error)")
    }
}

extension SiteFingerprint: Equatable {
    package static func == (left: SiteFingerprint, right: SiteFingerprint) -> Bool {
        left.hasher.finalize() == right.hasher.finalize()
    }
}
