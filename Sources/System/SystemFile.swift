internal import Glibc

/// Reads the first bytes of a file, up to a count. It does not block, even on a FIFO.
package func readFile(_ path: String, atMost count: Int) throws(SystemError) -> [UInt8] {
    let file = try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
    var bytes = [UInt8](repeating: 0, count: count)
    let result = bytes.withUnsafeMutableBytes { memory in
        Result { () throws(SystemError) in try file.read(into: memory, from: 0) }
    }
    bytes.removeSubrange(try result.get()...)
    return bytes
}

extension String {
    /// Reads up to 4 KiB of a text file, such as the kernel's files under /proc, whose size is not known.
    package init(systemFile path: String) throws(SystemError) {
        self = String(decoding: try readFile(path, atMost: 4096), as: UTF8.self)
    }
}

/// The names in a directory, without `.` and `..`.
package func names(inDirectory path: String) throws(SystemError) -> [String] {
    guard let directory = opendir(path) else { throw .last }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
        // The name ends within the entry, which is valid until the next call.
        let name = withUnsafePointer(to: &entry.pointee.d_name) {
            $0.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: $0.pointee)) {
                String(cString: $0)
            }
        }
        if name != "." && name != ".." { names.append(name) }
    }
    return names
}

/// Makes a directory, unless it exists.
package func makeDirectory(_ path: String) throws(SystemError) {
    guard mkdir(path, 0o777) == 0 || errno == EEXIST else { throw .last }
}

/// Writes a file under a hidden name, and renames it. So readers find either the old text or the new one, complete. The
/// new text is on disk when this returns.
package func replaceFile(_ name: String, in directory: String, with text: String) throws(SystemError) {
    var template = Array("\(directory)/.\(name).XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    guard descriptor >= 0 else { throw .last }
    let file = FileDescriptor(owning: descriptor)
    do throws(SystemError) {
        try file.writeAll(Array(text.utf8))
        // mkstemp(3) makes files that only the owner may read.
        let mask = umask(0)
        umask(mask)
        guard fchmod(descriptor, 0o666 & ~mask) == 0, fsync(descriptor) == 0,
            rename(template, "\(directory)/\(name)") == 0
        else { throw .last }
    } catch {
        unlink(template)
        throw error
    }
    try syncDirectory(directory)
}

/// Removes a file. Returns false if it does not exist.
package func removeFile(_ name: String, in directory: String) throws(SystemError) -> Bool {
    guard unlink("\(directory)/\(name)") == 0 else {
        if errno == ENOENT { return false }
        throw .last
    }
    try syncDirectory(directory)
    return true
}

/// Waits until the names in the directory are on disk. File systems without support for this return EINVAL.
private func syncDirectory(_ path: String) throws(SystemError) {
    let directory = try FileDescriptor(opening: path, O_RDONLY | O_DIRECTORY)
    guard fsync(directory.rawValue) == 0 || errno == EINVAL else { throw .last }
}

extension FileDescriptor {
    /// Writes all bytes.
    package func writeAll(_ bytes: [UInt8]) throws(SystemError) {
        try bytes.withUnsafeBytes { bytes in Result { () throws(SystemError) in try writeAll(bytes) } }.get()
    }

    /// Writes all bytes.
    package func writeAll(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        var rest = bytes
        while !rest.isEmpty {
            let count = write(rawValue, rest.baseAddress, rest.count)
            if count < 0, errno != EINTR { throw .last }
            rest = UnsafeRawBufferPointer(rebasing: rest.dropFirst(max(0, count)))
        }
    }
}
