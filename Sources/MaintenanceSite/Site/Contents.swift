/// The bytes of a file as the site holds them.
package enum Contents: Sendable {
    /// In memory.
    case memory(Bytes)
    /// In an open file of that length: the site's file itself, or a copy of it in memory (memfd_create(2)). Either is sent
    /// without a copy by the kernel.
    case file(FileDescriptor, length: Int)

    /// The number of bytes.
    package var count: Int {
        switch self {
        case .memory(let bytes): bytes.buffer.count
        case .file(_, let length): length
        }
    }
}

extension Contents {
    /// All bytes, read from the file where they are in one.
    package func bytes() throws(SystemError) -> [UInt8] { try prefix(count) }

    /// As many of the first bytes, or all.
    func prefix(_ count: Int) throws(SystemError) -> [UInt8] {
        switch self {
        case .memory(let bytes):
            return withExtendedLifetime(bytes) { Array(bytes.buffer.prefix(count)) }
        case .file(let file, let length):
            let bytes = try Bytes(capacity: min(count, length)) { memory throws(SystemError) in
                try file.read(into: memory, from: 0)
            }
            return withExtendedLifetime(bytes) { Array(bytes.buffer) }
        }
    }
}
