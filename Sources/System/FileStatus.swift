package import Glibc

/// What stat(2) tells of a file, as far as it matters here.
package struct FileStatus: Hashable, Sendable {
    package enum Kind: Sendable {
        case file
        case directory
        case symbolicLink
        case special
    }

    /// Tells one file of the host from all others.
    package struct Identity: Hashable, Sendable {
        package let device: UInt
        package let inode: UInt

        package init(device: UInt, inode: UInt) {
            self.device = device
            self.inode = inode
        }
    }

    package struct Time: Hashable, Sendable {
        package let seconds: Int
        package let nanoseconds: Int

        package init(_ time: timespec) {
            seconds = time.tv_sec
            nanoseconds = time.tv_nsec
        }
    }

    /// Tells one state of a file from another, as far as the file system does.
    package struct Version: Hashable, Sendable {
        package let identity: Identity
        package let size: Int
        /// When the contents were last changed, and when anything was.
        package let modified: Time
        package let changed: Time
    }

    package let kind: Kind
    package let version: Version
    /// Whether its mode lets anybody at all read it.
    package let isReadableBySomebody: Bool

    package var identity: Identity { version.identity }
    package var size: Int { version.size }

    package init(_ status: stat) {
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
    package func isPast(bySeconds count: Int) -> Bool { seconds + count < time(nil) }
}
