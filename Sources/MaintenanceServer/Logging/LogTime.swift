internal import Glibc
internal import HTTP

/// A point in time as logs write it, to the millisecond.
package struct LogTime: Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    package let secondsSinceEpoch: Int
    /// From 0 to 999.
    package let milliseconds: Int

    package init(secondsSinceEpoch: Int, milliseconds: Int = 0) {
        self.secondsSinceEpoch = secondsSinceEpoch
        self.milliseconds = milliseconds
    }

    /// Seconds since 1970-01-01T00:00:00Z, with their fraction.
    var secondsAndFraction: Double { Double(secondsSinceEpoch) + Double(milliseconds) / 1000 }

    /// The current time.
    package static var now: LogTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return LogTime(secondsSinceEpoch: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }
}

extension LogTime {
    /// RFC 3339, such as `2026-11-21T08:14:18.042Z`.
    package var rfc3339: String { "\(rfc3339Seconds).\(milliseconds.zeroPadded(to: 3))Z" }

    /// The same up to the second, such as `2026-11-21T08:14:18`.
    var rfc3339Seconds: String { String(date.rfc3339.dropLast()) }

    /// Apache's form, such as `21/Nov/2026:08:14:18 +0000`.
    var apache: String { date.apache }

    private var date: HTTPDate { HTTPDate(secondsSinceEpoch: secondsSinceEpoch) }
}
