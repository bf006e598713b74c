internal import Glibc

extension String {
    /// The start, up to 4 KiB, of a short text file, such as the kernel's under /proc, which tell no size. It waits for nobody,
    /// should the name be a FIFO's.
    package init(systemFile path: String) throws(SystemError) {
        let file = try FileDescriptor(opening: path, O_RDONLY | O_NONBLOCK)
        var bytes = [UInt8](repeating: 0, count: 4096)
        let result = bytes.withUnsafeMutableBytes { memory in
            Result { () throws(SystemError) in try file.read(into: memory, from: 0) }
        }
        self = String(decoding: bytes.prefix(try result.get()), as: UTF8.self)
    }
}
