/// A strong entity tag (RFC 9110 §8.8.3).
package struct EntityTag: Hashable, Sendable {
    /// With its quotes, as ETag carries it.
    package let text: String
}

extension EntityTag: CustomStringConvertible {
    package var description: String { text }
}

/// Makes an entity tag of the length and the 64-bit hash of the content, so that every replica with the same content has the same
/// tag. Two versions of a file with the same length share a tag with a probability of 1 in 2^64. This does not protect against
/// deliberate collisions, but the files of the site come from its operator.
package struct EntityTagHasher {
    private var hash = ContentHash()

    package init() {}

    /// Bytes taken in so far.
    package var length: Int { hash.length }

    /// Adds the next bytes of the content.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        hash.update(bytes)
    }

    /// The tag of all bytes so far.
    package var entityTag: EntityTag {
        EntityTag(text: "\"\(String(hash.length, radix: 16))-\(String(hash.value, radix: 16))\"")
    }
}

/// The 64-bit xxHash of bytes that arrive in pieces (XXH64 with the seed 0; the specification is in the `doc` folder of
/// github.com/Cyan4973/xxHash). It processes 32 bytes at a time, faster than a disk reads.
struct ContentHash {
    private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
    private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
    private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
    private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
    private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5
    private static let stripeSize = 32

    private var lanes = SIMD4<UInt64>(prime1 &+ prime2, prime2, 0, 0 &- prime1)
    /// The bytes since the last complete stripe, in the first `pendingCount` bytes.
    private var pending: InlineArray<32, UInt8> = .init(repeating: 0)
    private var pendingCount = 0
    /// Bytes taken in so far.
    private(set) var length = 0

    /// Adds the next bytes.
    mutating func update(_ bytes: UnsafeRawBufferPointer) {
        length += bytes.count
        var rest = bytes[...]
        if pendingCount > 0 {
            while pendingCount < ContentHash.stripeSize, let byte = rest.popFirst() {
                pending[pendingCount] = byte
                pendingCount += 1
            }
            guard pendingCount == ContentHash.stripeSize else { return }
            let lanes = lanes
            self.lanes = pending.span.withUnsafeBytes { ContentHash.mix($0[...], into: lanes) }
            pendingCount = 0
        }
        lanes = ContentHash.mix(rest, into: lanes)
        for byte in rest.suffix(rest.count % ContentHash.stripeSize) {
            pending[pendingCount] = byte
            pendingCount += 1
        }
    }

    /// The hash of all bytes so far.
    var value: UInt64 {
        var hash = length < ContentHash.stripeSize ? ContentHash.prime5 : converged
        hash &+= UInt64(length)
        pending.span.withUnsafeBytes { bytes in
            var offset = 0
            while offset + 8 <= pendingCount {
                hash ^= ContentHash.round(0, ContentHash.word(in: bytes, at: offset))
                hash = hash.rotatedLeft(27) &* ContentHash.prime1 &+ ContentHash.prime4
                offset += 8
            }
            if offset + 4 <= pendingCount {
                let word = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                hash ^= UInt64(word) &* ContentHash.prime1
                hash = hash.rotatedLeft(23) &* ContentHash.prime2 &+ ContentHash.prime3
                offset += 4
            }
            for byte in bytes[offset..<pendingCount] {
                hash ^= UInt64(byte) &* ContentHash.prime5
                hash = hash.rotatedLeft(11) &* ContentHash.prime1
            }
        }
        hash = (hash ^ hash >> 33) &* ContentHash.prime2
        hash = (hash ^ hash >> 29) &* ContentHash.prime3
        return hash ^ hash >> 32
    }

    /// The lanes after each complete stripe.
    private static func mix(_ bytes: Slice<UnsafeRawBufferPointer>, into lanes: SIMD4<UInt64>) -> SIMD4<UInt64> {
        let bytes = UnsafeRawBufferPointer(rebasing: bytes)
        var (lane0, lane1, lane2, lane3) = (lanes[0], lanes[1], lanes[2], lanes[3])
        var offset = 0
        while offset + stripeSize <= bytes.count {
            lane0 = round(lane0, word(in: bytes, at: offset))
            lane1 = round(lane1, word(in: bytes, at: offset + 8))
            lane2 = round(lane2, word(in: bytes, at: offset + 16))
            lane3 = round(lane3, word(in: bytes, at: offset + 24))
            offset += stripeSize
        }
        return SIMD4(lane0, lane1, lane2, lane3)
    }

    private var converged: UInt64 {
        let rotations: [UInt64] = [1, 7, 12, 18]
        var hash: UInt64 = 0
        for index in 0..<4 { hash &+= lanes[index].rotatedLeft(rotations[index]) }
        for index in 0..<4 {
            hash = (hash ^ ContentHash.round(0, lanes[index])) &* ContentHash.prime1 &+ ContentHash.prime4
        }
        return hash
    }

    private static func round(_ lane: UInt64, _ word: UInt64) -> UInt64 {
        (lane &+ word &* prime2).rotatedLeft(31) &* prime1
    }

    private static func word(in bytes: UnsafeRawBufferPointer, at offset: Int) -> UInt64 {
        UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
}

extension UInt64 {
    fileprivate func rotatedLeft(_ count: UInt64) -> UInt64 { self &<< count | self &>> (64 &- count) }
}
