internal import Glibc

/// A date of HTTP, to the second (RFC 9110 §5.6.7).
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
    /// The form of RFC 3339, such as `1994-11-06T08:49:37Z`.
    package var rfc3339: String {
        let time = utc
        let year = (1900 + time.tm_year).zeroPadded(to: 4)
        return "\(year)-\((1 + time.tm_mon).zeroPadded())-\(time.tm_mday.zeroPadded())T\(clockTime(time))Z"
    }

    /// The form of Apache's logs, such as `06/Nov/1994:08:49:37 +0000`.
    package var apache: String {
        let time = utc
        let month = HTTPDate.months[Int(time.tm_mon)]
        let year = (1900 + time.tm_year).zeroPadded(to: 4)
        return "\(time.tm_mday.zeroPadded())/\(month)/\(year):\(clockTime(time)) +0000"
    }

    /// The times that can be written, whose years have four digits.
    static let writable =
        HTTPDate(secondsSinceEpoch: -62_167_219_200)...HTTPDate(secondsSinceEpoch: 253_402_300_799)

    /// The date and the time of day, or those of the epoch if the time cannot be written.
    private var utc: tm {
        var seconds = HTTPDate.writable.contains(self) ? secondsSinceEpoch : 0
        var parts = tm()
        // gmtime_r can represent all of these years.
        gmtime_r(&seconds, &parts)
        return parts
    }

    private func clockTime(_ time: tm) -> String {
        "\(time.tm_hour.zeroPadded()):\(time.tm_min.zeroPadded()):\(time.tm_sec.zeroPadded())"
    }
}

extension HTTPDate {
    /// Reads a date and time of RFC 3339 §5.6, such as `2026-11-21T04:00:00+01:00`; nil for anything else. The seconds are optional,
    /// and a fraction of a second is dropped.
    package init?(rfc3339 text: String) {
        var reader = FieldValueReader(text)
        guard let year = reader.takeNumber(digits: 4), reader.take("-"),
            let month = reader.takeNumber(digits: 2), (1...12).contains(month), reader.take("-"),
            let day = reader.takeNumber(digits: 2), reader.take("T") || reader.take("t") || reader.take(" "),
            let hour = reader.takeNumber(digits: 2), hour < 24, reader.take(":"),
            let minute = reader.takeNumber(digits: 2), minute < 60,
            let second = reader.takeSecond(), let offset = reader.takeOffset(), reader.isAtEnd
        else { return nil }
        let time = CalendarTime(year: year, month: month - 1, day: day, secondOfDay: (hour * 60 + minute) * 60 + second)
        guard time.isValid else { return nil }
        self.init(secondsSinceEpoch: time.date.secondsSinceEpoch - offset)
        // A leap second or an offset may change the year.
        guard HTTPDate.writable.contains(self) else { return nil }
    }
}

extension FieldValueReader {
    /// Takes `:00` to `:60`, with or without a fraction; 0 if there are no seconds.
    fileprivate mutating func takeSecond() -> Int? {
        guard take(":") else { return 0 }
        guard let second = takeNumber(digits: 2), second <= 60 else { return nil }
        if take(".") {
            guard takeNumber() != nil else { return nil }
        }
        return second
    }

    /// Takes `Z` or an offset from UTC, in seconds.
    fileprivate mutating func takeOffset() -> Int? {
        if take("Z") || take("z") { return 0 }
        let isWest = take("-")
        guard isWest || take("+"), let hours = takeNumber(digits: 2), hours < 24, take(":"),
            let minutes = takeNumber(digits: 2), minutes < 60
        else { return nil }
        let offset = (hours * 60 + minutes) * 60
        return isWest ? -offset : offset
    }
}

/// A second of the proleptic Gregorian calendar in UTC.
struct CalendarTime {
    /// Days of a common year before each month, and in all.
    private static let daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]

    /// From 0 to 9999.
    let year: Int
    /// From 0, January, to 11.
    let month: Int
    /// From 1 to 31, also in shorter months.
    let day: Int
    /// Up to 86,400, which is the leap second.
    let secondOfDay: Int

    /// Whether the month has that day.
    var isValid: Bool {
        let days = CalendarTime.daysBeforeMonth
        let leapDay = month == 1 && isLeapYear ? 1 : 0
        return (1...(days[month + 1] - days[month] + leapDay)).contains(day)
    }

    /// The time in seconds since the epoch. A day that the month does not have is one of the next month.
    var date: HTTPDate {
        let leapDay = month > 1 && isLeapYear ? 1 : 0
        let days =
            CalendarTime.daysBefore(year) - CalendarTime.daysBefore(1970) + CalendarTime.daysBeforeMonth[month]
            + leapDay + day - 1
        return HTTPDate(secondsSinceEpoch: days * 86_400 + secondOfDay)
    }

    private var isLeapYear: Bool {
        year.isMultiple(of: 4) && !year.isMultiple(of: 100) || year.isMultiple(of: 400)
    }

    /// Days before the first of January, for comparison with another year. The calendar repeats after 400 years, so days are counted
    /// from a year that keeps the divisions free of negative numbers.
    private static func daysBefore(_ year: Int) -> Int {
        let past = year + 399
        return 365 * past + past / 4 - past / 100 + past / 400
    }
}

extension BinaryInteger {
    /// The number, which is not negative, with at least that many digits.
    package func zeroPadded(to width: Int = 2) -> String {
        let digits = String(self)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
