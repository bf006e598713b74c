internal import Glibc
internal import HTTP

extension Site {
    /// Loads the site in a directory.
    package static func load(directory: String, limits: SiteLimits = SiteLimits()) throws(SiteError) -> Site {
        try SiteSource(directory: directory, limits: limits).load().site
    }
}

// 1. Read the page first, so that it is in memory however large the site is.
// 2. Walk through the site, and read each file. What cannot be served is noted.
// 3. Join each file with what has its contents in content codings: its siblings, and a gzip copy of text without one.
struct SiteLoader {
    private var walk: SiteWalk
    private let limits: SiteLimits
    private var reader: ContentsReader
    private var pageIdentities: Set<FileStatus.Identity> = []
    private var files: [ResourcePath: Document] = [:]
    private var siblings = Siblings()
    private var omissions: [Omission] = []

    init(directory: String, limits: SiteLimits) throws(SiteError) {
        walk = try SiteWalk(directory: directory, limits: limits)
        self.limits = limits
        reader = ContentsReader(limits: limits)
    }

    mutating func load() throws(SiteError) -> Site {
        let page = try page()
        try readSiblings(ofPage: page)
        try readAll()
        let encodedPage = encoded(page, at: ResourcePath(PageName.standard), copyLimit: .max)
        var resources: [ResourcePath: Document] = [:]
        // In the order of names, so that every start has memory for the same copies.
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            resources[path] = encoded(file, at: path, copyLimit: min(limits.memoryPerFile, reader.memoryLeft))
        }
        return Site(
            page: encodedPage, resources: resources, omissions: omissions + siblings.omissions,
            openFiles: reader.openFiles)
    }

    private mutating func readAll() throws(SiteError) {
        var walk = walk
        try walk.visitAll { path, finding throws(SiteError) in
            // The page's names are none of a resource's, nor of a directory of resources.
            if PageName.matches(String(path.prefix { $0 != "/" })) { return }
            switch finding {
            case .directory: break
            case .file(let file, let status): try add(file, status, at: path)
            case .omitted(let reason): omit(path, reason)
            }
        }
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
        switch try walk.entry(PageName.standard) {
        case .file(let file, let status): return (file, status)
        case .directory: throw .pageIsADirectory
        case .omitted(.unreadable(SystemError(code: ENOENT))): throw .noPage
        case .omitted(let reason): throw .unusablePage(reason)
        }
    }

    /// The page in content codings is, like the page, in memory and no resource.
    private mutating func readSiblings(ofPage page: Document) throws(SiteError) {
        for coding in ContentCoding.allCases {
            let name = SiblingName.of(PageName.standard, in: coding)
            switch try walk.entry(name) {
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
}

extension SiteLoader {
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
