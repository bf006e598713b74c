internal import System

/// The sockets of a server. Each worker has its own socket for each TCP address. All workers share Unix sockets, and those
/// that a service manager has passed.
struct Listeners {
    /// How often another free port is tried, if the port of the first address is in use on the next one.
    private static let attempts = 16

    /// The addresses of the sockets, with the bound ports.
    let addresses: [SocketAddress]
    /// The sockets of each worker.
    let sockets: [[ListeningSocket]]

    /// Listens on each of the endpoints, beside the inherited sockets.
    init(
        on endpoints: [ListenEndpoint], inherited: [ListeningSocket] = [],
        sockets options: SocketOptions = SocketOptions(),
        workers: Int
    ) throws(ListenError) {
        var first: [Bound] = []
        for port in endpoints.ports {
            first += try Listeners.listen(on: endpoints.filter { $0.port == port }, port, options)
        }
        var shared = inherited
        for (endpoint, name) in endpoints.unixNames {
            do {
                shared.append(try ListeningSocket(on: name, mode: options.socketMode))
            } catch {
                throw ListenError(endpoint, error)
            }
        }
        var sockets = [first.map(\.socket) + shared]
        for _ in 1..<max(1, workers) {
            var besides: [ListeningSocket] = []
            for (endpoint, socket) in first {
                do {
                    besides.append(try ListeningSocket(besides: socket))
                } catch {
                    throw ListenError(endpoint, socket.address, error)
                }
            }
            sockets.append(besides + shared)
        }
        addresses = sockets[0].map(\.address)
        self.sockets = sockets
    }

    private typealias Bound = (endpoint: ListenEndpoint, socket: ListeningSocket)

    /// Listens on a port of all its addresses; port 0 chooses a free one.
    private static func listen(
        on endpoints: [ListenEndpoint], _ port: UInt16, _ options: SocketOptions
    ) throws(ListenError) -> [Bound] {
        for _ in 1..<attempts where port == 0 {
            do {
                return try listenOnce(on: endpoints, port, options)
            } catch {
                guard case .portInUse = error.reason else { throw error }
            }
        }
        return try listenOnce(on: endpoints, port, options)
    }

    private static func listenOnce(
        on endpoints: [ListenEndpoint], _ port: UInt16, _ options: SocketOptions
    ) throws(ListenError) -> [Bound] {
        var wanted: [(endpoint: ListenEndpoint, address: SocketAddress)] = []
        for endpoint in endpoints {
            for address in try endpoint.socketAddresses() { wanted.append((endpoint, address)) }
        }
        var sockets: [Bound] = []
        // Wildcard addresses come first, because they include others of their family.
        for case (let endpoint, var address) in wanted.filter(\.address.isAny) + wanted.filter({ !$0.address.isAny }) {
            // The first socket decides which port 0 means.
            address.port = sockets.first?.socket.address.port ?? port
            if sockets.contains(where: { $0.socket.address.includes(address) }) { continue }
            do {
                sockets.append((endpoint, try ListeningSocket(on: address, shared: options.sharesPorts)))
            } catch {
                let error = ListenError(endpoint, address, error)
                guard endpoint.isOptional(address), case .notThisHost = error.reason else { throw error }
            }
        }
        return sockets
    }
}

extension [ListenEndpoint] {
    /// The elements without repetitions, in order.
    fileprivate var ports: [UInt16] {
        reduce(into: []) { ports, endpoint in
            if let port = endpoint.port, !ports.contains(port) { ports.append(port) }
        }
    }

    /// The elements without repetitions, in order.
    fileprivate var unixNames: [(endpoint: ListenEndpoint, name: UnixName)] {
        reduce(into: []) { names, endpoint in
            guard case .unix(let name) = endpoint, !names.contains(where: { $0.name == name }) else { return }
            names.append((endpoint, name))
        }
    }
}
