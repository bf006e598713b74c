internal import Glibc

/// An open directory. No call of it follows a symbolic link, so that nothing above it can be reached through it.
struct Directory {
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

    /// Opens a folder by its path from here, one name at a time; the empty path is this directory.
    func folder(at place: String) throws(SystemError) -> Directory {
        if place.isEmpty { return self }
        var folder = descriptor
        for name in place.utf8.split(separator: UInt8(ascii: "/")) {
            folder = try FileDescriptor(
                opening: String(Substring(name)), in: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        }
        return try Directory(folder)
    }

    /// Opens a file, for which the reservations were made. It waits for nobody, should the name have become a FIFO's.
    func file(_ name: String, holding reservations: [Reservation] = []) throws(SystemError) -> FileDescriptor {
        try FileDescriptor(opening: name, in: descriptor, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, holding: reservations)
    }
}

extension Directory {
    /// A name in the directory.
    struct Name {
        let text: String
        /// Whether the text is the very name; else it stands for a name that is not UTF-8.
        let isExact: Bool
    }

    /// The names in the directory but for `.` and `..`: all that `isFirst` finds, then as many others as `limit`, each in the
    /// order of their bytes. Tells whether these are all.
    func names(
        atMost limit: Int, after isFirst: (String) -> Bool
    ) throws(SystemError) -> (names: [Name], areAll: Bool) {
        // The stream closes its descriptor and moves its offset, so it gets another one.
        let stream = openat(descriptor.rawValue, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard stream >= 0 else { throw .last }
        guard let entries = fdopendir(stream) else {
            let error = SystemError.last
            close(stream)
            throw error
        }
        defer { closedir(entries) }
        var (first, others): ([Name], [Name]) = ([], [])
        var areAll = true
        while true {
            errno = 0
            guard let entry = readdir(entries) else { break }
            let name = Name(entry)
            if name.text == "." || name.text == ".." { continue }
            if isFirst(name.text) {
                first.append(name)
            } else if others.count < limit {
                others.append(name)
            } else {
                areAll = false
            }
        }
        guard errno == 0 else { throw .last }
        let order = { (left: Name, right: Name) in left.text.utf8.lexicographicallyPrecedes(right.text.utf8) }
        return (first.sorted(by: order) + others.sorted(by: order), areAll)
    }
}

extension Directory.Name {
    /// Reads the name where it is: the entry in the stream's buffer ends with it, short of `dirent`'s full size.
    fileprivate init(_ entry: UnsafeMutablePointer<dirent>) {
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
        let exact = String(validatingCString: start)
        text = exact ?? String(cString: start)
        isExact = exact != nil
    }
}
