internal import Glibc

/// Symbolic links, which may lead to other places in the site but not out of it.
struct SymbolicLink {
    /// Where the link leads.
    enum Target {
        /// The names from the site's directory to it, none of them a link.
        case inSite([String])
        case outOfSite
    }

    /// The site's own path, free of links.
    private let site: [String]
    private let sitePath: String

    /// Links in the site in that directory.
    init(in directory: String) throws(SystemError) {
        sitePath = try SymbolicLink.realPath(directory)
        site = SymbolicLink.names(in: sitePath)
    }

    /// Follows the link at a path from the site's directory.
    ///
    /// The answer is only as good as the moment: whoever opens the target must not follow links again.
    func target(of path: String) throws(SystemError) -> Target {
        let target = SymbolicLink.names(in: try SymbolicLink.realPath("\(sitePath)/\(path)"))
        // Name by name: /srv/site-old is not in /srv/site.
        guard target.starts(with: site, by: { $0.utf8.elementsEqual($1.utf8) }) else { return .outOfSite }
        return .inSite(Array(target.dropFirst(site.count)))
    }

    private static func names(in path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    private static func realPath(_ path: String) throws(SystemError) -> String {
        guard let resolved = realpath(path, nil) else { throw .last }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
