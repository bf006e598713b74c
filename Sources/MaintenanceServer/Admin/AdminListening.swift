extension Configuration {
    /// Listens to operators; nowhere, if nobody has said where. Not where visitors are listened to: with SO_REUSEPORT the kernel
    /// would let both, and give each some connections of the other.
    func adminSockets(besides visitors: [SocketAddress]) throws(AdminListenError) -> [ListeningSocket] {
        guard let admin else { return inheritedAdmin }
        let found: [ListeningSocket]
        do {
            found = try Listeners(on: [admin], inherited: inheritedAdmin, sockets: sockets, workers: 1).sockets[0]
        } catch {
            throw AdminListenError(reason: error.reason)
        }
        for address in found.map(\.address)
        where visitors.contains(where: { $0.includes(address) || address.includes($0) }) {
            throw AdminListenError(reason: .portInUse(address))
        }
        return found
    }
}

/// Why operators cannot be listened to where it was said.
package struct AdminListenError: Error {
    package let reason: ListenError.Reason
}
