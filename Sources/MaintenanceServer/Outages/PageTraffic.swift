package import HTTP

/// What pages were asked for over some time, in memory that does not grow with them.
package struct PageTraffic: Sendable {
    /// When the first page was served, and the last.
    package private(set) var first: ContinuousClock.Instant
    package private(set) var last: ContinuousClock.Instant
    package private(set) var pages = 0
    /// Pages in answer to methods that are not safe: visitors wanted something done, and it was not.
    package private(set) var writes = 0
    package private(set) var clients = DistinctCount()
    package private(set) var paths = FrequentPaths()

    /// Begins with nothing, at that time.
    package init(at time: ContinuousClock.Instant) {
        first = time
        last = time
    }

    /// Counts a page in answer to a request for that target, whose method is safe or is not. It was asked for by the client
    /// at that time, which is none before the last.
    package mutating func add(
        target: Span<UInt8>, isSafe: Bool, from client: Peer, at time: ContinuousClock.Instant
    ) {
        last = time
        pages += 1
        if !isSafe { writes += 1 }
        clients.insert(hash: ByteHash.hash(client))
        paths.add(target: target)
    }

    /// Adds what another has counted.
    package mutating func merge(_ other: PageTraffic) {
        first = min(first, other.first)
        last = max(last, other.last)
        pages += other.pages
        writes += other.writes
        clients.merge(other.clients)
        paths.merge(other.paths)
    }
}
