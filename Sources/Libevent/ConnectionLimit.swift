internal import Synchronization

/// How many connections several servers, each on its loop, may have open together.
package final class ConnectionLimit: Sendable {
    /// At least 1. Servers that accept at the same moment may have one more each.
    private let maximum: Int
    private let open = Atomic(0)
    private let wakeups = Mutex<[Wakeup]>([])

    package init(maximum: Int) {
        self.maximum = max(1, maximum)
    }

    /// Whether no more connections are to be accepted.
    var isReached: Bool { open.load(ordering: .sequentiallyConsistent) >= maximum }

    /// Counts a connection that was opened.
    func enter() {
        open.add(1, ordering: .sequentiallyConsistent)
    }

    /// Counts a connection that has ended.
    func leave() {
        let (_, left) = open.subtract(1, ordering: .sequentiallyConsistent)
        guard left == maximum - 1 else { return }
        for wakeup in wakeups.withLock({ $0 }) { wakeup.wake() }
    }

    /// Has `wakeup` woken each time that there is room again.
    func notify(_ wakeup: Wakeup) {
        wakeups.withLock { $0.append(wakeup) }
    }
}
