internal import Glibc
internal import HTTP

extension Site {
    /// Loads the site in a directory.
    package static func load(directory: String, limits: SiteLimits = SiteLimits()) throws(SiteError) -> Site {
        var loader = try SiteLoader(directory: directory, limits: limits)
        return try loader.load()
    }
}

// 1. Open the directory; everything else is opened from there, and no link is followed unseen.
// 2. Read the page first, so that it is in memory however large the site is.
// 3. Walk the directory in the order of names, and read each file under the path that leads to it.
// 4. What cannot be served is noted, and the walk goes on; only a limit or a lack of descriptors ends it.
// 5. Join each file with what has its contents in content codings: its siblings, and a gzip copy of text without one.
private struct SiteLoader {
    private static let wellKnown = ".well-known"

    private var tree: SiteTree
    private let limits: SiteLimits
    private var reader: ContentsReader
    private var pageIdentities: Set<FileStatus.Identity> = []
    private var files: [ResourcePath: Document] = [:]
    private var siblings = Siblings()
    private var omissions: [Omission] = []

    init(directory: String, limits: SiteLimits) throws(SiteError) {
        do {
            tree = try SiteTree(directory: directory)
        } catch {
            throw switch error.code {
            case ENOENT: .noSuchDirectory
            case ENOTDIR: .notADirectory
            default: .unreadableDirectory(error)
            }
        }
        self.limits = limits
        reader = ContentsReader(limits: limits)
    }

    mutating func load() throws(SiteError) -> Site {
        let page = try page()
        try readSiblings(ofPage: page)
        try walk(tree.root, at: "", ancestors: [tree.root.identity])
        let encodedPage = encoded(page, at: ResourcePath(PageName.standard), copyLimit: .max)
        var resources: [ResourcePath: Document] = [:]
        // In the order of names, so that every start has memory for the same copies.
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            resources[path] = encoded(file, at: path, copyLimit: min(limits.memoryPerFile, reader.memoryLeft))
        }
        return Site(page: encodedPage, resources: resources, omissions: omissions + siblings.omissions)
    }

    /// The file's document with all its codings.
    private mutating func encoded(_ original: Document, at path: ResourcePath, copyLimit: Int) -> Document {
        var document = original
        document.encoded = siblings.representations(of: original, at: path)
        let hasGzip = document.encoded.contains { $0.coding == .gzip }
        if !hasGzip, let copy = reader.gzipCopy(of: document, limit: copyLimit) { document.encoded.append(copy) }
        return document
    }

    private mutating func page() throws(SiteError) -> Document {
        let (file, status) = try pageFile()
        guard status.size <= limits.memoryInAll else { throw .pageTooLarge(limit: limits.memoryInAll) }
        pageIdentities.insert(status.identity)
        do {
            return try reader.page(named: PageName.standard, from: file, status)
        } catch {
            throw .unusablePage(.unreadable(error))
        }
    }

    private mutating func pageFile() throws(SiteError) -> (FileDescriptor, FileStatus) {
        let entry: Directory.Entry
        do {
            entry = try tree.open(PageName.standard, in: tree.root, at: PageName.standard)
        } catch {
            throw error.code == ENOENT ? .noPage : .unusablePage(.unreadable(error))
        }
        switch entry {
        case .file(let file, let status): return (file, status)
        case .directory: throw .pageIsADirectory
        case .omitted(let reason): throw .unusablePage(reason)
        }
    }

    /// The page in content codings is, like the page, in memory and no resource.
    private mutating func readSiblings(ofPage page: Document) throws(SiteError) {
        for coding in ContentCoding.allCases {
            let name = SiblingName.of(PageName.standard, in: coding)
            switch try entry(name, in: tree.root, at: name) {
            case .file(let file, let status):
                pageIdentities.insert(status.identity)
                // One that is no smaller is never sent, and need not be held.
                guard status.size < page.identity.contents.count else { continue }
                do {
                    siblings.add(try reader.page(named: name, from: file, status), at: name)
                } catch {
                    try omit(name, because: error)
                }
            case .directory, .omitted(.unreadable(SystemError(code: ENOENT))):
                break
            case .omitted(let reason):
                omit(name, reason)
            }
        }
    }

    private mutating func walk(
        _ directory: Directory, at prefix: String, ancestors: [FileStatus.Identity]
    ) throws(SiteError) {
        for name in try listing(of: directory, at: prefix) {
            let path = prefix + name.text
            if isHidden(name.text, in: prefix) || prefix.isEmpty && PageName.matches(name.text) { continue }
            guard name.isExact else {
                omit(path, .invalidName)
                continue
            }
            guard path.utf8.count < PATH_MAX else {
                omit(path, .nameTooLong)
                continue
            }
            switch try entry(name.text, in: directory, at: path) {
            case .file where path == SiteLoader.wellKnown:
                // Only what is under it is exempt from the rule for hidden names.
                break
            case .file(let file, let status):
                try add(file, status, at: path)
            case .directory(let child) where ancestors.contains(child.identity):
                omit(path, .linkToAncestor)
            case .directory(let child):
                guard tree.linkedDirectories <= limits.linkedDirectories else {
                    throw .tooManyLinks(limit: limits.linkedDirectories)
                }
                try walk(child, at: path + "/", ancestors: ancestors + [child.identity])
            case .omitted(let reason):
                omit(path, reason)
            }
        }
    }
}

extension SiteLoader {
    /// Whether a name that begins with `.` hides the file: everywhere but in `.well-known/` (RFC 8615).
    private func isHidden(_ name: String, in prefix: String) -> Bool {
        guard name.utf8.first == UInt8(ascii: ".") else { return false }
        let isWellKnown = prefix.isEmpty && name == SiteLoader.wellKnown
        return !isWellKnown && !prefix.utf8.starts(with: (SiteLoader.wellKnown + "/").utf8)
    }

    private mutating func listing(of directory: Directory, at prefix: String) throws(SiteError) -> [Directory.Name] {
        do {
            return try directory.names()
        } catch {
            try omit(prefix, because: error)
            return []
        }
    }

    private mutating func entry(
        _ name: String, in directory: Directory, at path: String
    ) throws(SiteError) -> Directory.Entry {
        do {
            return try tree.open(name, in: directory, at: path)
        } catch {
            if error.isOutOfDescriptors { throw .outOfDescriptors }
            return .omitted(.unreadable(error))
        }
    }

    private mutating func add(_ file: FileDescriptor, _ status: FileStatus, at path: String) throws(SiteError) {
        // A link to the page is another name of the page.
        if pageIdentities.contains(status.identity) { return }
        guard reader.openFiles < limits.openFiles || reader.fitsIntoMemory(status) else {
            throw .tooManyOpenFiles(limit: limits.openFiles)
        }
        do {
            let loaded = try reader.file(named: path, from: file, status)
            files[ResourcePath(path)] = loaded
            siblings.add(loaded, at: path)
        } catch {
            try omit(path, because: error)
        }
    }

    private mutating func omit(_ path: String, because error: SystemError) throws(SiteError) {
        if error.isOutOfDescriptors { throw .outOfDescriptors }
        omit(path, .unreadable(error))
    }

    private mutating func omit(_ path: String, _ reason: Omission.Reason) {
        omissions.append(Omission(path: path, reason: reason))
    }
}
