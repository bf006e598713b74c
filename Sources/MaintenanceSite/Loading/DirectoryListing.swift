internal import Glibc

extension Directory {
    /// The names in the directory, in the order of their bytes, but for `.` and `..`; nil for one that is not UTF-8.
    func names() throws(SystemError) -> [Name] {
        // The stream closes its descriptor and moves its offset, so it gets one of its own.
        let own = openat(descriptor.rawValue, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard own >= 0 else { throw .last }
        guard let stream = fdopendir(own) else {
            let error = SystemError.last
            close(own)
            throw error
        }
        defer { closedir(stream) }
        var names: [Name] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = Name(entry)
            if name.text != ".", name.text != ".." { names.append(name) }
        }
        guard errno == 0 else { throw .last }
        return names.sorted { $0.text.utf8.lexicographicallyPrecedes($1.text.utf8) }
    }

    struct Name {
        let text: String
        /// Whether the text is the very name; else it stands for a name that is not UTF-8.
        let isExact: Bool

        /// Reads the name where it is: the entry in the stream's buffer ends with it, short of `dirent`'s full size.
        fileprivate init(_ entry: UnsafeMutablePointer<dirent>) {
            let offset = MemoryLayout<dirent>.offset(of: \.d_name) ?? 0
            let start = UnsafeRawPointer(entry).advanced(by: offset).assumingMemoryBound(to: CChar.self)
            let exact = String(validatingCString: start)
            text = exact ?? String(cString: start)
            isExact = exact != nil
        }
    }
}
