extension HTTPDate {
    /// Reads a date and time as RFC 3339 §5.6 has it, such as `2026-11-21T04:00:00+01:00`; nil for anything else. The
    /// seconds may be left out; a fraction of a second is dropped.
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
        // In UTC a leap second, or an offset, may make it another year.
        guard HTTPDate.writable.contains(self) else { return nil }
    }
}

extension FieldValueReader {
    /// Takes `:00` to `:60`, with a fraction or without; 0 where there is none.
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
