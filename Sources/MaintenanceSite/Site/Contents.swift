/// The bytes of a file as the site holds them.
package enum Contents: Sendable {
    /// In memory.
    case memory(Bytes)
    /// On disk, in a file opened when the site was loaded, with the length that it had then.
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
    /// Those that are in memory; valid for as long as these contents live.
    var bytesInMemory: UnsafeRawBufferPointer? {
        switch self {
        case .memory(let bytes): bytes.buffer
        case .file: nil
        }
    }

    /// All bytes, read from disk where they are not in memory.
    package func bytes() throws(SystemError) -> [UInt8] {
        switch self {
        case .memory(let bytes):
            return Array(bytes.buffer)
        case .file(let file, let length):
            let bytes = try Bytes(capacity: length) { memory throws(SystemError) in
                try file.read(into: memory, from: 0)
            }
            return Array(bytes.buffer)
        }
    }
}
