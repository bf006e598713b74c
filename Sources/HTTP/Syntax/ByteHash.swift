/// A hash for tables of bytes from clients, in a fifth of the time of Swift's hash.
///
/// The random seed of the process keeps clients from choosing bytes with equal hashes. The hash is not cryptographic, so a table
/// has to work, if slowly, with any hashes.
package enum ByteHash {
    private static let seed = UInt64.random(in: .min ... .max)
    /// Odd, with as many ones as zeros.
    private static let (first, second): (UInt64, UInt64) = (0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB)

    /// The hash of the bytes, whose bits look random.
    package static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        bytes.withUnsafeBytes { bytes in
            var hash = seed ^ UInt64(truncatingIfNeeded: bytes.count)
            var index = 0
            while index + 8 <= bytes.count {
                hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self), first)
                index += 8
            }
            var last: UInt64 = 0
            if index < bytes.count, bytes.count >= 8 {
                last = bytes.loadUnaligned(fromByteOffset: bytes.count - 8, as: UInt64.self)
            } else {
                for index in index..<bytes.count { last = last << 8 | UInt64(bytes[index]) }
            }
            return mix(mix(hash ^ last, second), first)
        }
    }

    /// The hash of a client's address.
    package static func hash(_ peer: Peer) -> UInt64 {
        switch peer {
        case .address(let address):
            mix(
                mix(seed ^ UInt64(truncatingIfNeeded: address.bits >> 64), first)
                    ^ UInt64(truncatingIfNeeded: address.bits), second)
        case .unix: mix(seed, second)
        }
    }

    private static func mix(_ left: UInt64, _ right: UInt64) -> UInt64 {
        let (high, low) = left.multipliedFullWidth(by: right)
        return high ^ low
    }
}
