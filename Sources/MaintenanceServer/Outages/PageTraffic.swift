package import HTTP
internal import Libevent
internal import Synchronization

/// The pages that were served in a period, in memory that does not grow with their number.
package struct PageTraffic: Sendable {
    /// The times of the first and the last page.
    package private(set) var first: ContinuousClock.Instant
    package private(set) var last: ContinuousClock.Instant
    package private(set) var pages = 0
    /// The number of answers to unsafe methods, whose changes were lost.
    package private(set) var writes = 0
    package private(set) var clients = DistinctCount()
    package private(set) var paths = FrequentPaths()

    /// Starts a period without pages.
    package init(at time: ContinuousClock.Instant) {
        first = time
        last = time
    }

    /// Counts a page that answers the client's request for the target. `time` is not earlier than that of the previous
    /// page.
    package mutating func add(
        target: Span<UInt8>, isSafe: Bool, from client: Peer, at time: ContinuousClock.Instant
    ) {
        last = time
        pages += 1
        if !isSafe { writes += 1 }
        clients.insert(hash: ByteHash.hash(client))
        paths.add(target: target)
    }

    /// Adds the pages of another period.
    package mutating func merge(_ other: PageTraffic) {
        first = min(first, other.first)
        last = max(last, other.last)
        pages += other.pages
        writes += other.writes
        clients.merge(other.clients)
        paths.merge(other.paths)
    }
}

extension PageTraffic {
    /// Whole seconds from the first page to the last.
    var seconds: Int { Int((last - first).components.seconds) }

    /// The figures for the log and for `maintenance status`.
    var summary: String {
        "duration \(seconds) s, pages \(pages), clients about \(clients.estimate), writes refused \(writes)"
    }
}

/// The number of pages in each of the last seconds.
struct PageRate {
    private static let seconds = 600

    /// The counts, indexed by the second modulo `seconds`.
    private var counts = [Int](repeating: 0, count: PageRate.seconds)
    private var latest = 0

    /// Counts pages that were served that long ago.
    mutating func add(_ pages: Int, ago time: Duration, now: Int = LogTime.now.secondsSinceEpoch) {
        advance(to: now)
        let second = now - Int(time.components.seconds)
        guard second > now - PageRate.seconds, second <= now else { return }
        counts[second % PageRate.seconds] += pages
    }

    /// The counts, up to the current second.
    mutating func pages(now: Int = LogTime.now.secondsSinceEpoch) -> [Int] {
        advance(to: now)
        let start = now % PageRate.seconds + 1
        return Array(counts[start...] + counts[..<start])
    }

    private mutating func advance(to now: Int) {
        for second in max(latest + 1, now - PageRate.seconds + 1)..<max(latest + 1, now + 1) {
            counts[second % PageRate.seconds] = 0
        }
        latest = max(latest, now)
    }
}

/// The pages of one worker, which are handed over once a second.
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

    /// Counts a page that answers the client's request for the target.
    func add(target: Span<UInt8>, isSafe: Bool, from client: Peer) {
        let now = ContinuousClock.now
        if traffic?.add(target: target, isSafe: isSafe, from: client, at: now) != nil { return }
        var begun = PageTraffic(at: now)
        begun.add(target: target, isSafe: isSafe, from: client, at: now)
        traffic = begun
        timer = try? Event(on: loop, .after(Outages.delay)) { [unowned self] in handOver() }
        // Without a timer nothing would hand the page over later.
        if timer == nil { handOver() }
    }

    private func handOver() {
        guard let traffic else { return }
        self.traffic = nil
        queue.add(traffic)
    }
}

/// The queue of traffic from the workers to the detection of outages.
final class TrafficQueue: Sendable {
    /// The most parts in the queue. If they are not taken for long, the last one grows, in constant memory.
    private static let capacity = 1024

    /// Woken when traffic was added.
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

    /// Takes all parts, in the order of their first pages.
    func takeAll() -> [PageTraffic] {
        let taken = parts.withLock { parts in
            defer { parts = [] }
            return parts
        }
        return taken.sorted { $0.first < $1.first }
    }
}
