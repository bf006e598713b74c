internal import Glibc
internal import System

/// The directory that contains a site, or several. Links may lead anywhere within it.
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

    /// What a name leads to, with links followed as far as they are allowed to.
    enum Target {
        case file(Place, FileStatus)
        /// A folder by its path from the root.
        case folder(String, FileStatus.Identity)
        case omitted(Omission.Reason)
        /// It is changing.
        case gone
    }

    /// A file by the path of its folder from the root, without links, and its name there.
    struct Place: Hashable {
        let folder: String
        let name: String
    }

    /// What the name in a folder, whose path from the root is `place`, leads to.
    func target(of name: String, _ state: EntryState, in place: String) throws(SystemError) -> Target {
        switch state {
        case .link: try target(ofLink: SiteTree.path(place, name))
        default: SiteTree.target(Place(folder: place, name: name), state)
        }
    }

    private func target(ofLink path: String) throws(SystemError) -> Target {
        do {
            guard case .inSite(let names) = try links.target(of: path) else { return .omitted(.linkOutOfSite) }
            guard let name = names.last else { return .folder("", root.identity) }
            let folder = names.dropLast().joined(separator: "/")
            // Opened from the root by names that were not links a moment ago. If one is a link now, opening fails.
            let state = try root.folder(at: folder).descriptor.state(of: name)
            if case .link = state { return .omitted(.brokenLink) }
            return SiteTree.target(Place(folder: folder, name: name), state)
        } catch {
            guard [ENOENT, ELOOP, ENOTDIR].contains(error.code) else { throw error }
            return .omitted(.brokenLink)
        }
    }

    private static func target(_ place: Place, _ state: EntryState) -> Target {
        switch state {
        case .file(let status) where status.kind == .special: .omitted(.specialFile)
        case .file(let status) where !status.isReadableBySomebody: .omitted(.unreadableForAll)
        case .file(let status): .file(place, status)
        case .folder(_, isReadableBySomebody: false): .omitted(.unreadableForAll)
        case .folder(let identity, _): .folder(path(place.folder, place.name), identity)
        case .unknown(SystemError(code: ENOENT)), .link: .gone
        case .unknown(let error): .omitted(.unreadable(error))
        }
    }

    /// The path of a name in the folder at that path.
    static func path(_ folder: String, _ name: String) -> String { folder.isEmpty ? name : "\(folder)/\(name)" }
}

extension SiteError {
    /// Why the directory could not be opened.
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
