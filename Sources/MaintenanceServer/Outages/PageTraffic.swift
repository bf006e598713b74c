package import HTTP
internal import Libevent
internal import Synchronization

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

/// One worker's pages, until they are handed over: once a second, and not at all while there are none.
final class TrafficBuffer {
    private let loop: EventLoop
    private let queue: TrafficQueue
    private var traffic: PageTraffic?
    private var timer: Event?

    init(on loop: EventLoop, queue: TrafficQueue) {
        self.loop = loop
        self.queue = queue
    }

    deinit {
        handOver()
    }

    /// Counts a page that the client has asked for at that target, by a method that is safe or is not.
    func add(target: Span<UInt8>, isSafe: Bool, from client: Peer) {
        let now = ContinuousClock.now
        if traffic?.add(target: target, isSafe: isSafe, from: client, at: now) != nil { return }
        var begun = PageTraffic(at: now)
        begun.add(target: target, isSafe: isSafe, from: client, at: now)
        traffic = begun
        timer = try? Event(on: loop, .after(Outages.delay)) { [unowned self] in handOver() }
        // Without a timer nothing else would hand it over.
        if timer == nil { handOver() }
    }

    private func handOver() {
        guard let traffic else { return }
        self.traffic = nil
        queue.add(traffic)
    }
}

/// Traffic between the workers, each of which adds some once a second, and who looks for outages in it.
final class TrafficQueue: Sendable {
    /// Parts that are kept apart. Should nobody take them for long, the last one grows, in memory that does not.
    private static let capacity = 1024

    /// Woken when there is some.
    let wakeup: Wakeup
    private let parts = Mutex<[PageTraffic]>([])

    init() throws(LibeventError) {
        wakeup = try Wakeup()
    }

    /// Adds a part, from any thread.
    func add(_ traffic: PageTraffic) {
        parts.withLock { parts in
            if parts.count < TrafficQueue.capacity {
                parts.append(traffic)
            } else {
                parts[parts.count - 1].merge(traffic)
            }
        }
        wakeup.wake()
    }

    /// Takes all, in the order of their first pages.
    func takeAll() -> [PageTraffic] {
        let taken = parts.withLock { parts in
            defer { parts = [] }
            return parts
        }
        return taken.sorted { $0.first < $1.first }
    }
}
