internal import Glibc

extension String {
    /// The start, up to 4 KiB, of a short text file, such as the kernel's under /proc, which tell no size. It waits for nobody,
    /// should the name be a FIFO's.
    package init(systemFile path: String) throws(SystemError) {
        let file = try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
        let bytes = try Bytes(capacity: 4096) { memory throws(SystemError) in try file.read(into: memory, from: 0) }
        self = String(decoding: bytes.buffer, as: UTF8.self)
    }
}
