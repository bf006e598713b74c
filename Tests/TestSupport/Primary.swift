internal import Foundation

/// An application server. While it is up, it answers every request with 200, its name and the request's target. There
/// are three exceptions: it closes the connection of a request for `brokenTarget` without an answer, that of the first
/// request for `lostTarget`, like a server that goes down and is back at once, and that of a request for `staleTarget`
/// unless it is the connection's first, like a server whose keep-alive time has just passed.
package final class Primary: Sendable {
    package static let brokenTarget = "/broken"
    package static let staleTarget = "/stale"
    package static let lostTarget = "/lost"

    package let name: String
    /// The port, which stays the same whether the primary is up or down.
    package var port: UInt16 { reservation.port }
    /// The methods and targets of the requests so far, such as `GET /shop`.
    package var requests: [String] { connections.requests }

    private let reservation: LoopbackSocket
    private let connections: PrimaryConnections

    /// Starts a primary that is up. With `answer` its answers are the results for the head of the request.
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

    /// Closes the listener and the idle connections. Answers under way are completed, each as the last one of its
    /// connection.
    package func goDown() {
        connections.goDown()
    }

    /// Goes down, and waits until all connections are closed. A request at that moment fails (RFC 9112 §9.3.1).
    package func goDownAndWait() -> Bool {
        goDown()
        return eventually { connections.count == 0 }
    }
}
