internal import Glibc

/// Takes files into a site: small ones into memory, until that is used up, the others as open files.
struct ContentsReader {
    private static let blockSize = 64 << 10

    private let limits: SiteLimits
    private var memoryLeft: Int
    private var openFiles = 0

    init(limits: SiteLimits) {
        self.limits = limits
        memoryLeft = limits.memoryInAll
    }

    /// Reads the file whole. What the file becomes later changes nothing of what is in memory.
    mutating func document(
        named name: String, from file: FileDescriptor, _ status: FileStatus
    ) throws(SystemError) -> Document {
        let (contents, entityTag) =
            if status.size <= min(limits.memoryPerFile, memoryLeft) {
                try inMemory(file, size: status.size)
            } else {
                try onDisk(file)
            }
        return Document(
            mediaType: MediaType.of(name), contents: contents, entityTag: entityTag, lastModified: status.lastModified)
    }

    private mutating func inMemory(_ file: FileDescriptor, size: Int) throws(SystemError) -> (Contents, EntityTag) {
        let bytes = try Bytes(capacity: size) { memory throws(SystemError) in try file.read(into: memory, from: 0) }
        memoryLeft -= bytes.buffer.count
        var entityTag = EntityTag()
        entityTag.update(bytes.buffer)
        return (.memory(bytes), entityTag)
    }

    private mutating func onDisk(_ file: FileDescriptor) throws(SystemError) -> (Contents, EntityTag) {
        openFiles += 1
        guard openFiles <= limits.openFiles else { throw SystemError(code: EMFILE) }
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: ContentsReader.blockSize, alignment: 1)
        defer { block.deallocate() }
        var entityTag = EntityTag()
        while true {
            let count = try file.read(into: block, from: entityTag.length)
            if count == 0 { return (.file(file, length: entityTag.length), entityTag) }
            entityTag.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
        }
    }
}
