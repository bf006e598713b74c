internal import Glibc
internal import HTTP

/// Loads the page: `index.html`, then its variants in the order of their names. All of it is held in memory.
struct PageLoader {
    private var walk: SiteWalk
    private let limits: SiteLimits
    private var reader: ContentsReader
    private var variants: [(name: PageName, document: Document)] = []
    private var siblings = Siblings()
    private var unread: [Omission] = []
    /// Of the files that the page is made of.
    private(set) var identities: Set<FileStatus.Identity> = []

    init(_ walk: SiteWalk, limits: SiteLimits, reader: ContentsReader) {
        self.walk = walk
        self.limits = limits
        self.reader = reader
    }

    /// What of the page is not served.
    var omissions: [Omission] { unread + siblings.omissions }

    /// Returns the page, and the reader with what it has left.
    mutating func load() throws(SiteError) -> (page: Page, reader: ContentsReader) {
        let standard = try standard()
        try readOthers()
        let language = standard.identity.contents.bytesInMemory.flatMap(LanguageTag.init(ofHTML:))
        // What has no language in its name goes to whoever wants none of those.
        let others = variants.filter { $0.name.language == nil } + variants.filter { $0.name.language != nil }
        let all = [(PageName.standard, standard)] + others
        return (Page(all.map { variant($0, $1, language: language) }), reader)
    }

    private mutating func variant(_ name: PageName, _ document: Document, language: LanguageTag?) -> Page.Variant {
        Page.Variant(
            name: "\(name)", format: name.format, language: name.language ?? language,
            document: siblings.encode(document, at: "\(name)", with: &reader, copyLimit: .max))
    }

    /// `index.html`, without which there is no page.
    private mutating func standard() throws(SiteError) -> Document {
        let name = PageName.standard
        switch try walk.entry("\(name)") {
        case .file(_, let status) where status.size == 0: throw .unusablePage(.empty)
        case .file(let file, let status):
            guard status.size <= limits.memoryInAll else { throw .pageTooLarge(limit: limits.memoryInAll) }
            do {
                return try read(file, status, of: name.format.contentType)
            } catch {
                throw .unusablePage(.unreadable(error))
            }
        case .directory: throw .pageIsADirectory
        case .omitted(.unreadable(SystemError(code: ENOENT))): throw .noPage
        case .omitted(let reason): throw .unusablePage(reason)
        }
    }

    /// The variants, and the files that have contents of the page in content codings.
    private mutating func readOthers() throws(SiteError) {
        for name in try walk.names() where PageName.matches(name) && PageName(name) != .standard {
            switch try walk.entry(name) {
            case .file(_, let status) where status.size == 0:
                unread.append(Omission(path: name, reason: .empty))
            case .file(_, let status) where status.size > limits.memoryInAll:
                unread.append(Omission(path: name, reason: .tooLargeForMemory(limit: limits.memoryInAll)))
            case .file(let file, let status):
                do {
                    try add(name, file, status)
                } catch {
                    unread.append(try Omission(name, unreadable: error))
                }
            case .directory: break
            case .omitted(let reason): unread.append(Omission(path: name, reason: reason))
            }
        }
    }

    private mutating func add(_ name: String, _ file: FileDescriptor, _ status: FileStatus) throws(SystemError) {
        if let variant = PageName(name) {
            variants.append((variant, try read(file, status, of: variant.format.contentType)))
        } else {
            siblings.add(try read(file, status, of: MediaType.of(name)), at: name)
        }
    }

    private mutating func read(
        _ file: FileDescriptor, _ status: FileStatus, of mediaType: String
    ) throws(SystemError) -> Document {
        identities.insert(status.identity)
        return try reader.page(of: mediaType, from: file, status)
    }
}
