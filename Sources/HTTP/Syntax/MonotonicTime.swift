internal import Glibc

/// A time of the kernel's monotonic clock, with a resolution of a nanosecond.
///
/// The standard library's `ContinuousClock.Instant` is a resilient type, so copying a value that contains one calls the runtime. A
/// reload copies such values for every file.
package struct MonotonicTime: Comparable, Sendable {
    /// Since the start of the clock.
    private let nanoseconds: Int

    package init(milliseconds: Int) {
        nanoseconds = milliseconds * 1_000_000
    }

    private init(nanoseconds: Int) {
        self.nanoseconds = nanoseconds
    }

    private init(of clock: CInt) {
        var time = timespec()
        clock_gettime(clock, &time)
        nanoseconds = time.tv_sec * 1_000_000_000 + time.tv_nsec
    }

    package static var now: MonotonicTime { MonotonicTime(of: CLOCK_MONOTONIC) }

    /// The time of the kernel's last tick, at most a few milliseconds ago. It is read for every request, and reading `now` takes several
    /// times as long.
    package static var lastTick: MonotonicTime { MonotonicTime(of: CLOCK_MONOTONIC_COARSE) }

    package static func - (left: MonotonicTime, right: MonotonicTime) -> Duration {
        .nanoseconds(left.nanoseconds - right.nanoseconds)
    }

    package static func + (time: MonotonicTime, duration: Duration) -> MonotonicTime {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
        return MonotonicTime(nanoseconds: time.nanoseconds + nanoseconds)
    }

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.nanoseconds < right.nanoseconds }
}
