/// A second of the Gregorian calendar in UTC, also of the time before it was used.
struct CalendarTime {
    /// Days of a common year before each month, and in all.
    private static let daysBeforeMonth = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365]

    /// From 0 to 9999.
    let year: Int
    /// From 0, January, to 11.
    let month: Int
    /// From 1; the month may be too short for it.
    let day: Int
    /// Up to 86,400, which is the leap second.
    let secondOfDay: Int

    /// Whether the month has that day.
    var isValid: Bool {
        let days = CalendarTime.daysBeforeMonth
        let leapDay = month == 1 && isLeapYear ? 1 : 0
        return (1...(days[month + 1] - days[month] + leapDay)).contains(day)
    }

    /// The same time; a day that the month does not have is one of the next month.
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

    /// Days before the first of January, to be compared with those before another year. The calendar repeats after 400
    /// years, so all is counted from a year that keeps the divisions free of negative numbers.
    private static func daysBefore(_ year: Int) -> Int {
        let past = year + 399
        return 365 * past + past / 4 - past / 100 + past / 400
    }
}
