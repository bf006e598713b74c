internal import Glibc
internal import System

/// An open directory. Its calls follow no symbolic links, so nothing above it can be reached through it.
struct Directory {
    let descriptor: FileDescriptor
    let status: FileStatus
    var identity: FileStatus.Identity { status.identity }

    /// Opens the directory at a path, which may be a symbolic link.
    init(path: String) throws(SystemError) {
        try self.init(FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY))
    }

    private init(_ descriptor: FileDescriptor) throws(SystemError) {
        self.descriptor = descriptor
        status = try descriptor.status()
    }

    /// Opens a folder by its path from here, one name at a time. The empty path is this directory.
    func folder(at path: String) throws(SystemError) -> Directory {
        if path.isEmpty { return self }
        var folder = descriptor
        for name in path.utf8.split(separator: UInt8(ascii: "/")) {
            folder = try FileDescriptor(
                opening: String(Substring(name)), in: folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        }
        return try Directory(folder)
    }

    /// Opens a file, which retains its reservations. Does not block, even if the name has become a FIFO.
    func file(_ name: String, retaining retained: [any Sendable] = []) throws(SystemError) -> FileDescriptor {
        try FileDescriptor(opening: name, in: descriptor, O_RDONLY | O_NOFOLLOW | O_NONBLOCK, retaining: retained)
    }
}

extension Directory {
    /// A name in the directory.
    struct Name {
        let text: String
        /// Whether the text is the exact name. Otherwise it represents a name that is not UTF-8.
        let isExact: Bool
    }

    /// The names in the directory without `.` and `..`: all names for which `isFirst` is true, then up to `limit`
    /// others, both in the order of their bytes. Also returns whether these are all names.
    func names(
        atMost limit: Int, after isFirst: (String) -> Bool
    ) throws(SystemError) -> (names: [Name], areAll: Bool) {
        // The stream closes its descriptor and moves its offset, so it gets a separate descriptor.
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
        let order = { (left: Name, right: Name) in left.text.precedesByBytes(right.text) }
        return (first.sorted(by: order) + others.sorted(by: order), areAll)
    }
}

extension Directory.Name {
    /// Reads the name in place, because the entry in the stream's buffer ends with it, short of `dirent`'s full size.
    fileprivate init(_ entry: UnsafeMutablePointer<dirent>) {
        let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
        let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
        let exact = String(validatingCString: start)
        text = exact ?? String(cString: start)
        isExact = exact != nil
    }
}

/// Resolves symbolic links, which may lead anywhere within the site but not out of it.
struct SymbolicLink {
    /// The target of a link.
    enum Target {
        /// The names on the path from the site's directory to the target, none of which is a link.
        case inSite([String])
        case outOfSite
    }

    /// The path of the site, without links.
    private let site: [String]
    private let sitePath: String

    /// Links in the site in that directory.
    init(in directory: String) throws(SystemError) {
        sitePath = try SymbolicLink.realPath(directory)
        site = SymbolicLink.names(in: sitePath)
    }

    /// Follows the link at a path from the site's directory.
    ///
    /// The result holds only for the moment, so opening the target must not follow links again.
    func target(of path: String) throws(SystemError) -> Target {
        let target = SymbolicLink.names(in: try SymbolicLink.realPath("\(sitePath)/\(path)"))
        // Name by name: /srv/site-old is not in /srv/site.
        guard target.starts(with: site, by: { $0.utf8.elementsEqual($1.utf8) }) else { return .outOfSite }
        return .inSite(Array(target.dropFirst(site.count)))
    }

    private static func names(in path: String) -> [String] {
        path.utf8.split(separator: UInt8(ascii: "/")).map { String(Substring($0)) }
    }

    private static func realPath(_ path: String) throws(SystemError) -> String {
        guard let resolved = realpath(path, nil) else { throw .last }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
