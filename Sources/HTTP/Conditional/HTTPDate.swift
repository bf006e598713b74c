internal import Glibc

/// A point in time as HTTP writes it, to the second (RFC 9110 §5.6.7).
package struct HTTPDate: Hashable, Sendable {
    /// Seconds since 1970-01-01T00:00:00Z.
    package let secondsSinceEpoch: Int

    package init(secondsSinceEpoch: Int) {
        self.secondsSinceEpoch = secondsSinceEpoch
    }

    /// The current time.
    package static var now: HTTPDate {
        HTTPDate(secondsSinceEpoch: time(nil))
    }
}

extension HTTPDate: Comparable {
    package static func < (left: HTTPDate, right: HTTPDate) -> Bool {
        left.secondsSinceEpoch < right.secondsSinceEpoch
    }
}

extension HTTPDate {
    private static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

extension HTTPDate: CustomStringConvertible {
    /// The IMF-fixdate, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    package var description: String {
        let time = utc
        let day = HTTPDate.days[Int(time.tm_wday)]
        let month = HTTPDate.months[Int(time.tm_mon)]
        let date = "\(day), \(time.tm_mday.zeroPadded()) \(month) \((1900 + time.tm_year).zeroPadded(to: 4))"
        return "\(date) \(clockTime(time)) GMT"
    }
}

extension HTTPDate {
    /// As RFC 3339 has it, such as `1994-11-06T08:49:37Z`.
    package var rfc3339: String {
        let time = utc
        let year = (1900 + time.tm_year).zeroPadded(to: 4)
        return "\(year)-\((1 + time.tm_mon).zeroPadded())-\(time.tm_mday.zeroPadded())T\(clockTime(time))Z"
    }

    /// As Apache's logs have it, such as `06/Nov/1994:08:49:37 +0000`.
    package var apache: String {
        let time = utc
        let month = HTTPDate.months[Int(time.tm_mon)]
        let year = (1900 + time.tm_year).zeroPadded(to: 4)
        return "\(time.tm_mday.zeroPadded())/\(month)/\(year):\(clockTime(time)) +0000"
    }

    /// The times that can be written, whose years have four digits.
    static let writable =
        HTTPDate(secondsSinceEpoch: -62_167_219_200)...HTTPDate(secondsSinceEpoch: 253_402_300_799)

    /// The date and the time of day; the epoch's where a file's time is so wrong that it cannot be written.
    private var utc: tm {
        var seconds = HTTPDate.writable.contains(self) ? secondsSinceEpoch : 0
        var parts = tm()
        // Of these years gmtime_r knows each.
        gmtime_r(&seconds, &parts)
        return parts
    }

    private func clockTime(_ time: tm) -> String {
        "\(time.tm_hour.zeroPadded()):\(time.tm_min.zeroPadded()):\(time.tm_sec.zeroPadded())"
    }
}
