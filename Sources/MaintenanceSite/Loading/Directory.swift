internal import Glibc

/// An open directory. No call of it follows a symbolic link, so that nothing above it can be reached through it.
struct Directory {
    /// What a name in a directory leads to.
    enum Entry {
        case file(FileDescriptor, FileStatus)
        case directory(Directory)
        case omitted(Omission.Reason)
    }

    let descriptor: FileDescriptor
    let status: FileStatus
    var identity: FileStatus.Identity { status.identity }

    /// Opens the directory of that path, which may itself be a symbolic link.
    init(path: String) throws(SystemError) {
        try self.init(FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY))
    }

    private init(_ descriptor: FileDescriptor) throws(SystemError) {
        self.descriptor = descriptor
        status = try descriptor.status()
    }

    /// Opens what the name leads to; nil for a symbolic link.
    func open(_ name: String) throws(SystemError) -> Entry? {
        var status = stat()
        guard fstatat(descriptor.rawValue, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { throw .last }
        let found = FileStatus(status)
        switch found.kind {
        case .symbolicLink:
            return nil
        case .special:
            return .omitted(.specialFile)
        case .file, .directory:
            guard found.isReadableBySomebody else { return .omitted(.unreadableForAll) }
        }
        // Not blocking, should the name have become a FIFO's since.
        let opened = try FileDescriptor(opening: name, in: descriptor, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
        let openedStatus = try opened.status()
        return switch openedStatus.kind {
        case .file: .file(opened, openedStatus)
        case .directory: .directory(try Directory(opened))
        case .symbolicLink, .special: .omitted(.specialFile)
        }
    }

    /// Opens what a path leads to, from name to name; nil where one of them is a symbolic link.
    func open(path names: [String]) throws(SystemError) -> Entry? {
        guard let first = names.first else { return .directory(self) }
        let entry = try open(first)
        guard names.count > 1, case .directory(let directory) = entry else { return entry }
        return try directory.open(path: Array(names.dropFirst()))
    }
}
