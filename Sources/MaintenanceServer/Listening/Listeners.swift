/// The sockets of a server: for each worker one on every address.
struct Listeners {
    /// How often another free port is tried, where one that is free on the first address is taken on the next.
    private static let attempts = 16

    /// The addresses, each with its port.
    let addresses: [SocketAddress]
    /// By worker.
    let sockets: [[ListeningSocket]]

    /// Listens on each of the addresses, at the same port; port 0 takes a free one.
    init(on addresses: [ListenAddress], port: UInt16, workers: Int) throws(ListenError) {
        let first = try Listeners.listen(on: addresses, port: port)
        var sockets = [first]
        for _ in 1..<max(1, workers) {
            var besides: [ListeningSocket] = []
            for socket in first { besides.append(try ListeningSocket(besides: socket)) }
            sockets.append(besides)
        }
        self.addresses = first.map(\.address)
        self.sockets = sockets
    }

    private static func listen(on addresses: [ListenAddress], port: UInt16) throws(ListenError) -> [ListeningSocket] {
        for _ in 1..<attempts where port == 0 {
            do {
                return try listenOnce(on: addresses, port: port)
            } catch {
                guard case .portInUse = error else { throw error }
            }
        }
        return try listenOnce(on: addresses, port: port)
    }

    private static func listenOnce(
        on addresses: [ListenAddress], port: UInt16
    ) throws(ListenError) -> [ListeningSocket] {
        var sockets: [ListeningSocket] = []
        for place in addresses {
            for var address in try place.socketAddresses(port: port) {
                // Port 0 is decided by the first socket.
                address.port = sockets.first?.address.port ?? port
                if sockets.contains(where: { $0.address == address }) { continue }
                do {
                    sockets.append(try ListeningSocket(on: address))
                } catch {
                    guard place.isOptional(address), case .notThisHost = error else { throw error }
                }
            }
        }
        return sockets
    }
}
