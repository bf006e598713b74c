internal import System

/// The sockets of a server. Each worker has its own socket for each TCP address. All workers share Unix sockets, and those
/// that a service manager has passed.
struct Listeners {
    /// How often another free port is tried, if the port of the first address is in use on the next one.
    private static let attempts = 16

    /// Their addresses, those of TCP with the bound ports.
    let addresses: [SocketAddress]
    /// By worker.
    let sockets: [[ListeningSocket]]

    /// Listens at each of the places, beside the inherited sockets.
    init(
        on places: [ListenPlace], inherited: [ListeningSocket] = [], sockets options: SocketOptions = SocketOptions(),
        workers: Int
    ) throws(ListenError) {
        var first: [Placed] = []
        for port in places.ports {
            first += try Listeners.listen(on: places.filter { $0.port == port }, port, options)
        }
        var shared = inherited
        for (place, name) in places.unixNames {
            do {
                shared.append(try ListeningSocket(on: name, mode: options.socketMode))
            } catch {
                throw ListenError(place, error)
            }
        }
        var sockets = [first.map(\.socket) + shared]
        for _ in 1..<max(1, workers) {
            var besides: [ListeningSocket] = []
            for (place, socket) in first {
                do {
                    besides.append(try ListeningSocket(besides: socket))
                } catch {
                    throw ListenError(place, socket.address, error)
                }
            }
            sockets.append(besides + shared)
        }
        addresses = sockets[0].map(\.address)
        self.sockets = sockets
    }

    private typealias Placed = (place: ListenPlace, socket: ListeningSocket)

    /// Listens on a port of all its addresses; port 0 chooses a free one.
    private static func listen(
        on places: [ListenPlace], _ port: UInt16, _ options: SocketOptions
    ) throws(ListenError) -> [Placed] {
        for _ in 1..<attempts where port == 0 {
            do {
                return try listenOnce(on: places, port, options)
            } catch {
                guard case .portInUse = error.reason else { throw error }
            }
        }
        return try listenOnce(on: places, port, options)
    }

    private static func listenOnce(
        on places: [ListenPlace], _ port: UInt16, _ options: SocketOptions
    ) throws(ListenError) -> [Placed] {
        var wanted: [(place: ListenPlace, address: SocketAddress)] = []
        for place in places {
            for address in try place.socketAddresses() { wanted.append((place, address)) }
        }
        var sockets: [Placed] = []
        // The addresses that mean all come first, because they include others of their family.
        for case (let place, var address) in wanted.filter(\.address.isAny) + wanted.filter({ !$0.address.isAny }) {
            // The first socket decides which port 0 means.
            address.port = sockets.first?.socket.address.port ?? port
            if sockets.contains(where: { $0.socket.address.includes(address) }) { continue }
            do {
                sockets.append((place, try ListeningSocket(on: address, shared: options.sharesPorts)))
            } catch {
                let error = ListenError(place, address, error)
                guard place.isOptional(address), case .notThisHost = error.reason else { throw error }
            }
        }
        return sockets
    }
}

extension [ListenPlace] {
    /// The elements without repetitions, in order.
    fileprivate var ports: [UInt16] {
        reduce(into: []) { ports, place in
            if let port = place.port, !ports.contains(port) { ports.append(port) }
        }
    }

    /// The elements without repetitions, in order.
    fileprivate var unixNames: [(place: ListenPlace, name: UnixName)] {
        reduce(into: []) { names, place in
            guard case .unix(let name) = place, !names.contains(where: { $0.name == name }) else { return }
            names.append((place, name))
        }
    }
}
