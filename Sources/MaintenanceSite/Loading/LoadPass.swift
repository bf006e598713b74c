internal import HTTP
internal import System

/// One load of a source: what its walks share.
final class LoadPass {
    /// Seconds for which a change after the first one may leave a file's times as they are: file systems count in ticks, some
    /// in ticks of two seconds.
    private static let tick = 2

    let source: SiteSource
    let start = ContinuousClock.now
    private let previous: SourceIndex
    /// nil where everything is taken as it is, changing or not.
    private(set) var changing: ChangingFiles?
    /// How many more names may be taken in.
    private(set) var entriesLeft: Int
    private var hasTooManyEntries = false
    /// The contents of files by the state that they were read in; nil until they are wanted.
    private var known: [FileStatus.Version: Document]?
    private let loader: FileLoader

    init(_ source: SiteSource, after previous: SourceIndex, changing: ChangingFiles?) {
        self.source = source
        self.previous = previous
        self.changing = changing
        entriesLeft = source.limits.entries
        loader = FileLoader(limits: source.limits, budget: source.budget)
    }

    /// Counts a name; false where there are too many.
    func takeEntry() -> Bool {
        guard entriesLeft > 0 else { return false }
        entriesLeft -= 1
        return true
    }

    /// Notes that there are too many names. Returns why the rest is omitted, the first time.
    func noteTooManyEntries() -> Omission.Reason? {
        defer { hasTooManyEntries = true }
        return hasTooManyEntries ? nil : .tooManyEntries(limit: source.limits.entries)
    }

    /// Loads a file that is not as it was, or keeps what there is of it: its contents where it only has another name now, its
    /// last good contents while it changes.
    func finding(
        at place: SiteTree.Place, _ status: FileStatus, in folder: () throws(SystemError) -> Directory,
        keeping last: LoadedFile?, as role: FileRole
    ) throws(SystemError) -> Entry.Finding {
        if let last, last.version == status.version, last.isConfirmed { return .file(last) }
        if changing?.isAtRest(place, status.version, at: start) == false { return .changing(last) }
        if last == nil, let document = knownDocument(status.version).flatMap(role.document) {
            return .file(LoadedFile(document: document, version: status.version, isConfirmed: true))
        }
        switch try loader.load(place.name, in: folder(), status, as: role, replacing: last?.document) {
        case .loaded(let document):
            if last == nil { known?[status.version] = document }
            // The same contents stay where they are, with all that is found out of them.
            let document = last.flatMap { $0.document == document ? $0.document : nil } ?? document
            return .file(
                LoadedFile(document: document, version: status.version, isConfirmed: isConfirmed(status, document)))
        case .changing:
            changing?.note(place, status.version, at: start)
            return .changing(last)
        case .omitted(let reason): return .omitted(reason)
        }
    }

    private func knownDocument(_ version: FileStatus.Version) -> Document? {
        if known == nil { known = previous.filesByVersion }
        return known?[version]
    }

    /// Whether the file's times tell of every change from now on. A file that has been at rest is older than a tick, unless
    /// its file system counts whole seconds. What is sent from disk is looked at whenever it is sent.
    private func isConfirmed(_ status: FileStatus, _ document: Document) -> Bool {
        let changed = status.version.changed
        return changed.isPast(bySeconds: LoadPass.tick) || changing != nil && changed.nanoseconds != 0
            || document.identity.entityTag == nil
    }

    /// Whether a folder's time tells of every change to its names from now on.
    func isSettled(_ status: FileStatus) -> Bool {
        status.version.modified.isPast(bySeconds: LoadPass.tick)
            && status.version.changed.isPast(bySeconds: LoadPass.tick)
    }
}

/// What a file is served as: with which media type, and where its contents have to be.
enum FileRole {
    /// A file of the page, or a sibling of one.
    case page(String)
    case resource(String)

    /// The role of the file at that path from the site's directory.
    init(at path: String) {
        if PageName.matches(path) {
            self = .page(PageName(path)?.format.contentType ?? MediaType.of(path))
        } else {
            self = .resource(MediaType.of(path))
        }
    }

    /// The document in this role of a file that is loaded already; nil where it has to be loaded again.
    func document(from known: Document) -> Document? {
        switch self {
        case .page: nil
        case .resource(let mediaType):
            Document(
                mediaType: mediaType, identity: known.identity,
                gzipCopy: GzipCopies.areWorthwhile(for: mediaType, size: known.identity.contents.count)
                    ? known.gzipCopy ?? GzipCopy(isUnlimited: false) : nil)
        }
    }
}
