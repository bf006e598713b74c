internal import Glibc

extension String {
    /// The start, up to 4 KiB, of one of the kernel's text files, such as those under /proc, which tell no size.
    package init(systemFile path: String) throws(SystemError) {
        let file = try FileDescriptor(opening: path, O_RDONLY)
        let bytes = try Bytes(capacity: 4096) { memory throws(SystemError) in try file.read(into: memory, from: 0) }
        self = String(decoding: bytes.buffer, as: UTF8.self)
    }
}
