/// Reads a file from its start, block by block, into memory of its own.
final class FileBlocks {
    private static let size = 256 << 10

    private let file: FileDescriptor
    private let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: FileBlocks.size, alignment: 1)
    private var offset = 0

    init(of file: FileDescriptor) {
        self.file = file
    }

    deinit {
        memory.deallocate()
    }

    /// The next block, empty at the file's end; it stays as it is until the next call, or until this object goes.
    func next() throws(SystemError) -> UnsafeRawBufferPointer {
        let count = try file.read(into: memory, from: offset)
        offset += count
        return UnsafeRawBufferPointer(rebasing: memory[..<count])
    }
}
