internal import Glibc
internal import HTTP

extension Site {
    /// Loads the site in a directory.
    package static func load(directory: String, limits: SiteLimits = SiteLimits()) throws(SiteError) -> Site {
        try SiteSource(directory: directory, limits: limits).load().sites.standard
    }
}

// 1. Read the page first, so that it is in memory however large the site is.
// 2. Walk through the site, and read each file. What cannot be served is noted.
// 3. Join each file with what has its contents in content codings: its siblings, and a gzip copy of text without one.
struct SiteLoader {
    private let walk: SiteWalk
    private let limits: SiteLimits
    private let language: LanguageTag?
    /// What of the limits is left.
    private(set) var reader: ContentsReader
    private var pageFiles: Set<FileStatus.Identity> = []
    private var files: [ResourcePath: Document] = [:]
    private var siblings = Siblings()
    private var omissions: [Omission] = []

    /// Loads the site that the walk is through, with what the reader has left.
    init(_ walk: SiteWalk, of source: SiteSource, with reader: ContentsReader) {
        self.walk = walk
        self.reader = reader
        limits = source.limits
        language = source.language
    }

    mutating func load() throws(SiteError) -> Site {
        let openFilesBefore = reader.openFiles
        var pageLoader = PageLoader(walk, limits: limits, reader: reader)
        let page: Page
        (page, reader) = try pageLoader.load()
        pageFiles = pageLoader.identities
        try readAll()
        var resources: [ResourcePath: Document] = [:]
        // In the order of names, so that every start has memory for the same copies.
        for (path, file) in files.sorted(by: { $0.key < $1.key }) {
            let copyLimit = min(limits.memoryPerFile, reader.memoryLeft)
            resources[path] = siblings.encode(file, at: "\(path)", with: &reader, copyLimit: copyLimit)
        }
        return Site(
            page: language.map(page.inLanguage) ?? page, resources: resources,
            missingLanguage: language.flatMap { page.has($0) ? nil : $0 },
            omissions: pageLoader.omissions + omissions + siblings.omissions,
            openFiles: reader.openFiles - openFilesBefore)
    }

    private mutating func readAll() throws(SiteError) {
        var walk = walk
        try walk.visitAll { path, finding throws(SiteError) in
            // The page's names are none of a resource's, nor of a directory of resources.
            if PageName.matches(String(path.prefix { $0 != "/" })) { return }
            switch finding {
            case .directory: break
            case .file(let file, let status): try add(file, status, at: path)
            case .omitted(let reason): omissions.append(Omission(path: path, reason: reason))
            }
        }
    }

    private mutating func add(_ file: FileDescriptor, _ status: FileStatus, at path: String) throws(SiteError) {
        // A link to the page is another name of the page.
        if pageFiles.contains(status.identity) { return }
        guard reader.openFiles < limits.openFiles || reader.fitsIntoMemory(status) else {
            throw .tooManyOpenFiles(limit: limits.openFiles)
        }
        do {
            let loaded = try reader.file(named: path, from: file, status)
            files[ResourcePath(path)] = loaded
            siblings.add(loaded, at: path)
        } catch {
            omissions.append(try Omission(path, unreadable: error))
        }
    }
}
