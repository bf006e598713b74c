package import Glibc

/// An IPv4 or IPv6 address with a port, or the name of a Unix socket.
package struct SocketAddress: Sendable {
    package enum Family: Sendable {
        case ipv4
        case ipv6
    }

    /// The address, of any family, in its first `length` bytes.
    private var storage: sockaddr_storage
    private var length: socklen_t

    /// Copies an address of one of the three families; nil for another family.
    private init?(_ address: UnsafePointer<sockaddr>, length: socklen_t) {
        guard [AF_INET, AF_INET6, AF_UNIX].map({ sa_family_t($0) }).contains(address.pointee.sa_family),
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

/// The resolver's reason why a name has no address.
package struct ResolverError: Error {
    package let description: String
}

extension SocketAddress {
    /// The loopback address.
    package static func loopback(_ family: Family, port: UInt16) -> SocketAddress {
        switch family {
        case .ipv4: SocketAddress(ipv4: INADDR_LOOPBACK, port: port)
        case .ipv6: SocketAddress(ipv6: in6addr_loopback, port: port)
        }
    }

    /// The wildcard address, which stands for every address of the host.
    package static func any(_ family: Family, port: UInt16) -> SocketAddress {
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

    package static func unix(_ name: UnixName) -> SocketAddress {
        var unix = sockaddr_un()
        unix.sun_family = sa_family_t(AF_UNIX)
        let bytes =
            switch name {
            case .path(let path): Array(path.utf8) + [0]
            case .abstract(let name): [0] + Array(name.utf8)
            }
        withUnsafeMutableBytes(of: &unix.sun_path) { $0.copyBytes(from: bytes) }
        var address = SocketAddress(unix)
        // An abstract name ends with the address. A path ends with NUL (unix(7)).
        address.length = socklen_t(SocketAddress.unixNameOffset + bytes.count)
        return address
    }

    /// A Unix socket that is bound to this address gets an unused abstract name (unix(7), autobind).
    package static var autobind: SocketAddress {
        var address = unix(.abstract(""))
        address.length = socklen_t(SocketAddress.unixNameOffset)
        return address
    }

    /// The addresses of a name, or the numeric address itself, in the order of the resolver.
    package static func resolve(_ name: String, port: UInt16) throws(ResolverError) -> [SocketAddress] {
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
    package static func bound(to socket: CInt) -> SocketAddress? {
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
    /// The address family for socket(2).
    package var domain: CInt { CInt(storage.ss_family) }

    /// nil for a Unix socket.
    package var family: Family? {
        switch domain {
        case AF_INET: .ipv4
        case AF_INET6: .ipv6
        default: nil
        }
    }

    /// The numeric address, such as `127.0.0.1` or `::1`, or the name of a Unix socket, such as `/run/a.sock` or `@a`.
    /// The name of an unnamed socket is empty.
    package var host: String {
        guard family != nil else { return unixName }
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let status = withPointer { address, length in
            getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NUMERICHOST)
        }
        // A numeric name needs no look-up. Only a buffer that is too small could fail, and NI_MAXHOST is large enough.
        guard status == 0 else { return "?" }
        return String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    private var unixName: String {
        withUnsafeBytes(of: storage) { storage in
            let name = storage[..<Int(length)].dropFirst(SocketAddress.unixNameOffset)
            guard name.first == 0 else { return String(decoding: name.prefix { $0 != 0 }, as: UTF8.self) }
            return "@" + String(decoding: name.dropFirst(), as: UTF8.self)
        }
    }

    /// 0 for a Unix socket.
    package var port: UInt16 {
        get {
            guard family != nil else { return 0 }
            return withUnsafeBytes(of: storage) {
                UInt16(bigEndian: $0.load(fromByteOffset: SocketAddress.portOffset, as: UInt16.self))
            }
        }
        set {
            withUnsafeMutableBytes(of: &storage) {
                $0.storeBytes(of: newValue.bigEndian, toByteOffset: SocketAddress.portOffset, as: UInt16.self)
            }
        }
    }

    /// sin_port and sin6_port both follow the family.
    private static let portOffset = MemoryLayout<sa_family_t>.size

    private static let unixNameOffset = MemoryLayout<sa_family_t>.size

    /// Whether it is the wildcard address of its family.
    package var isAny: Bool { family.map { self == .any($0, port: port) } ?? false }

    /// The address for connections to a listener: the loopback address in place of the wildcard.
    package var reachable: SocketAddress {
        guard let family, isAny else { return self }
        return .loopback(family, port: port)
    }

    /// Whether a listener on this address also gets connections to the other address.
    package func includes(_ other: SocketAddress) -> Bool {
        self == other || isAny && family == other.family && port == other.port
    }

    /// Lends the address to a system call.
    package func withPointer<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        withUnsafePointer(to: storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, length) }
        }
    }
}

extension SocketAddress: CustomStringConvertible {
    /// Such as `127.0.0.1:8088`, `[::1]:8088` or `unix:/run/a.sock`.
    package var description: String {
        switch family {
        case .ipv4: "\(host):\(port)"
        case .ipv6: "[\(host)]:\(port)"
        case nil: "unix:\(host)"
        }
    }
}

extension SocketAddress: Equatable {
    package static func == (left: SocketAddress, right: SocketAddress) -> Bool {
        left.family == right.family && left.host == right.host && left.port == right.port
    }
}

/// The name of a Unix socket, of 1 to 107 bytes (`sun_path` in unix(7), which ends in a NUL).
package enum UnixName: Hashable, Sendable {
    /// A file. Its name is absolute or relative to the working directory.
    case path(String)
    /// An abstract name, which is not a file and disappears with its socket. Its notation begins with `@`.
    case abstract(String)

    package static let longest = MemoryLayout.size(ofValue: sockaddr_un().sun_path) - 1

    /// Reads the name after `unix:`; nil for a name that is empty or too long.
    package init?(_ text: String) {
        let isAbstract = text.hasPrefix("@")
        let name = isAbstract ? String(text.dropFirst()) : text
        guard (1...UnixName.longest).contains(name.utf8.count) else { return nil }
        self = isAbstract ? .abstract(name) : .path(name)
    }
}

extension UnixName: CustomStringConvertible {
    package var description: String {
        switch self {
        case .path(let path): path
        case .abstract(let name): "@\(name)"
        }
    }
}
