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
    static let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    static let longDays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    package static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}

extension HTTPDate: CustomStringConvertible {
    /// The IMF-fixdate, such as `Sun, 06 Nov 1994 08:49:37 GMT`.
    package var description: String {
        var seconds = secondsSinceEpoch
        var parts = tm()
        // A file's time can be so wrong that its year has no four digits, or is none that gmtime_r knows.
        guard gmtime_r(&seconds, &parts) != nil, (0...9999).contains(Int(parts.tm_year) + 1900) else {
            return HTTPDate(secondsSinceEpoch: 0).description
        }
        let day = HTTPDate.days[Int(parts.tm_wday)]
        let month = HTTPDate.months[Int(parts.tm_mon)]
        let date = "\(day), \(padded(parts.tm_mday)) \(month) \(padded(1900 + parts.tm_year, to: 4))"
        return "\(date) \(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec)) GMT"
    }

    private func padded(_ number: CInt, to width: Int = 2) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
