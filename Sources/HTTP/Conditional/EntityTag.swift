/// A strong entity tag (RFC 9110 §8.8.3).
package struct EntityTag: Hashable, Sendable {
    /// With its quotes, as ETag carries it.
    package let text: String
}

extension EntityTag: CustomStringConvertible {
    package var description: String { text }
}

/// Makes an entity tag of the content alone, so that every replica with the same content has the same one: the length
/// and the 64-bit FNV-1a hash. It tells versions of a file apart; it is no protection against somebody who looks for a
/// collision, and the site's files come from its operator.
package struct EntityTagHasher {
    private var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    /// Bytes taken in so far.
    package private(set) var length = 0

    package init() {}

    /// Takes the next bytes of the content in.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        length += bytes.count
    }

    /// The tag of all bytes so far.
    package var entityTag: EntityTag {
        EntityTag(text: "\"\(String(length, radix: 16))-\(String(hash, radix: 16))\"")
    }
}
