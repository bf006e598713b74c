internal import Libevent
internal import Synchronization

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
