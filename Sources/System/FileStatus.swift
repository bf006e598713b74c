package import Glibc

/// The relevant fields of stat(2).
package struct FileStatus: Hashable, Sendable {
    package enum Kind: Sendable {
        case file
        case directory
        case symbolicLink
        case special
    }

    /// Identifies a file of the host.
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

    /// Identifies a state of a file, as far as the file system distinguishes them.
    package struct Version: Hashable, Sendable {
        package let identity: Identity
        package let size: Int
        /// When the contents were last changed.
        package let modified: Time
        package let changed: Time
    }

    package let kind: Kind
    package let version: Version
    /// Whether its mode has a read permission for anyone.
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
    /// Whether that many seconds have passed since this time, by the clock of the host. For a time in the future it is
    /// false.
    package func isPast(bySeconds count: Int) -> Bool { seconds + count < time(nil) }

    /// Whether that much time has passed since this time.
    package func isPast(by duration: Duration) -> Bool {
        var now = timespec()
        clock_gettime(CLOCK_REALTIME, &now)
        return .seconds(now.tv_sec - seconds) + .nanoseconds(now.tv_nsec - nanoseconds) >= duration
    }
}
