extension HTTPDate {
    /// Reads a date in any of the three forms of RFC 9110 §5.6.7, which are case-sensitive; nil for anything else. `now`
    /// decides the century where the year has two digits. The day's name may be wrong: it adds nothing to the date.
    package init?(_ text: String, at now: HTTPDate) {
        let reader = FieldValueReader(text)
        guard let time = reader.fixdate ?? reader.asctimeDate ?? reader.rfc850Date(at: now), time.isValid else {
            return nil
        }
        self = time.date
    }
}

extension FieldValueReader {
    /// `Sun, 06 Nov 1994 08:49:37 GMT`
    fileprivate var fixdate: CalendarTime? {
        var reader = self
        guard reader.take(oneOf: HTTPDate.days) != nil, reader.take(", "),
            let day = reader.takeNumber(digits: 2), reader.take(" "),
            let month = reader.take(oneOf: HTTPDate.months), reader.take(" "),
            let year = reader.takeNumber(digits: 4), reader.take(" "),
            let second = reader.takeTimeOfDay(), reader.take(" GMT"), reader.isAtEnd
        else { return nil }
        return CalendarTime(year: year, month: month, day: day, secondOfDay: second)
    }

    /// `Sunday, 06-Nov-94 08:49:37 GMT`
    fileprivate func rfc850Date(at now: HTTPDate) -> CalendarTime? {
        var reader = self
        guard reader.take(oneOf: HTTPDate.longDays) != nil, reader.take(", "),
            let day = reader.takeNumber(digits: 2), reader.take("-"),
            let month = reader.take(oneOf: HTTPDate.months), reader.take("-"),
            let year = reader.takeNumber(digits: 2), reader.take(" "),
            let second = reader.takeTimeOfDay(), reader.take(" GMT"), reader.isAtEnd
        else { return nil }
        // Not more than 50 years ahead: the last such year that ends in these digits.
        var time = CalendarTime(year: 9900 + year, month: month, day: day, secondOfDay: second)
        while time.year >= 100, time.yearsAgo(50).date > now { time.year -= 100 }
        return time
    }

    /// `Sun Nov  6 08:49:37 1994`
    fileprivate var asctimeDate: CalendarTime? {
        var reader = self
        guard reader.take(oneOf: HTTPDate.days) != nil, reader.take(" "),
            let month = reader.take(oneOf: HTTPDate.months), reader.take(" "),
            let day = reader.take(" ") ? reader.takeNumber(digits: 1) : reader.takeNumber(digits: 2), reader.take(" "),
            let second = reader.takeTimeOfDay(), reader.take(" "),
            let year = reader.takeNumber(digits: 4), reader.isAtEnd
        else { return nil }
        return CalendarTime(year: year, month: month, day: day, secondOfDay: second)
    }

    /// Takes `00:00:00` to `23:59:60`, the leap second, which no other minute has.
    private mutating func takeTimeOfDay() -> Int? {
        guard let hour = takeNumber(digits: 2), hour < 24, take(":"),
            let minute = takeNumber(digits: 2), minute < 60, take(":"),
            let second = takeNumber(digits: 2), second < 60 || (hour, minute, second) == (23, 59, 60)
        else { return nil }
        return (hour * 60 + minute) * 60 + second
    }
}

extension CalendarTime {
    fileprivate func yearsAgo(_ years: Int) -> CalendarTime {
        CalendarTime(year: year - years, month: month, day: day, secondOfDay: secondOfDay)
    }
}
