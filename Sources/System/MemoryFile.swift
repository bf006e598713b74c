internal import CLinux
internal import Glibc

/// A file in memory (memfd_create(2)) that is mapped and that nobody can change. The kernel sends its pages without copying
/// them, so clients that read slowly share them.
///
/// `@unchecked Sendable`: the pages are sealed before the initializer ends, and unmapped when no code has the object any more. In
/// between they are only read.
package final class MemoryFile: @unchecked Sendable {
    private static let seals =
        CLINUX_F_SEAL_SEAL | CLINUX_F_SEAL_SHRINK | CLINUX_F_SEAL_GROW | CLINUX_F_SEAL_WRITE

    package let descriptor: FileDescriptor
    /// All bytes of the file. Valid for as long as this object lives.
    package let bytes: UnsafeRawBufferPointer

    /// Copies the bytes, at least one.
    package convenience init(_ bytes: UnsafeRawBufferPointer) throws(SystemError) {
        try self.init { descriptor throws(SystemError) in
            try descriptor.writeAll(bytes)
            return bytes.count
        }
    }

    /// Copies the first bytes of a file, up to `size`. Throws EINVAL if it has none.
    package convenience init(copying file: FileDescriptor, _ size: Int) throws(SystemError) {
        try self.init { descriptor throws(SystemError) in
            var offset = 0
            while offset < size {
                let count = sendfile(descriptor.rawValue, file.rawValue, &offset, size - offset)
                if count == 0 { break }
                guard count > 0 || errno == EINTR else { throw .last }
            }
            return offset
        }
    }

    /// `fill` writes the bytes, and returns their number.
    private init(fill: (FileDescriptor) throws(SystemError) -> Int) throws(SystemError) {
        let rawValue = memfd_create("site", UInt32(CLINUX_MFD_CLOEXEC | CLINUX_MFD_ALLOW_SEALING))
        guard rawValue >= 0 else { throw .last }
        descriptor = FileDescriptor(owning: rawValue)
        let size = try fill(descriptor)
        guard fcntl(rawValue, CInt(CLINUX_F_ADD_SEALS), CInt(MemoryFile.seals)) == 0 else { throw .last }
        // Before Linux 6.7 a sealed file has no shared mappings. A private one has the same pages, since nobody writes to it.
        let address = mmap(nil, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, rawValue, 0)
        guard let address, address != MAP_FAILED else { throw .last }
        bytes = UnsafeRawBufferPointer(start: address, count: size)
    }

    deinit {
        munmap(UnsafeMutableRawPointer(mutating: bytes.baseAddress), bytes.count)
    }
}
