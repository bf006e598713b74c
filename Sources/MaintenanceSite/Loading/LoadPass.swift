internal import HTTP
internal import System

/// The shared state of the walks that load a source once.
final class LoadPass {
    /// The seconds within which two changes may leave a file with the same times, because file systems count in ticks,
    /// some of two seconds.
    private static let tick = 2

    let source: SiteSource
    let start = MonotonicTime.now
    private let previous: SourceIndex
    /// nil if every file is loaded, even a changing one.
    private(set) var changing: ChangingFiles?
    /// The number of names that may still be added.
    private(set) var entriesLeft: Int
    private var hasTooManyEntries = false
    /// The contents of files, by the state in which they were read; nil until they are needed.
    private var known: [FileStatus.Version: Document]?
    private let loader: FileLoader
    /// The files that have to be read even if their times are the same, by folder.
    private let written: [String: Set<String>]
    /// The memory in bytes of the contents that this pass has replaced. It is released with the last site.
    private var replacedMemory = 0

    init(_ source: SiteSource, after previous: SourceIndex, changing: ChangingFiles?) {
        self.source = source
        self.previous = previous
        self.changing = changing
        entriesLeft = source.limits.entries
        written = changing?.written ?? [:]
        loader = FileLoader(limits: source.limits, budget: source.budget)
    }

    /// The names in a folder whose files have to be read even if their times are the same.
    func written(in folder: String) -> Set<String> { written[folder] ?? [] }

    /// Counts a name. Returns false if there are too many.
    func takeEntry() -> Bool {
        guard entriesLeft > 0 else { return false }
        entriesLeft -= 1
        return true
    }

    /// Records that there are too many names. The first call returns the reason for omitting the rest.
    func noteTooManyEntries() -> Omission.Reason? {
        defer { hasTooManyEntries = true }
        return hasTooManyEntries ? nil : .tooManyEntries(limit: source.limits.entries)
    }

    /// Loads a changed file. Keeps the contents if only the name has changed, and the last good contents while the file
    /// is incomplete.
    func finding(
        at location: SiteTree.Location, _ status: FileStatus, in folder: () throws(SystemError) -> Directory,
        keeping last: LoadedFile?, as role: FileRole
    ) throws(SystemError) -> Entry.Finding {
        let isWritten = written(in: location.folder).contains(location.name)
        if let last, last.version == status.version, last.isConfirmed, !isWritten { return .file(last) }
        let lastGood = last.flatMap { isGood($0, status, as: role) ? $0 : nil }
        if changing?.isComplete(location, status.version, at: start) == false { return .changing(lastGood) }
        if last == nil, let document = knownDocument(status.version).flatMap(role.document) {
            return .file(loaded(document, status, isConfirmed: true))
        }
        let lastMemory = last.map { $0.document.identity.isOnDisk ? 0 : $0.document.identity.contents.count } ?? 0
        let outcome = try loader.load(
            location.name, in: folder(), status, as: role, replacing: last?.document,
            ofMemory: replacedMemory + lastMemory)
        switch outcome {
        case .loaded(let document):
            replacedMemory += lastMemory
            if last == nil { known?[status.version] = document }
            // Equal contents are kept, with their tag and gzip copy.
            let document = last.flatMap { $0.document == document ? $0.document : nil } ?? document
            return .file(loaded(document, status, isConfirmed: isConfirmed(status, document)))
        case .changing:
            changing?.note(location, status.version, at: start)
            return .changing(lastGood)
        case .omitted(let reason): return .omitted(reason)
        }
    }

    /// Whether the last contents may be served while the file changes: not if the change shows that they were half of a copy.
    /// The page is served nevertheless, because the site needs it.
    private func isGood(_ last: LoadedFile, _ status: FileStatus, as role: FileRole) -> Bool {
        if case .page = role { return true }
        guard let read = last.incompleteRead, last.version != status.version else { return true }
        return start - read > ChangingFiles.patience
    }

    private func loaded(_ document: Document, _ status: FileStatus, isConfirmed: Bool) -> LoadedFile {
        // A server that starts has no notifications, and can only go by the time of the last write.
        let isComplete = changing != nil || status.version.modified.isPast(bySeconds: LoadPass.tick)
        return LoadedFile(
            document: document, version: status.version, isConfirmed: isConfirmed,
            incompleteRead: isComplete ? nil : start)
    }

    private func knownDocument(_ version: FileStatus.Version) -> Document? {
        if known == nil { known = previous.filesByVersion }
        return known?[version]
    }

    /// Whether the file's times will show every change from now on. A complete file is older than a tick, unless its
    /// file system counts whole seconds. A file that is sent from disk is checked for every answer.
    private func isConfirmed(_ status: FileStatus, _ document: Document) -> Bool {
        let changed = status.version.changed
        return changed.isPast(bySeconds: LoadPass.tick) || changing != nil && changed.nanoseconds != 0
            || document.identity.entityTag == nil
    }

    /// Whether the folder's times will show every change to its names from now on.
    func isSettled(_ status: FileStatus) -> Bool {
        status.version.modified.isPast(bySeconds: LoadPass.tick)
            && status.version.changed.isPast(bySeconds: LoadPass.tick)
    }
}

/// The role of a file. It decides the media type, and whether the contents have to be in memory.
enum FileRole {
    /// A file of the page, or its sibling.
    case page(String)
    case resource(String)

    /// The role of the file at a path from the site's directory.
    init(at path: String) {
        if let name = PageName(path) {
            self = .page(name.format.contentType)
        } else if PageName.matches(path) {
            self = .page(MediaType.of(path))
        } else {
            self = .resource(MediaType.of(path))
        }
    }

    /// The document in this role of a file that is already loaded; nil if it has to be loaded again.
    func document(from known: Document) -> Document? {
        switch self {
        case .page: nil
        case .resource(known.mediaType): known
        case .resource(let mediaType):
            Document(
                mediaType: mediaType, identity: known.identity,
                gzipCopy: GzipCopies.areWorthwhile(for: mediaType, size: known.identity.contents.count)
                    ? known.gzipCopy ?? GzipCopy(isUnlimited: false) : nil)
        }
    }
}
