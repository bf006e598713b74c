internal import Foundation

/// An application server. It answers every request with 200, its name and the request's target, while it is up, but ends
/// the connection of one for `brokenTarget` without an answer, and that of one for `staleTarget` unless it is the connection's
/// first: as a server whose keep-alive time is over just then.
package final class Primary: Sendable {
    package static let brokenTarget = "/broken"
    package static let staleTarget = "/stale"

    package let name: String
    /// The same for as long as the primary lives, up or down.
    package var port: UInt16 { reservation.port }
    /// The methods and targets of the requests so far, such as `GET /shop`.
    package var requests: [String] { connections.requests }

    private let reservation: LoopbackSocket
    private let connections: PrimaryConnections

    /// It is up. With `answer` it answers with what that makes of a request's head.
    package init(name: String, answer: (@Sendable (String) -> String)? = nil) throws {
        self.name = name
        connections = PrimaryConnections(answer: answer)
        reservation = try LoopbackSocket()
        try comeUp()
    }

    deinit {
        goDown()
    }

    package func comeUp() throws {
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
    package func goDown() {
        connections.goDown()
    }

    /// The same, once all connections are closed: a request that meets the close fails (RFC 9112 §9.3.1).
    package func goDownAndWait() -> Bool {
        goDown()
        return eventually { connections.count == 0 }
    }
}
