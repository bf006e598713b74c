internal import Glibc
internal import HTTP

/// Takes files into a site: small ones into memory, until that is used up, the others as open files.
struct ContentsReader {
    private static let blockSize = 64 << 10

    private let limits: SiteLimits
    private var memoryLeft: Int
    /// Files that stay open, to be sent from disk.
    private(set) var openFiles = 0

    init(limits: SiteLimits) {
        self.limits = limits
        memoryLeft = limits.memoryInAll
    }

    /// Reads the page, which is in memory whatever its size: nothing that happens to the disk can take it away.
    mutating func page(from file: FileDescriptor, _ status: FileStatus) throws(SystemError) -> Document {
        document(named: PageName.standard, status, holding: try inMemory(file, size: status.size))
    }

    /// Reads the file, up to the size that its status tells. What it becomes later changes nothing of what is in memory.
    mutating func document(
        named name: String, from file: FileDescriptor, _ status: FileStatus
    ) throws(SystemError) -> Document {
        let identity = fitsIntoMemory(status) ? try inMemory(file, size: status.size) : try onDisk(file)
        return document(named: name, status, holding: identity)
    }

    private func document(
        named name: String, _ status: FileStatus, holding identity: Representation
    ) -> Document {
        Document(
            mediaType: MediaType.of(name),
            // RFC 9110 §8.8.2.1: never later than the message.
            lastModified: min(status.lastModified, .now),
            identity: identity,
            encoded: [])
    }

    /// Whether the file would be held in memory.
    func fitsIntoMemory(_ status: FileStatus) -> Bool {
        status.size <= min(limits.memoryPerFile, memoryLeft)
    }

    private mutating func inMemory(_ file: FileDescriptor, size: Int) throws(SystemError) -> Representation {
        let bytes = try Bytes(capacity: size) { memory throws(SystemError) in try file.read(into: memory, from: 0) }
        memoryLeft -= bytes.buffer.count
        var hasher = EntityTagHasher()
        hasher.update(bytes.buffer)
        return Representation(coding: nil, contents: .memory(bytes), entityTag: hasher.entityTag)
    }

    private mutating func onDisk(_ file: FileDescriptor) throws(SystemError) -> Representation {
        openFiles += 1
        let block = UnsafeMutableRawBufferPointer.allocate(byteCount: ContentsReader.blockSize, alignment: 1)
        defer { block.deallocate() }
        var hasher = EntityTagHasher()
        while true {
            let count = try file.read(into: block, from: hasher.length)
            if count == 0 {
                let contents = Contents.file(file, length: hasher.length)
                return Representation(coding: nil, contents: contents, entityTag: hasher.entityTag)
            }
            hasher.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
        }
    }
}
