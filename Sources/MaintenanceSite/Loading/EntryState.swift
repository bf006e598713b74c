internal import Glibc

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
