package import HTTP

/// What became of a server's connections. The server's thread counts, and any thread may read.
package final class ConnectionCounters: Sendable {
    package let accepted = Counter()
    package let ended = Counter()
    /// Connections with which the limit was reached.
    package let limitReached = Counter()
    /// Connections that were dropped, or ended, within their PROXY header.
    package let proxyHeadersMissing = Counter()
    /// Replies that their clients did not take whole.
    package let abortedReplies = Counter()
    /// Bytes of bodies that the system took to send.
    package let bodyBytes = Counter()
    private let expired = Deadline.allCases.map { _ in Counter() }

    package init() {}

    /// How often a client was too slow.
    package func expired(_ deadline: Deadline) -> Counter { expired[deadline.rawValue] }
}
