internal import Glibc

/// Waits until the condition holds, at most for the limit. Returns whether it does.
///
/// It blocks, because a test that suspends may have to wait until other tests, which block, are over.
package func eventually(within limit: Duration = .seconds(20), _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        usleep(10_000)
    }
    return try condition()
}
