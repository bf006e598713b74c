internal import Glibc

/// The site's directory, and what is found in it with links resolved. Links may lead anywhere within it.
struct SiteTree {
    let root: Directory
    private let links: SymbolicLink
    /// How often a link has led to a directory.
    private(set) var linkedDirectories = 0
    /// Where the files are that links have led to, as paths from the root.
    private(set) var directoriesOfLinkedFiles: Set<String> = []

    init(directory: String) throws(SystemError) {
        root = try Directory(path: directory)
        links = try SymbolicLink(in: directory)
    }

    /// Opens what `name` in `directory` leads to; `path` is the way to it from the root.
    mutating func open(_ name: String, in directory: Directory, at path: String) throws(SystemError) -> Directory.Entry
    {
        if let entry = try directory.open(name) { return entry }
        do {
            switch try links.target(of: path) {
            case .outOfSite: return .omitted(.linkOutOfSite)
            // Opened from the root by names that were no links a moment ago; if one is now, the link leads nowhere.
            case .inSite(let names):
                let entry = try root.open(path: names) ?? .omitted(.brokenLink)
                switch entry {
                case .directory: linkedDirectories += 1
                case .file: directoriesOfLinkedFiles.insert(names.dropLast().joined(separator: "/"))
                case .omitted: break
                }
                return entry
            }
        } catch {
            guard error.code == ENOENT || error.code == ELOOP else { throw error }
            return .omitted(.brokenLink)
        }
    }
}
