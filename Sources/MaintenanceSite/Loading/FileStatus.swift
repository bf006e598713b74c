internal import Glibc
internal import HTTP

/// What stat(2) tells of a file, as far as it matters here.
struct FileStatus {
    enum Kind {
        case file
        case directory
        case symbolicLink
        case special
    }

    /// Tells one file of the host from all others.
    struct Identity: Hashable {
        let device: UInt
        let inode: UInt
    }

    /// Tells one state of a file from another, as far as the file system does.
    struct Version: Hashable {
        let identity: Identity
        let size: Int
        /// When the contents were last changed, and when anything was: seconds and nanoseconds of each.
        let times: [Int]
    }

    let kind: Kind
    let identity: Identity
    let version: Version
    let size: Int
    let lastModified: HTTPDate
    /// Whether its mode lets anybody at all read it.
    let isReadableBySomebody: Bool

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .special
            }
        identity = Identity(device: status.st_dev, inode: status.st_ino)
        size = status.st_size
        version = Version(
            identity: identity, size: size,
            times: [
                status.st_mtim.tv_sec, status.st_mtim.tv_nsec, status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
            ])
        lastModified = HTTPDate(secondsSinceEpoch: status.st_mtim.tv_sec)
        isReadableBySomebody = status.st_mode & 0o444 != 0
    }
}
