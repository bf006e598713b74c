internal import Glibc

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
