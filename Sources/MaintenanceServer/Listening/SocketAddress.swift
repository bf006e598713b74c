internal import Glibc

/// An IPv4 or IPv6 address with a port.
package struct SocketAddress: Sendable {
    package enum Family: Sendable {
        case ipv4
        case ipv6
    }

    /// Holds the address of either family; `length` tells how much of it.
    private var storage: sockaddr_storage
    private var length: socklen_t

    /// Copies an address of one of the two families; nil for another.
    private init?(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
        guard [sa_family_t(AF_INET), sa_family_t(AF_INET6)].contains(address.pointee.sa_family),
            Int(length) <= MemoryLayout<sockaddr_storage>.size
        else { return nil }
        storage = sockaddr_storage()
        withUnsafeMutableBytes(of: &storage) {
            $0.copyMemory(from: UnsafeRawBufferPointer(start: address, count: Int(length)))
        }
        self.length = length
    }

    private init<Address>(_ address: Address) {
        storage = sockaddr_storage()
        length = socklen_t(MemoryLayout<Address>.size)
        withUnsafeMutableBytes(of: &storage) { storage in
            withUnsafeBytes(of: address) { storage.copyMemory(from: $0) }
        }
    }
}

/// Why a name has no address, in the resolver's words.
struct ResolverError: Error {
    let description: String
}

extension SocketAddress {
    /// The address that leads back to the host itself.
    static func loopback(_ family: Family, port: UInt16) -> SocketAddress {
        switch family {
        case .ipv4: SocketAddress(ipv4: INADDR_LOOPBACK, port: port)
        case .ipv6: SocketAddress(ipv6: in6addr_loopback, port: port)
        }
    }

    /// The address that stands for every address of the host.
    static func any(_ family: Family, port: UInt16) -> SocketAddress {
        switch family {
        case .ipv4: SocketAddress(ipv4: INADDR_ANY, port: port)
        case .ipv6: SocketAddress(ipv6: in6addr_any, port: port)
        }
    }

    private init(ipv4 address: in_addr_t, port: UInt16) {
        var ipv4 = sockaddr_in()
        ipv4.sin_family = sa_family_t(AF_INET)
        ipv4.sin_port = port.bigEndian
        ipv4.sin_addr.s_addr = address.bigEndian
        self.init(ipv4)
    }

    private init(ipv6 address: in6_addr, port: UInt16) {
        var ipv6 = sockaddr_in6()
        ipv6.sin6_family = sa_family_t(AF_INET6)
        ipv6.sin6_port = port.bigEndian
        ipv6.sin6_addr = address
        self.init(ipv6)
    }

    /// The addresses of a name, or the numeric address itself, in the resolver's order.
    static func resolve(_ name: String, port: UInt16) throws(ResolverError) -> [SocketAddress] {
        var hints = addrinfo()
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        hints.ai_flags = AI_PASSIVE
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(name, String(port), &hints, &list)
        guard status == 0 else { throw ResolverError(description: String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(list) }
        let found = sequence(first: list, next: { $0?.pointee.ai_next }).compactMap { $0?.pointee }
        return found.compactMap { entry in entry.ai_addr.flatMap { SocketAddress($0, length: entry.ai_addrlen) } }
    }

    /// The address that a socket is bound to.
    static func bound(to socket: CInt) -> SocketAddress? {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        return withUnsafeMutablePointer(to: &storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                getsockname(socket, address, &length) == 0 ? SocketAddress(address, length: length) : nil
            }
        }
    }
}

extension SocketAddress {
    package var family: Family { storage.ss_family == sa_family_t(AF_INET) ? .ipv4 : .ipv6 }

    /// The numeric address, such as `127.0.0.1` or `::1`.
    package var host: String {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = withPointer { address, length in
            getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
        }
        // A numeric name needs no look-up; only a buffer too small could fail, and this is the standard's size.
        guard status == 0 else { return "?" }
        return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    package var port: UInt16 {
        get {
            withUnsafeBytes(of: storage) {
                UInt16(bigEndian: $0.load(fromByteOffset: SocketAddress.portOffset, as: UInt16.self))
            }
        }
        set {
            withUnsafeMutableBytes(of: &storage) {
                $0.storeBytes(of: newValue.bigEndian, toByteOffset: SocketAddress.portOffset, as: UInt16.self)
            }
        }
    }

    /// The same in both families: sin_port and sin6_port follow the family.
    private static let portOffset = MemoryLayout<sa_family_t>.size

    /// Whether it stands for every address of its family.
    var isAny: Bool { self == .any(family, port: port) }

    /// Where to reach who listens there: the loopback address instead of the one that stands for all.
    var reachable: SocketAddress { isAny ? .loopback(family, port: port) : self }

    /// Whether who listens here has what comes to the other address.
    func includes(_ other: SocketAddress) -> Bool {
        self == other || isAny && family == other.family && port == other.port
    }

    /// Lends the address to a system call.
    func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// Such as `127.0.0.1:8088` or `[::1]:8088`.
    package var description: String {
        switch family {
        case .ipv4: "\(host):\(port)"
        case .ipv6: "[\(host)]:\(port)"
        }
    }
}

extension SocketAddress: Equatable {
    package static func == (left: SocketAddress, right: SocketAddress) -> Bool {
        left.family == right.family && left.host == right.host && left.port == right.port
    }
}
