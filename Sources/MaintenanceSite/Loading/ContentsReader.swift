internal import Glibc
internal import HTTP

/// Takes files into a site: small ones into memory, until that is used up, the others as open files.
struct ContentsReader {
    private let limits: SiteLimits
    private let gzipCopies = GzipCopies()
    /// Bytes.
    private(set) var memoryLeft: Int
    /// Files that stay open, to be sent from disk.
    private(set) var openFiles = 0

    init(limits: SiteLimits) {
        self.limits = limits
        memoryLeft = limits.memoryInAll
    }

    /// Reads the page or a sibling of it, which are in memory whatever their size: nothing that happens to the disk can
    /// take them away.
    mutating func page(
        of mediaType: String, from file: FileDescriptor, _ status: FileStatus
    ) throws(SystemError) -> Document {
        document(mediaType, status, holding: try inMemory(file, size: status.size))
    }

    /// Reads the file, up to the size that its status tells. What it becomes later changes nothing of what is in memory.
    mutating func file(
        named name: String, from file: FileDescriptor, _ status: FileStatus
    ) throws(SystemError) -> Document {
        document(
            MediaType.of(name), status,
            holding: fitsIntoMemory(status) ? try inMemory(file, size: status.size) : try onDisk(file))
    }

    private func document(_ mediaType: String, _ status: FileStatus, holding identity: Representation) -> Document {
        Document(
            mediaType: mediaType,
            // RFC 9110 §8.8.2.1: never later than the message.
            lastModified: min(status.lastModified, .now),
            identity: identity,
            encoded: [])
    }

    /// Makes a gzip copy of a file, of at most `limit` bytes; nil where it is not worth it.
    mutating func gzipCopy(of document: Document, limit: Int) -> Representation? {
        let copy = gzipCopies.copy(of: document, limit: limit)
        useMemory(copy?.contents.count ?? 0)
        return copy
    }

    /// Counts what a site holds that was loaded before, and is served on.
    mutating func keep(_ site: Site) {
        openFiles += site.openFiles
        for document in site.documents {
            for representation in [document.identity] + document.encoded {
                useMemory(representation.contents.bytesInMemory?.count ?? 0)
            }
        }
    }

    /// Whether the file would be held in memory.
    func fitsIntoMemory(_ status: FileStatus) -> Bool {
        status.size <= min(limits.memoryPerFile, memoryLeft)
    }

    private mutating func inMemory(_ file: FileDescriptor, size: Int) throws(SystemError) -> Representation {
        let bytes = try Bytes(capacity: size) { memory throws(SystemError) in try file.read(into: memory, from: 0) }
        useMemory(bytes.buffer.count)
        return Representation(coding: nil, inMemory: bytes)
    }

    /// None is left where the page and what belongs to it have taken more.
    private mutating func useMemory(_ count: Int) {
        memoryLeft = max(0, memoryLeft - count)
    }

    private mutating func onDisk(_ file: FileDescriptor) throws(SystemError) -> Representation {
        openFiles += 1
        let blocks = FileBlocks(of: file)
        var hasher = EntityTagHasher()
        while true {
            let block = try blocks.next()
            if block.isEmpty {
                let contents = Contents.file(file, length: hasher.length)
                return Representation(coding: nil, contents: contents, entityTag: hasher.entityTag)
            }
            hasher.update(block)
        }
    }
}

extension Representation {
    init(coding: ContentCoding?, inMemory bytes: Bytes) {
        var hasher = EntityTagHasher()
        hasher.update(bytes.buffer)
        self.init(coding: coding, contents: .memory(bytes), entityTag: hasher.entityTag)
    }
}
