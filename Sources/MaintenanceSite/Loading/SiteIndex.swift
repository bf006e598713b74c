internal import Glibc
internal import System

/// What a walk has found of a site. The next one keeps what is still the same, and a look tells whether anything is not.
struct SiteIndex: Sendable {
    /// In the order of the walk; the first is the site's own.
    private(set) var folders: [Folder] = []
    private var places: [ResourcePath: Int] = [:]
    /// As it was put together of this; nil where it could not be.
    var site: Site?

    /// The folder at that path from the site's own, the empty path.
    func folder(at path: String) -> Folder? { places[ResourcePath(path)].map { folders[$0] } }

    mutating func add(_ folder: Folder) {
        places[ResourcePath(folder.path)] = folders.count
        folders.append(folder)
    }
}

/// A folder as a walk has found it.
struct Folder: Sendable {
    /// From the site's directory, as URLs have it.
    let path: String
    /// From the tree's root, free of links.
    let place: String
    /// Of the folder itself; nil where it could not be listed.
    let version: FileStatus.Version?
    /// Whether the listing came long enough after the folder's last change: its time tells no two changes within one tick
    /// of the file system's clock apart.
    let isSettled: Bool
    /// In the order of names.
    let entries: [Entry]
    /// Why not all of it is served.
    let omission: Omission.Reason?

    /// Whether the names are the same for as long as the version is.
    var areNamesFinal: Bool { isSettled && omission == nil }
}

extension Folder {
    init(unreadableAt path: String, place: String, _ error: SystemError) {
        self.init(
            path: path, place: place, version: nil, isSettled: false, entries: [], omission: .unreadable(error))
    }
}

extension Entry {
    /// A name that no state can make one of a file that is served.
    init(name: String, omitted reason: Omission.Reason) {
        self.init(name: name, state: nil, finding: .omitted(reason), linkedFolder: nil)
    }
}

/// A name in a folder as a walk has found it.
struct Entry: Sendable {
    enum Finding: Sendable {
        case file(LoadedFile)
        /// A file that is being written, and its last good content.
        case changing(LoadedFile?)
        /// A folder by its path from the tree's root.
        case folder(String)
        case omitted(Omission.Reason)
    }

    let name: String
    /// nil where no state of the name can make it one that is served.
    let state: EntryState?
    let finding: Finding
    /// The folder, as a path from the tree's root, of a file that a link leads to.
    let linkedFolder: String?

    /// What of the entry is served.
    var served: LoadedFile? {
        switch finding {
        case .file(let file): file
        case .changing(let file): file
        case .folder, .omitted: nil
        }
    }

    /// Whether a walk that finds the same state can keep this.
    var isFinal: Bool {
        switch finding {
        case .file(let file): file.isConfirmed
        case .changing, .omitted(.unreadable), .omitted(.tooManyOpenFiles): false
        case .folder, .omitted: true
        }
    }
}

/// A file's contents as they were taken into a site.
struct LoadedFile: Sendable {
    let document: Document
    let version: FileStatus.Version
    /// Whether the file's last change was long enough ago when it was read. If not it is read once more.
    let isConfirmed: Bool
}

/// The entries of a folder, put together from those of the last walk: where all stay, they are the same array.
struct EntryList {
    let last: [Entry]
    /// How many of the last walk's are kept from the start on.
    private var keptCount = 0
    /// nil while nothing but these is there.
    private var new: [Entry]?
    private var position = 0
    private var foundCount = 0
    /// Whether the names of the page are first.
    private let isTop: Bool

    init(after last: [Entry], isTop: Bool) {
        self.last = last
        self.isTop = isTop
    }

    /// Where the last walk has found the name. Names are asked for in their order.
    mutating func index(of name: String) -> Int? {
        while position < last.count, isBefore(last[position].name, name) { position += 1 }
        guard position < last.count, last[position].name.utf8.elementsEqual(name.utf8) else { return nil }
        return position
    }

    private func isBefore(_ left: String, _ right: String) -> Bool {
        if isTop, case let isPage = PageName.matches(left), isPage != PageName.matches(right) { return isPage }
        return left.utf8.lexicographicallyPrecedes(right.utf8)
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

    /// Whether a name of the last walk is missing.
    var hasLost: Bool { foundCount < last.count }

    var result: [Entry] { new ?? (keptCount == last.count ? last : Array(last[..<keptCount])) }
}

/// What fstatat(2) alone tells of a name in a directory. While it is the same, so is what the name leads to, but for what
/// is in a folder, whose own state tells of that.
enum EntryState: Hashable, Sendable {
    /// A file of any kind but those below.
    case file(FileStatus)
    case folder(FileStatus.Identity, isReadableBySomebody: Bool)
    /// A symbolic link, and where it leads, wherever that is.
    indirect case link(FileStatus.Version, EntryState)
    case unknown(SystemError)
}

extension FileDescriptor {
    /// The state of the name in this directory, or of a path from here.
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
