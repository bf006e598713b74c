internal import Foundation

/// Waits until the condition holds, at most for the limit. Returns whether it does.
///
/// The function blocks, because a test that suspends may have to wait until other tests, which block, are over.
package func eventually(within limit: Duration = .seconds(20), _ condition: () throws -> Bool) rethrows -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try condition() { return true }
        usleep(10_000)
    }
    return try condition()
}

/// Waits for a blocking call without delaying other tests.
package func runOnThread<Value: Sendable, Failure: Error>(
    _ body: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    try await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: Result(catching: body)) }
    }.get()
}

/// The CPU time in nanoseconds that this thread spends on the body.
package func processorTime(_ body: () throws -> Void) rethrows -> Double {
    func now() -> Int {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return time.tv_sec * 1_000_000_000 + time.tv_nsec
    }
    let start = now()
    try body()
    return Double(now() - start)
}
