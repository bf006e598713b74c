/// Where operators ask, as one writes it: `[ADDRESS:]PORT`.
package struct AdminAddress: Sendable, Equatable {
    package let address: ListenAddress
    /// 0 takes a free one.
    package let port: UInt16
}

extension AdminAddress {
    /// Reads a port, which is on `localhost`, or an address, a colon and a port; an IPv6 address stands in brackets, and
    /// the empty one is every address. nil for anything else.
    package init?(_ text: String) {
        let colon = text.lastIndex(of: ":")
        let digits = colon.map { text[text.index(after: $0)...] } ?? text[...]
        guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
            let port = UInt16(digits)
        else { return nil }
        self.port = port
        guard let colon else {
            address = .localhost
            return
        }
        var host = text[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.count > 2
        if isBracketed { host = host.dropFirst().dropLast() }
        guard isBracketed == host.contains(":"), !host.contains(where: { "[], ".contains($0) }) else { return nil }
        address = ListenAddress(String(host))
    }
}

extension AdminAddress: CustomStringConvertible {
    package var description: String {
        let host = "\(address)"
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension AdminAddress {
    /// Listens there.
    func listen() throws(AdminListenError) -> [ListeningSocket] {
        do {
            return try Listeners(on: [address], port: port, workers: 1).sockets[0]
        } catch {
            throw AdminListenError(reason: error.reason)
        }
    }
}

/// Why operators cannot be listened to where it was said.
package struct AdminListenError: Error {
    package let reason: ListenError.Reason
}
