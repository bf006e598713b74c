package import HTTP
internal import Synchronization
internal import System

/// The bytes of a file in one coding (RFC 9110 §3.2).
package struct Representation: Sendable {
    private enum Tag: Sendable {
        case known(EntityTag)
        /// It is found by reading all of a large file, while that is already served.
        case found(SetOnce<EntityTag>)
    }

    /// nil without a coding.
    package let coding: ContentCoding?
    package let contents: Contents
    private let tag: Tag

    private init(_ coding: ContentCoding?, _ contents: Contents, _ tag: Tag) {
        self.coding = coding
        self.contents = contents
        self.tag = tag
    }

    /// Contents that do not change.
    init(coding: ContentCoding?, _ contents: Contents, _ entityTag: EntityTag) {
        self.init(coding, contents, .known(entityTag))
    }

    init(coding: ContentCoding?, inMemory bytes: Bytes) {
        var hasher = EntityTagHasher()
        hasher.update(bytes.buffer)
        self.init(coding: coding, .memory(bytes), hasher.entityTag)
    }

    /// Bytes whose memory is reserved in the budget.
    init(coding: ContentCoding?, inMemory bytes: Bytes, within budget: SiteBudget) {
        var hasher = EntityTagHasher()
        hasher.update(bytes.buffer)
        self.init(coding: coding, .memory(bytes.forSending(within: budget)), hasher.entityTag)
    }

    /// A copy of a large file in memory.
    init(copy: Bytes) {
        self.init(nil, .memory(copy), .found(SetOnce()))
    }

    /// A file that is sent from disk and is in that state.
    init(onDisk file: FileDescriptor, _ version: FileStatus.Version) {
        self.init(nil, .file(FileOnDisk(descriptor: file, version: version)), .found(SetOnce()))
    }

    /// The same bytes as a representation of another file in a coding.
    func asSibling(in coding: ContentCoding) -> Representation { Representation(coding, contents, tag) }

    /// The tag of the contents; nil while it is not known.
    package var entityTag: EntityTag? {
        switch tag {
        case .known(let tag): tag
        case .found(let tag): tag.value
        }
    }

    /// Whether the contents are sent from the file on disk.
    var isOnDisk: Bool {
        if case .file = contents { true } else { false }
    }

    /// Whether the bytes still match the entity tag.
    var isIntact: Bool {
        if case .file(let file) = contents { file.isIntact } else { true }
    }

    /// Finds the entity tag of a large file by reading all of it. Calls `betweenBlocks` after each block. The tag
    /// remains unknown if the file cannot be read, or is written to in the meantime.
    func findEntityTag(betweenBlocks: () -> Void) {
        guard case .found(let tag) = tag, tag.value == nil else { return }
        let blocks = Blocks(of: contents)
        var hasher = EntityTagHasher()
        while hasher.length < contents.count {
            guard let block = try? blocks.next(), !block.isEmpty else { return }
            hasher.update(block)
            betweenBlocks()
        }
        if isIntact { tag.set(hasher.entityTag) }
    }
}

extension Representation: Equatable {
    /// Contents with equal entity tags are equal. Without a tag a file is equal only to itself.
    package static func == (left: Representation, right: Representation) -> Bool {
        guard left.coding == right.coding else { return false }
        if let tag = left.entityTag, let other = right.entityTag { return tag == other }
        return left.contents.isSameFile(as: right.contents)
    }
}

extension Contents {
    fileprivate func isSameFile(as other: Contents) -> Bool {
        switch (self, other) {
        case (.memory(let bytes), .memory(let otherBytes)): bytes === otherBytes
        case (.file(let file), .file(let otherFile)): file.descriptor === otherFile.descriptor
        default: false
        }
    }
}

/// A value that is set once, while its owner is already in use. Any thread may set and read it.
final class SetOnce<Value: Sendable>: Sendable {
    private final class Box: Sendable {
        let value: Value

        init(_ value: Value) {
            self.value = value
        }
    }

    private let box = AtomicLazyReference<Box>()

    /// nil until it is set.
    var value: Value? { box.load()?.value }

    /// Sets the value, unless it is set already. Returns the value that is set then.
    @discardableResult
    func set(_ value: Value) -> Value {
        box.storeIfNil(Box(value)).value
    }
}

/// The gzip copy of a document. It is made while the document is already served without it.
package final class GzipCopy: Sendable {
    /// Whether it is made regardless of the memory that is left, as for the page.
    let isUnlimited: Bool
    private let found = SetOnce<Representation?>()
    private let room = Atomic(-1)

    /// The memory in bytes that was left when the copy did not fit; -1 before that.
    var tooSmallRoom: Int {
        get { room.load(ordering: .relaxed) }
        set { room.store(newValue, ordering: .relaxed) }
    }

    init(isUnlimited: Bool) {
        self.isUnlimited = isUnlimited
    }

    /// nil until the copy is made, or if it is not worthwhile.
    var representation: Representation? { found.value ?? nil }
    var isPending: Bool { found.value == nil }
    /// Whether requests that accept gzip get the copy, or may get it soon.
    var isOffered: Bool { isPending || representation != nil }

    /// Sets the copy; nil if it is not worthwhile.
    func set(_ representation: Representation?) {
        found.set(representation)
    }
}
