internal import Glibc
internal import HTTP

/// A walk through all of a site, in the order of names.
///
/// 1. Open the directory; everything else is opened from there, and no link is followed unseen.
/// 2. Tell the visitor of each directory and file under the path that leads to it, and of what cannot be served.
/// 3. Go on whatever is found; only a limit or a lack of descriptors ends the walk.
struct SiteWalk {
    /// What is found at a path from the site's directory.
    enum Finding {
        case directory(FileStatus)
        case file(FileDescriptor, FileStatus)
        case omitted(Omission.Reason)
    }

    typealias Visitor = (_ path: String, Finding) throws(SiteError) -> Void

    private static let wellKnown = ".well-known"

    private var tree: SiteTree
    /// Where the walk begins, and the path to it from the tree's root, with a slash after each name.
    private let top: Directory
    private let base: String
    private let limits: SiteLimits

    init(directory: String, limits: SiteLimits) throws(SiteError) {
        do {
            tree = try SiteTree(directory: directory)
        } catch {
            throw switch error.code {
            case ENOENT: .noSuchDirectory
            case ENOTDIR: .notADirectory
            case EMFILE, ENFILE: .outOfDescriptors
            default: .unreadableDirectory(error)
            }
        }
        top = tree.root
        base = ""
        self.limits = limits
    }

    /// A walk through a directory that `name` in the site's directory leads to, which is a site too. Its links may lead to
    /// wherever those of the other may.
    init(_ directory: Directory, named name: String, of walk: SiteWalk) {
        tree = walk.tree
        top = directory
        base = walk.base + name + "/"
        limits = walk.limits
    }

    /// Of the site's directory itself.
    var status: FileStatus { top.status }

    /// The names in the site's directory itself, hidden ones too.
    func allNames() throws(SystemError) -> [Directory.Name] { try top.names() }

    /// The names in the site's directory itself; none where it cannot be listed, of which `visitAll` tells.
    func names() throws(SiteError) -> [String] {
        do {
            return try allNames().filter(\.isExact).map(\.text)
        } catch {
            if error.isOutOfDescriptors { throw .outOfDescriptors }
            return []
        }
    }

    /// Where the files are that links have led to, as paths from the directory that links may lead to anywhere within.
    var directoriesOfLinkedFiles: Set<String> { tree.directoriesOfLinkedFiles }

    /// What a name in the site's directory itself leads to.
    mutating func entry(_ name: String) throws(SiteError) -> Directory.Entry {
        try entry(name, in: top, at: name)
    }

    /// Visits the site's directory, under the empty path, and all that is in it.
    mutating func visitAll(_ visit: Visitor) throws(SiteError) {
        // Of a site within another directory, that one is an ancestor too: a link to it would bring in all that is there.
        let ancestors = top.identity == tree.root.identity ? [] : [tree.root.identity]
        try walk(top, at: "", ancestors: ancestors, visit)
    }

    private mutating func walk(
        _ directory: Directory, at path: String, ancestors: [FileStatus.Identity], _ visit: Visitor
    ) throws(SiteError) {
        try visit(path, .directory(directory.status))
        let prefix = path.isEmpty ? "" : path + "/"
        for name in try listing(of: directory, at: prefix, visit) where !isHidden(name.text, in: prefix) {
            let path = prefix + name.text
            guard name.isExact else {
                try visit(path, .omitted(.invalidName))
                continue
            }
            guard path.utf8.count < PATH_MAX else {
                try visit(path, .omitted(.nameTooLong))
                continue
            }
            switch try entry(name.text, in: directory, at: path) {
            case .file where path == SiteWalk.wellKnown:
                // Only what is under it is exempt from the rule for hidden names.
                break
            case .file(let file, let status):
                try visit(path, .file(file, status))
            case .directory(let child) where (ancestors + [directory.identity]).contains(child.identity):
                try visit(path, .omitted(.linkToAncestor))
            case .directory(let child):
                guard tree.linkedDirectories <= limits.linkedDirectories else {
                    throw .tooManyLinks(limit: limits.linkedDirectories)
                }
                try walk(child, at: path, ancestors: ancestors + [directory.identity], visit)
            case .omitted(let reason):
                try visit(path, .omitted(reason))
            }
        }
    }

    /// Whether a name that begins with `.` hides the file: everywhere but in `.well-known/` (RFC 8615).
    private func isHidden(_ name: String, in prefix: String) -> Bool {
        guard name.utf8.first == UInt8(ascii: ".") else { return false }
        let isWellKnown = prefix.isEmpty && name == SiteWalk.wellKnown
        return !isWellKnown && !prefix.utf8.starts(with: (SiteWalk.wellKnown + "/").utf8)
    }

    private func listing(
        of directory: Directory, at prefix: String, _ visit: Visitor
    ) throws(SiteError) -> [Directory.Name] {
        do {
            return try directory.names()
        } catch {
            if error.isOutOfDescriptors { throw .outOfDescriptors }
            try visit(prefix, .omitted(.unreadable(error)))
            return []
        }
    }

    private mutating func entry(
        _ name: String, in directory: Directory, at path: String
    ) throws(SiteError) -> Directory.Entry {
        do {
            return try tree.open(name, in: directory, at: base + path)
        } catch {
            if error.isOutOfDescriptors { throw .outOfDescriptors }
            return .omitted(.unreadable(error))
        }
    }
}
