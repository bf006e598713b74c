internal import Glibc
package import HTTP
internal import System

/// The directory that a site, or several, are in. Links in it may lead anywhere within it.
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

    /// What a name is found to be, with links followed as far as they may lead.
    enum Target {
        case file(Place, FileStatus)
        /// A folder by its path from the root.
        case folder(String, FileStatus.Identity)
        case omitted(Omission.Reason)
        /// It changes just now.
        case gone
    }

    /// A file by its folder's path from the root, free of links, and its name there.
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
            // Opened from the root by names that were no links a moment ago; if one is now, the link leads nowhere.
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
    /// Why the directory that all is in could not be opened.
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

/// Where a site comes from, or several.
package struct SiteSource: Sendable {
    package let directory: String
    package let limits: SiteLimits
    /// What is left of the limits.
    package let budget: SiteBudget
    /// The only language of the page, if it is to have but one.
    package let language: LanguageTag?
    /// Whether each folder of the directory is the site of the host that it is named after.
    package let isByHost: Bool

    package init(
        directory: String, limits: SiteLimits = SiteLimits(), language: LanguageTag? = nil, isByHost: Bool = false
    ) {
        self.directory = directory
        self.limits = limits
        budget = SiteBudget(limits)
        self.language = language
        self.isByHost = isByHost
    }
}

/// Sites as they were when they were loaded.
package struct SiteSnapshot: Sendable {
    package let sites: Sites
    /// What they were made of.
    package let index: SourceIndex
}

/// What came of loading a source again.
package struct SiteReload: Sendable {
    package let result: Result<Sites, SiteError>
    package let index: SourceIndex
    /// Whether a folder was replaced meanwhile, so that some of this may be of the old one, and some of the new one.
    package let isTorn: Bool
}

extension SiteSource {
    /// Loads what is there now, as it is.
    package func load() throws(SiteError) -> SiteSnapshot {
        var changing: ChangingFiles?
        let reload = try reload(after: SourceIndex(), keeping: nil, &changing)
        return SiteSnapshot(sites: try reload.result.get(), index: reload.index)
    }

    /// Loads what is not as in the index, and at rest; everything without `changing`. Of several sites, one that cannot be
    /// served stays as it is in `last`, if it is there. Throws where there are too few descriptors to look, which tells nothing
    /// of the site.
    package func reload(
        after index: SourceIndex, keeping last: Sites?, _ changing: inout ChangingFiles?
    ) throws(SiteError) -> SiteReload {
        let pass = LoadPass(self, after: index, changing: changing)
        let (result, found) = try load(pass, after: index, keeping: last)
        changing = pass.changing
        changing?.endLoad(begunAt: pass.start)
        return SiteReload(result: result, index: found, isTorn: hasReplacedFolder(since: found))
    }

    private func load(
        _ pass: LoadPass, after index: SourceIndex, keeping last: Sites?
    ) throws(SiteError) -> (Result<Sites, SiteError>, SourceIndex) {
        let tree: SiteTree
        do {
            tree = try SiteTree(directory: directory)
        } catch {
            if error == .outOfDescriptors { throw error }
            return (.failure(error), SourceIndex(error))
        }
        if isByHost {
            var loader = SitesLoader(tree, pass, after: index, keeping: last)
            return try loader.load()
        }
        let path = ResourcePath("")
        var walk = SiteWalk(of: tree, pass, after: index.sites[path])
        let (site, found) = try walk.load()
        return (site.map { Sites($0) }, SourceIndex([path: found]))
    }
}
