internal import Glibc
internal import MaintenanceSite
internal import System

/// The right to make a socket at a path, for as long as this object lives. It locks the directory (flock(2)), which leaves no
/// file behind. Of several processes that find a stale socket one replaces it, and the others see that it is in use.
final class UnixSocketClaim {
    /// How long to wait for another process that is about to listen in the same directory.
    private static let patience = Duration.seconds(2)

    private let lock: FileDescriptor

    /// Removes a socket that nobody accepts from.
    init(_ path: String) throws(ListenError.Reason) {
        let address = SocketAddress.unix(.path(path))
        let directory = path.lastIndex(of: "/").map { String(path[...$0]) } ?? "."
        let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ListenError.Reason(address, .last) }
        lock = FileDescriptor(owning: descriptor)
        let deadline = ContinuousClock.now + UnixSocketClaim.patience
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard ContinuousClock.now < deadline else { throw .directoryLocked }
            usleep(5_000)
        }
        try UnixSocketClaim.removeStale(path, address)
    }

    private static func removeStale(_ path: String, _ address: SocketAddress) throws(ListenError.Reason) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard status.st_mode & S_IFMT == S_IFSOCK else { throw .notASocket }
        guard let error = failure(toReach: address) else { throw .socketInUse }
        switch error.code {
        case ECONNREFUSED: guard unlink(path) == 0 else { throw ListenError.Reason(address, .last) }
        case ENOENT: break
        case EACCES: throw .notPermitted(address)
        default: throw .socketInUse
        }
    }

    private static func failure(toReach address: SocketAddress) -> SystemError? {
        do throws(SystemError) {
            // Connecting does not wait: a server that is too busy to accept still exists.
            _ = try ClientConnection(to: address, waits: false)
            return nil
        } catch {
            return error
        }
    }
}

/// The file of a Unix socket that this process has bound.
struct UnixSocketFile: Sendable {
    let path: String
    private let identity: Identity?

    /// Identifies the file, right after the socket was bound to the path.
    init(boundTo path: String) {
        self.path = path
        identity = Identity(of: path)
    }

    /// Removes the file, unless another has taken its place.
    func remove() {
        if let identity, Identity(of: path) == identity { unlink(path) }
    }

    private struct Identity: Equatable {
        let device: dev_t
        let inode: ino_t

        init?(of path: String) {
            var status = stat()
            guard lstat(path, &status) == 0 else { return nil }
            device = status.st_dev
            inode = status.st_ino
        }
    }
}
