internal import Synchronization

/// A number that only grows. One thread adds to it, and any thread may read it, without locks.
package final class Counter: Sendable {
    private let count = Atomic(0)

    package init() {}

    /// Adds to the number. Only one thread may call it: a load and a store are cheaper than an atomic addition.
    package func add(_ amount: Int = 1) {
        count.store(count.load(ordering: .relaxed) &+ amount, ordering: .relaxed)
    }

    package var value: Int { count.load(ordering: .relaxed) }
}
