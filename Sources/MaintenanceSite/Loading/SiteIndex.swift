internal import Glibc
internal import HTTP
internal import System

/// The index of a site, as a walk has found it. The next walk keeps the unchanged parts, and a poll compares the index
/// with the disk.
struct SiteIndex: Sendable {
    /// The folders in the order of the walk. The first one is the directory of the site.
    private(set) var folders: [Folder] = []
    private var indices: [ResourcePath: Int] = [:]
    /// The site assembled from this index; nil if that was not possible.
    var site: Site?

    /// The folder at a path from the directory of the site, which has the empty path.
    func folder(at path: String) -> Folder? { indices[ResourcePath(path)].map { folders[$0] } }

    mutating func add(_ folder: Folder) {
        indices[ResourcePath(folder.path)] = folders.count
        folders.append(folder)
    }
}

/// A folder as a walk has found it.
struct Folder: Sendable {
    /// The path from the site's directory, as in URLs.
    let path: String
    /// The path from the root of the tree, without links.
    let realPath: String
    /// The state of the folder; nil if it could not be listed.
    let version: FileStatus.Version?
    /// Whether the folder was listed long enough after its last change. Two changes within one tick of the file
    /// system's clock leave the same time.
    let isSettled: Bool
    /// In the order of names.
    let entries: [Entry]
    /// The reason why some of it is not served.
    let omission: Omission.Reason?

    /// Whether any change to the names also changes the version.
    var areNamesFinal: Bool { isSettled && omission == nil }
}

extension Folder {
    init(unreadableAt path: String, realPath: String, _ error: SystemError) {
        self.init(
            path: path, realPath: realPath, version: nil, isSettled: false, entries: [], omission: .unreadable(error))
    }
}

extension Entry {
    /// A name that can never become a file that is served.
    init(name: String, omitted reason: Omission.Reason) {
        self.init(name: name, state: nil, finding: .omitted(reason), linkedFolder: nil)
    }
}

/// A name in a folder as a walk has found it.
struct Entry: Sendable {
    enum Finding: Sendable {
        case file(LoadedFile)
        /// A file that is being written, with its last good contents.
        case changing(LoadedFile?)
        /// A folder, by its path from the root of the tree.
        case folder(String)
        case omitted(Omission.Reason)
    }

    let name: String
    /// nil if the name can never become that of a served file.
    let state: EntryState?
    let finding: Finding
    /// The folder of the target of a link, as a path from the root of the tree.
    let linkedFolder: String?

    /// The part of the entry that is served.
    var served: LoadedFile? {
        switch finding {
        case .file(let file): file
        case .changing(let file): file
        case .folder, .omitted: nil
        }
    }

    /// Whether a walk that finds the same state can keep this entry.
    var isFinal: Bool {
        switch finding {
        case .file(let file): file.isConfirmed
        case .changing, .omitted(.unreadable), .omitted(.tooManyOpenFiles): false
        case .folder, .omitted: true
        }
    }
}

/// The contents of a file in a site.
struct LoadedFile: Sendable {
    let document: Document
    let version: FileStatus.Version
    /// Whether the file was read long enough after its last change. If not, it is read once more.
    let isConfirmed: Bool
    /// When the file was read, if it was perhaps incomplete.
    let incompleteRead: MonotonicTime?
}

/// The entries of a folder, based on those of the last walk. If all are kept, it is the same array.
struct EntryList {
    let last: [Entry]
    /// The number of entries of the last walk that are kept, from the start.
    private var keptCount = 0
    /// nil while there are no other entries.
    private var new: [Entry]?
    private var position = 0
    private var foundCount = 0
    /// Whether the names of the page are first.
    private let isTop: Bool

    init(after last: [Entry], isTop: Bool) {
        self.last = last
        self.isTop = isTop
    }

    /// The index of the name in the last walk. The names of successive calls have to be in order.
    mutating func index(of name: String) -> Int? {
        while position < last.count, isBefore(last[position].name, name) { position += 1 }
        guard position < last.count, !isBefore(name, last[position].name) else { return nil }
        return position
    }

    private func isBefore(_ left: String, _ right: String) -> Bool {
        if isTop, case let isPage = PageName.matches(left), isPage != PageName.matches(right) { return isPage }
        return left.precedesByBytes(right)
    }

    mutating func keep(_ index: Int) {
        foundCount += 1
        if new == nil, index == keptCount {
            keptCount += 1
        } else {
            add(last[index])
        }
    }

    mutating func append(_ entry: Entry, replacing index: Int?) {
        if index != nil { foundCount += 1 }
        add(entry)
    }

    private mutating func add(_ entry: Entry) {
        if new == nil { new = Array(last[..<keptCount]) }
        new?.append(entry)
    }

    /// Whether a name of the last walk is missing now.
    var hasLost: Bool { foundCount < last.count }

    var result: [Entry] { new ?? (keptCount == last.count ? last : Array(last[..<keptCount])) }
}

/// The state of a name in a directory, from fstatat(2) alone. While it is the same, the target is the same too. The
/// contents of a folder are an exception, for which the state of the folder itself stands.
enum EntryState: Hashable, Sendable {
    /// A file that is neither a folder nor a link.
    case file(FileStatus)
    case folder(FileStatus.Identity, isReadableBySomebody: Bool)
    /// A symbolic link, and the state of its target, wherever that is.
    indirect case link(FileStatus.Version, EntryState)
    case unknown(SystemError)
}

extension FileDescriptor {
    /// The state of a name in this directory, or of a path from here.
    func state(of name: UnsafePointer<CChar>) -> EntryState {
        var status = stat()
        guard fstatat(rawValue, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { return .unknown(.last) }
        guard status.st_mode & S_IFMT == S_IFLNK else { return EntryState(FileStatus(status)) }
        let link = FileStatus(status).version
        guard fstatat(rawValue, name, &status, 0) == 0 else { return .link(link, .unknown(.last)) }
        return .link(link, EntryState(FileStatus(status)))
    }
}

extension EntryState {
    init(_ status: FileStatus) {
        switch status.kind {
        case .directory: self = .folder(status.identity, isReadableBySomebody: status.isReadableBySomebody)
        case .file, .special, .symbolicLink: self = .file(status)
        }
    }
}
