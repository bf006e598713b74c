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
        var sockets = [first.map(\.socket)]
        for _ in 1..<max(1, workers) {
            var besides: [ListeningSocket] = []
            for (place, socket) in first {
                do {
                    besides.append(try ListeningSocket(besides: socket))
                } catch {
                    throw ListenError(place, socket.address, error)
                }
            }
            sockets.append(besides)
        }
        self.addresses = first.map(\.socket.address)
        self.sockets = sockets
    }

    private typealias Placed = (place: ListenAddress, socket: ListeningSocket)

    private static func listen(on addresses: [ListenAddress], port: UInt16) throws(ListenError) -> [Placed] {
        for _ in 1..<attempts where port == 0 {
            do {
                return try listenOnce(on: addresses, port: port)
            } catch {
                guard case .portInUse = error.reason else { throw error }
            }
        }
        return try listenOnce(on: addresses, port: port)
    }

    private static func listenOnce(on addresses: [ListenAddress], port: UInt16) throws(ListenError) -> [Placed] {
        var wanted: [(place: ListenAddress, address: SocketAddress)] = []
        for place in addresses {
            for address in try place.socketAddresses(port: port) { wanted.append((place, address)) }
        }
        var sockets: [Placed] = []
        // The addresses that stand for all come first: they leave nothing to do for others of their family.
        for case (let place, var address) in wanted.filter(\.address.isAny) + wanted.filter({ !$0.address.isAny }) {
            // Port 0 is decided by the first socket.
            address.port = sockets.first?.socket.address.port ?? port
            if sockets.contains(where: { $0.socket.address.includes(address) }) { continue }
            do {
                sockets.append((place, try ListeningSocket(on: address)))
            } catch {
                let error = ListenError(place, address, error)
                guard place.isOptional(address), case .notThisHost = error.reason else { throw error }
            }
        }
        return sockets
    }
}
