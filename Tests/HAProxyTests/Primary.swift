internal import Foundation
internal import TestSupport

/// An application server. It answers every request with 200, its name and the request's target, while it is up.
final class Primary: Sendable {
    let name: String
    /// The same for as long as the primary lives, up or down.
    var port: UInt16 { reservation.port }

    private let reservation: LoopbackSocket
    private let connections = PrimaryConnections()

    init(name: String) throws {
        self.name = name
        reservation = try LoopbackSocket()
        try comeUp()
    }

    deinit {
        goDown()
    }

    func comeUp() throws {
        let listener = try LoopbackSocket(port: port)
        try listener.listen()
        connections.accept(from: listener)
        Thread.detachNewThread { [connections, name] in
            while let descriptor = listener.accept() {
                Thread.detachNewThread { connections.serve(descriptor, as: name) }
            }
        }
    }

    /// Closes the listener and the idle connections. Answers under way are sent, each as its connection's last.
    func goDown() {
        connections.goDown()
    }
}
