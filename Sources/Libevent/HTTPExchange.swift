package import HTTP

/// A request to be answered, and who has sent it.
package struct HTTPExchange {
    package let outcome: IncomingRequest.Outcome
    private let connection: Connection

    init(outcome: IncomingRequest.Outcome, connection: Connection) {
        self.outcome = outcome
        self.connection = connection
    }

    /// Whom the connection's PROXY header names, or else who has connected. Read anew each time, and to be asked only
    /// while the handler runs.
    package var peer: Peer { connection.peer }
}
