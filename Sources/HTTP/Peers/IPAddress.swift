internal import Glibc

/// An IPv4 or IPv6 address. An IPv4-mapped IPv6 address (RFC 4291 §2.5.5.2) is its IPv4 address.
package struct IPAddress: Hashable, Sendable {
    /// The bits of an IPv4-mapped address before its last 32 bits.
    private static let mappedPrefix = UInt128(0xffff)

    /// The IPv6 address, or the IPv4-mapped one.
    let bits: UInt128

    package init(ipv4 bits: UInt32) {
        self.bits = IPAddress.mappedPrefix << 32 | UInt128(bits)
    }

    package init(ipv6 bits: UInt128) {
        self.bits = bits
    }

    package var isIPv4: Bool { bits >> 32 == IPAddress.mappedPrefix }
}

extension IPAddress {
    /// Reads an address of either family, such as `192.0.2.1` or `2001:db8::1`; nil for any other text, such as an address with a zone
    /// or a port.
    package init?(_ text: String) {
        self.init(text.utf8.span)
    }

    init?(_ text: Span<UInt8>) {
        // inet_pton(3) reads up to a NUL. No address is longer than this.
        let capacity = Int(INET6_ADDRSTRLEN)
        guard text.count < capacity, text.firstIndex(of: 0, in: 0..<text.count) == nil else { return nil }
        let address = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { characters -> IPAddress? in
            for index in text.indices { characters[index] = CChar(bitPattern: text[index]) }
            characters[text.count] = 0
            guard let start = characters.baseAddress else { return nil }
            var ipv4 = in_addr()
            var ipv6 = in6_addr()
            if inet_pton(AF_INET, start, &ipv4) == 1 {
                return IPAddress(ipv4: UInt32(bigEndian: ipv4.s_addr))
            }
            guard inet_pton(AF_INET6, start, &ipv6) == 1 else { return nil }
            return IPAddress(
                ipv6: withUnsafeBytes(of: ipv6) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) })
        }
        guard let address else { return nil }
        self = address
    }
}

extension IPAddress {
    /// Appends the canonical text.
    package func append(to bytes: inout [UInt8]) {
        guard isIPv4 else {
            bytes += description.utf8
            return
        }
        let address = UInt32(truncatingIfNeeded: bits)
        for shift in stride(from: 24, through: 0, by: -8) {
            if shift < 24 { bytes.append(UInt8(ascii: ".")) }
            bytes.append(decimal: Int(address >> UInt32(shift) & 0xFF))
        }
    }
}

extension IPAddress: CustomStringConvertible {
    /// The canonical text (RFC 5952), such as `192.0.2.1` or `2001:db8::1`.
    package var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        if isIPv4 {
            var address = in_addr(s_addr: UInt32(truncatingIfNeeded: bits).bigEndian)
            inet_ntop(AF_INET, &address, &text, socklen_t(text.count))
        } else {
            var address = bits.bigEndian
            inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        }
        // The texts of both families fit, so this cannot fail.
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// The addresses of one family with a common prefix (RFC 4632 §3.1).
package struct IPNetwork: Equatable, Sendable {
    private let first: IPAddress
    private let mask: UInt128

    /// Reads `address/length`, or an address, which is a network with one address. The bits after the prefix are ignored.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let address = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
        // The length of an IPv4-mapped address that is written as IPv6 counts from its start.
        let isWrittenAsIPv4 = address.isIPv4 && !parts[0].contains(":")
        var length = 128
        if parts.count == 2 {
            guard let bits = IPNetwork.length(parts[1]), bits <= (isWrittenAsIPv4 ? 32 : 128) else { return nil }
            length = isWrittenAsIPv4 ? 96 + bits : bits
        }
        self.init(address, length: length)
    }

    /// The addresses whose first `length` bits are those of this one. An IPv4 address has its bits after 96 others.
    init(_ first: IPAddress, length: Int) {
        self.first = first
        mask = length == 0 ? 0 : UInt128.max << UInt128(128 - length)
    }

    private static func length(_ text: Substring) -> Int? {
        text.utf8.allSatisfy(\.isASCIIDigit) && text.utf8.count <= 3 ? Int(text) : nil
    }

    /// Whether the address belongs to the network. `::/0` contains no IPv4 address.
    package func contains(_ address: IPAddress) -> Bool {
        address.isIPv4 == first.isIPv4 && (address.bits ^ first.bits) & mask == 0
    }
}

/// The other end of a connection.
package enum Peer: Hashable, Sendable {
    case address(IPAddress)
    /// A process of this host that is connected by a Unix socket.
    case unix
}

extension Peer: CustomStringConvertible {
    /// The address, or `unix`.
    package var description: String {
        switch self {
        case .address(let address): address.description
        case .unix: "unix"
        }
    }
}
