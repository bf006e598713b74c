internal import Glibc

/// Waits until the condition holds, at most 20 seconds; returns whether it does.
///
/// It blocks, since a test that suspends may have to wait for its turn until others, which block, are over.
package func eventually(_ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + .seconds(20)
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        usleep(10_000)
    }
    return try condition()
}
