/// The addresses of one family that begin with the same bits (RFC 4632 §3.1).
package struct IPNetwork: Equatable, Sendable {
    private let first: IPAddress
    private let mask: UInt128

    /// Reads `address/length`, or an address, which is a network of its own. The bits of the address after the length
    /// count for nothing.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
        // Written as IPv6, an IPv4-mapped address has a length that counts from its own start.
        let isWrittenAsIPv4 = address.isIPv4 && !parts[0].contains(":")
        var length = 128
        if parts.count == 2 {
            guard let bits = IPNetwork.length(parts[1]), bits <= (isWrittenAsIPv4 ? 32 : 128) else { return nil }
            length = isWrittenAsIPv4 ? 96 + bits : bits
        }
        mask = length == 0 ? 0 : UInt128.max << UInt128(128 - length)
        first = address
    }

    private static func length(_ text: Substring) -> Int? {
        text.utf8.allSatisfy(\.isASCIIDigit) && text.utf8.count <= 3 ? Int(text) : nil
    }

    /// Whether the address belongs to the network. `::/0` has no IPv4 address in it.
    package func contains(_ address: IPAddress) -> Bool {
        address.isIPv4 == first.isIPv4 && (address.bits ^ first.bits) & mask == 0
    }
}
