internal import Glibc

/// What stat(2) tells of a file, as far as it matters here.
struct FileStatus: Hashable {
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

    struct Time: Hashable {
        let seconds: Int
        let nanoseconds: Int

        init(_ time: timespec) {
            seconds = time.tv_sec
            nanoseconds = time.tv_nsec
        }
    }

    /// Tells one state of a file from another, as far as the file system does.
    struct Version: Hashable {
        let identity: Identity
        let size: Int
        /// When the contents were last changed, and when anything was.
        let modified: Time
        let changed: Time
    }

    let kind: Kind
    let version: Version
    /// Whether its mode lets anybody at all read it.
    let isReadableBySomebody: Bool

    var identity: Identity { version.identity }
    var size: Int { version.size }

    init(_ status: stat) {
        kind =
            switch status.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .symbolicLink
            default: .special
            }
        version = Version(
            identity: Identity(device: status.st_dev, inode: status.st_ino), size: status.st_size,
            modified: Time(status.st_mtim), changed: Time(status.st_ctim))
        isReadableBySomebody = status.st_mode & 0o444 != 0
    }
}

extension FileStatus.Time {
    /// Whether so many seconds have passed since, by the host's clock. A time in the future has not.
    func isPast(bySeconds count: Int) -> Bool { seconds + count < time(nil) }
}
