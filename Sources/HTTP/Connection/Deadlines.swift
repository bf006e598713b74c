/// How long a server waits for its clients.
package struct Deadlines: Sendable {
    /// From a request's first byte to the end of its head, in all.
    package var head = Duration.seconds(10)
    /// From the end of a head to the end of a body that is read, in all.
    package var body = Duration.seconds(10)
    /// For a request to begin.
    package var idle = Duration.seconds(75)
    /// For a client to take any byte of its reply; after much at once, up to twice as long.
    package var write = Duration.seconds(30)
    /// Bytes a second that a client has to take of its reply, over each minute; 0 for none.
    package var minimumRate = 1024

    package init() {}

    /// How long a connection may be in a phase of reading.
    package func limit(for phase: RequestReader.Phase) -> Duration {
        switch phase {
        case .idle: idle
        case .head: head
        case .body: body
        case .finished: .zero
        }
    }
}
