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

    /// The current time.
    package static var now: LogTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return LogTime(secondsSinceEpoch: time.tv_sec, milliseconds: time.tv_nsec / 1_000_000)
    }
}

extension LogTime {
    /// RFC 3339, such as `2026-11-21T08:14:18.042Z`.
    package var rfc3339: String { "\(rfc3339Seconds).\(padded(milliseconds, to: 3))Z" }

    /// The same up to the second, such as `2026-11-21T08:14:18`.
    var rfc3339Seconds: String {
        let time = calendarTime
        let date =
            "\(padded(1900 + Int(time.tm_year), to: 4))-\(padded(1 + Int(time.tm_mon)))-\(padded(Int(time.tm_mday)))"
        return "\(date)T\(clockTime(time))"
    }

    /// Apache's form, such as `21/Nov/2026:08:14:18 +0000`.
    var apache: String {
        let time = calendarTime
        let month = HTTPDate.months[Int(time.tm_mon)]
        return
            "\(padded(Int(time.tm_mday)))/\(month)/\(padded(1900 + Int(time.tm_year), to: 4)):\(clockTime(time)) +0000"
    }

    private var calendarTime: tm {
        var seconds = secondsSinceEpoch
        var parts = tm()
        gmtime_r(&seconds, &parts)
        return parts
    }

    private func clockTime(_ time: tm) -> String {
        "\(padded(Int(time.tm_hour))):\(padded(Int(time.tm_min))):\(padded(Int(time.tm_sec)))"
    }

    private func padded(_ number: Int, to width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

/// A text that depends on the second, rendered once for each.
struct TextOfSecond {
    private let render: (LogTime) -> String
    private var second: Int?
    private var text = ""

    init(_ render: @escaping (LogTime) -> String) {
        self.render = render
    }

    mutating func callAsFunction(_ time: LogTime) -> String {
        if time.secondsSinceEpoch != second {
            second = time.secondsSinceEpoch
            text = render(time)
        }
        return text
    }
}
