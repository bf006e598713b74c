extension Configuration {
    /// Listens to operators; nowhere, if nobody has said where.
    func adminSockets() throws(AdminListenError) -> [ListeningSocket] {
        guard let admin else { return inheritedAdmin }
        do {
            return try Listeners(on: [admin], inherited: inheritedAdmin, sockets: sockets, workers: 1).sockets[0]
        } catch {
            throw AdminListenError(reason: error.reason)
        }
    }
}

/// Why operators cannot be listened to where it was said.
package struct AdminListenError: Error {
    package let reason: ListenError.Reason
}
