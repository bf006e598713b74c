internal import Synchronization

/// A number that goes up. One thread adds to it, and any thread may read it, so nobody waits.
package final class Counter: Sendable {
    private let count = Atomic(0)

    package init() {}

    /// Adds to the number, on the one thread that does: a load and a store are cheaper than an atomic addition.
    package func add(_ amount: Int = 1) {
        count.store(count.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }

    package var value: Int { count.load(ordering: .relaxed) }
}
