internal import Glibc

/// Waits until the condition holds, at most for the limit; returns whether it does.
///
/// It blocks, since a test that suspends may have to wait for its turn until others, which block, are over.
package func eventually(within limit: Duration = .seconds(20), _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        usleep(10_000)
    }
    return try condition()
}
