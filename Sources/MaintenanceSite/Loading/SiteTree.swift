internal import Glibc
internal import System

/// The directory of a site, or of several. Links may lead anywhere within it.
struct SiteTree {
    let root: Directory
    private let links: SymbolicLink

    init(directory: String) throws(SiteError) {
        do {
            root = try Directory(path: directory)
            links = try SymbolicLink(in: directory)
        } catch {
            throw SiteError(directory: error)
        }
    }

    /// The target of a name, after following permitted links.
    enum Target {
        case file(Location, FileStatus)
        /// A folder, by its path from the root.
        case folder(String, FileStatus.Identity)
        case omitted(Omission.Reason)
        /// A name that was just removed or replaced.
        case gone
    }

    /// The location of a file: the path of its folder from the root, without links, and its name there.
    struct Location: Hashable {
        let folder: String
        let name: String
    }

    /// The target of a name in a folder. `folder` is a path from the root.
    func target(of name: String, _ state: EntryState, in folder: String) throws(SystemError) -> Target {
        switch state {
        case .link: try target(ofLink: SiteTree.path(folder, name))
        default: SiteTree.target(Location(folder: folder, name: name), state)
        }
    }

    private func target(ofLink path: String) throws(SystemError) -> Target {
        do {
            guard case .inSite(let names) = try links.target(of: path) else { return .omitted(.linkOutOfSite) }
            guard let name = names.last else { return .folder("", root.identity) }
            let folder = names.dropLast().joined(separator: "/")
            // Opened from the root by names that were not links when they were resolved. If one has become a link,
            // opening fails.
            let state = try root.folder(at: folder).descriptor.state(of: name)
            if case .link = state { return .omitted(.brokenLink) }
            return SiteTree.target(Location(folder: folder, name: name), state)
        } catch {
            guard [ENOENT, ELOOP, ENOTDIR].contains(error.code) else { throw error }
            return .omitted(.brokenLink)
        }
    }

    private static func target(_ location: Location, _ state: EntryState) -> Target {
        switch state {
        case .file(let status) where status.kind == .special: .omitted(.specialFile)
        case .file(let status) where !status.isReadableBySomebody: .omitted(.unreadableForAll)
        case .file(let status): .file(location, status)
        case .folder(_, isReadableBySomebody: false): .omitted(.unreadableForAll)
        case .folder(let identity, _): .folder(path(location.folder, location.name), identity)
        case .unknown(SystemError(code: ENOENT)), .link: .gone
        case .unknown(let error): .omitted(.unreadable(error))
        }
    }

    /// The path of a name in the folder at that path.
    static func path(_ folder: String, _ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
}

extension SiteError {
    /// The error for a directory that could not be opened.
    init(directory error: SystemError) {
        self =
            switch error.code {
            case ENOENT: .noSuchDirectory
            case ENOTDIR: .notADirectory
            case EMFILE, ENFILE: .outOfDescriptors
            default: .unreadableDirectory(error)
            }
    }
}
