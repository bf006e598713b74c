package import HTTP
internal import Synchronization
internal import System

/// The bytes of a file in one coding (RFC 9110 §3.2).
package struct Representation: Sendable {
    /// The origin of the contents, which decides whether they can change.
    private enum Origin: Sendable {
        /// Contents that cannot change.
        case snapshot(EntityTag)
        /// A copy of a large file in memory, which cannot change. The entity tag is found by reading all of it, while
        /// it is already served.
        case copy(SetOnce<EntityTag>)
        /// A file on disk, which was in that state when it was opened. The entity tag is found as that of a copy.
        case file(FileStatus.Version, SetOnce<EntityTag>)
    }

    /// nil without a coding.
    package let coding: ContentCoding?
    package let contents: Contents
    private let origin: Origin

    private init(_ coding: ContentCoding?, _ contents: Contents, _ origin: Origin) {
        self.coding = coding
        self.contents = contents
        self.origin = origin
    }

    /// Contents that do not change.
    init(coding: ContentCoding?, _ contents: Contents, _ entityTag: EntityTag) {
        self.init(coding, contents, .snapshot(entityTag))
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
        self.init(coding: coding, Contents(bytes, within: budget), hasher.entityTag)
    }

    /// A copy of a large file in memory.
    init(copy: FileDescriptor, size: Int) {
        self.init(nil, .file(copy, length: size), .copy(SetOnce()))
    }

    /// A file that is sent from disk and is in that state.
    init(onDisk file: FileDescriptor, _ version: FileStatus.Version) {
        self.init(nil, .file(file, length: version.size), .file(version, SetOnce()))
    }

    /// The same bytes as a representation of another file in a coding.
    func asSibling(in coding: ContentCoding) -> Representation { Representation(coding, contents, origin) }

    /// The tag of the contents; nil while it is not known.
    package var entityTag: EntityTag? {
        switch origin {
        case .snapshot(let tag): tag
        case .copy(let tag), .file(_, let tag): tag.value
        }
    }

    /// Whether the contents are sent from the file on disk.
    var isOnDisk: Bool {
        if case .file = origin { true } else { false }
    }

    /// Whether the bytes still match the entity tag. A file on disk may have been written to since. Another name, other
    /// permissions or no name leave it unchanged.
    package var isIntact: Bool {
        guard case .file(let version, _) = origin, case .file(let file, _) = contents else { return true }
        guard let now = try? file.status().version else { return false }
        return now.size == version.size && now.modified == version.modified
    }

    /// Finds the entity tag of a large file by reading all of it. Calls `betweenBlocks` after each block. The tag
    /// remains unknown if the file cannot be read, or is written to in the meantime.
    func findEntityTag(betweenBlocks: () -> Void) {
        let tag: SetOnce<EntityTag>
        switch origin {
        case .snapshot: return
        case .copy(let found), .file(_, let found): tag = found
        }
        guard tag.value == nil, case .file(let file, let length) = contents else { return }
        let blocks = FileBlocks(of: file)
        var hasher = EntityTagHasher()
        while hasher.length < length {
            guard let block = try? blocks.next(), !block.isEmpty else { return }
            hasher.update(UnsafeRawBufferPointer(rebasing: block.prefix(length - hasher.length)))
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
        guard case .file(let file, _) = self, case .file(let otherFile, _) = other else { return false }
        return file === otherFile
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
