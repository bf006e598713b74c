package import System

/// The bytes of a file.
package enum Contents: Sendable {
    /// In memory.
    case memory(Bytes)
    /// In the file of the site.
    case file(FileOnDisk)

    /// The number of bytes.
    package var count: Int {
        switch self {
        case .memory(let bytes): bytes.buffer.count
        case .file(let file): file.version.size
        }
    }
}

/// A file of the site that is open. It may be written to at any time.
package struct FileOnDisk: Sendable {
    package let descriptor: FileDescriptor
    /// The state in which the file was opened.
    let version: FileStatus.Version

    /// Whether the bytes are still those of that state. Another name, other permissions or no name leave them unchanged.
    package var isIntact: Bool {
        guard let now = try? descriptor.status().version else { return false }
        return now.size == version.size && now.modified == version.modified
    }
}

extension Contents {
    /// All bytes, which are read if they are in a file.
    package func bytes() throws(SystemError) -> [UInt8] { try prefix(count) }

    /// The first bytes, up to a count.
    func prefix(_ count: Int) throws(SystemError) -> [UInt8] {
        switch self {
        case .memory(let bytes):
            return withExtendedLifetime(bytes) { Array(bytes.buffer.prefix(count)) }
        case .file(let file):
            let bytes = try Bytes(capacity: min(count, file.version.size)) { memory throws(SystemError) in
                try file.descriptor.read(into: memory, from: 0)
            }
            return withExtendedLifetime(bytes) { Array(bytes.buffer) }
        }
    }
}

/// Reads contents block by block from their start.
final class Blocks {
    private static let size = 256 << 10

    private let contents: Contents
    /// The memory of a block from a file, which is reused.
    private lazy var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: Blocks.size, alignment: 1)
    private var offset = 0

    init(of contents: Contents) {
        self.contents = contents
    }

    deinit {
        if case .file = contents { memory.deallocate() }
    }

    /// The next block, which is empty at the end of the contents. It is valid until the next call.
    func next() throws(SystemError) -> UnsafeRawBufferPointer {
        let block =
            switch contents {
            case .memory(let bytes):
                UnsafeRawBufferPointer(rebasing: bytes.buffer.dropFirst(offset).prefix(Blocks.size))
            case .file(let file):
                UnsafeRawBufferPointer(
                    rebasing: memory[..<(try file.descriptor.read(into: memory, from: offset))]
                        .prefix(file.version.size - offset))
            }
        offset += block.count
        return block
    }
}
