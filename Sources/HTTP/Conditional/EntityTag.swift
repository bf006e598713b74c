/// A strong entity tag (RFC 9110 §8.8.3).
package struct EntityTag: Hashable, Sendable {
    /// With its quotes, as ETag carries it.
    package let text: String
}

extension EntityTag: CustomStringConvertible {
    package var description: String { text }
}

/// Makes an entity tag of the content alone, so that every replica with the same content has the same one: its length
/// and its 64-bit hash. Two versions of a file with the same length share a tag once in 2^64 times. That is no protection
/// against somebody who looks for a collision, but the site's files come from its operator.
package struct EntityTagHasher {
    private var hash = ContentHash()

    package init() {}

    /// Bytes taken in so far.
    package var length: Int { hash.length }

    /// Takes the next bytes of the content in.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bytes)
    }

    /// The tag of all bytes so far.
    package var entityTag: EntityTag {
        EntityTag(text: "\"\(String(hash.length, radix: 16))-\(String(hash.value, radix: 16))\"")
    }
}
