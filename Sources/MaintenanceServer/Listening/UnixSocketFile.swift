internal import Glibc

/// The file of a Unix socket that this process has bound.
struct UnixSocketFile: Sendable {
    private let path: String
    private let identity: Identity?

    /// To be made right after the socket was bound to the path.
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
