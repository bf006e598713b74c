import Testing

@testable import HTTP

@Suite struct HTTPDateTests {
    // RFC 9110 §5.6.7
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
        (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_795_132_800, "Fri, 20 Nov 2026 00:00:00 GMT"),
        (4_102_444_799, "Thu, 31 Dec 2099 23:59:59 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
        // The first and the last that an IMF-fixdate can have
        (-62_167_219_200, "Sat, 01 Jan 0000 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func isRenderedAndReadAlike(seconds: Int, text: String) {
        #expect(HTTPDate(secondsSinceEpoch: seconds).description == text)
        #expect(HTTPDate(text, at: CurrentRepresentation.now)?.secondsSinceEpoch == seconds)
    }

    // Years that an IMF-fixdate cannot have, and those that gmtime_r does not know
    @Test(arguments: [253_402_300_800, 67_768_036_191_676_799, -62_167_219_201, Int.max, Int.min])
    func isRenderedAsTheEpochWhereItHasNoForm(seconds: Int) {
        #expect(HTTPDate(secondsSinceEpoch: seconds).description == "Thu, 01 Jan 1970 00:00:00 GMT")
    }

    @Test func everyDayIsReadAsItIsRendered() {
        for day in stride(from: -719_528, through: 2_932_896, by: 97) {
            let date = HTTPDate(secondsSinceEpoch: day * 86_400 + (day & 0xffff))
            #expect(HTTPDate("\(date)", at: CurrentRepresentation.now) == date)
        }
    }

    // RFC 9110 §5.6.7: the preferred form and the two obsolete ones, and what comes near them
    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Sunday, 06-Nov-94 08:49:37 GMT", 784_111_777),
            ("Sun Nov  6 08:49:37 1994", 784_111_777),
            ("Sun Nov 06 08:49:37 1994", 784_111_777),
            ("Sun Nov 16 08:49:37 1994", 784_975_777),
            // The day's name is not held against a date, but has to be one of its form
            ("Mon, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Sunday, 06 Nov 1994 08:49:37 GMT", nil), ("Sun, 06-Nov-94 08:49:37 GMT", nil),
            ("Sunday Nov  6 08:49:37 1994", nil), ("Son, 06 Nov 1994 08:49:37 GMT", nil),
            ("06 Nov 1994 08:49:37 GMT", nil),
            // Case-sensitive
            ("sun, 06 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 NOV 1994 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 08:49:37 gmt", nil), ("sunday, 06-Nov-94 08:49:37 GMT", nil),
            // Fixed length, no blanks of another number
            ("Sun, 6 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 94 08:49:37 GMT", nil),
            ("Sun, 06 Nov 01994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994 8:49:37 GMT", nil),
            ("Sun,06 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov 1994  08:49:37 GMT", nil),
            ("Sun Nov 6 08:49:37 1994", nil), ("Sun Nov   6 08:49:37 1994", nil), ("Sun Nov  6 08:49:37 94", nil),
            ("Sunday, 06-Nov-1994 08:49:37 GMT", nil), ("Sunday, 6-Nov-94 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 08:49:37 GMT ", nil), (" Sun, 06 Nov 1994 08:49:37 GMT", nil),
            ("Sun, 06 Nov 1994 08:49:37", nil), ("Sun, 06 Nov 1994 08:49 GMT", nil),
            ("Sun, +6 Nov 1994 08:49:37 GMT", nil), ("Sun, 06 Nov -994 08:49:37 GMT", nil),
            // GMT alone
            ("Sun, 06 Nov 1994 08:49:37 UTC", nil), ("Sun, 06 Nov 1994 08:49:37 +0000", nil),
            ("Sun Nov  6 08:49:37 1994 GMT", nil), ("1994-11-06T08:49:37Z", nil), ("784111777", nil),
            // Days of the month, in leap years too
            ("Tue, 29 Feb 2000 00:00:00 GMT", 951_782_400), ("Thu, 29 Feb 1996 00:00:00 GMT", 825_552_000),
            ("Thu, 29 Feb 1900 00:00:00 GMT", nil), ("Sun, 29 Feb 1998 00:00:00 GMT", nil),
            ("Tue, 30 Feb 2000 00:00:00 GMT", nil), ("Wed, 31 Dec 1969 00:00:00 GMT", -86_400),
            ("Sun, 31 Nov 1994 08:49:37 GMT", nil), ("Sun, 32 Jan 1994 08:49:37 GMT", nil),
            ("Sun, 00 Nov 1994 08:49:37 GMT", nil), ("Sun Nov  0 08:49:37 1994", nil),
            // 00:00:00 - 23:59:60 (leap second)
            ("Thu, 01 Jan 1970 23:59:60 GMT", 86_400), ("Thu, 01 Jan 1970 23:59:61 GMT", nil),
            ("Thu, 01 Jan 1970 12:59:60 GMT", nil), ("Thu, 01 Jan 1970 24:00:00 GMT", nil),
            ("Thu, 01 Jan 1970 00:60:00 GMT", nil),
            // Several lines of the field, joined
            ("Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", nil),
            ("", nil), ("Sun", nil), ("Sun, ", nil), ("Sun, ٠٦ Nov 1994 08:49:37 GMT", nil),
        ] as [(String, Int?)])
    func isReadInThreeForms(text: String, seconds: Int?) {
        #expect(HTTPDate(text, at: CurrentRepresentation.now)?.secondsSinceEpoch == seconds)
    }

    // RFC 9110 §5.6.7: more than 50 years in the future is the most recent such year in the past. Now it is noon on
    // 15 June 2026.
    @Test(arguments: [
        ("Monday, 15-Jun-26 12:00:00 GMT", "Mon, 15 Jun 2026 12:00:00 GMT"),
        ("Friday, 31-Dec-99 23:59:59 GMT", "Fri, 31 Dec 1999 23:59:59 GMT"),
        ("Tuesday, 29-Feb-00 00:00:00 GMT", "Tue, 29 Feb 2000 00:00:00 GMT"),
        ("Saturday, 31-Dec-33 00:00:00 GMT", "Sat, 31 Dec 2033 00:00:00 GMT"),
        ("Tuesday, 31-Dec-75 23:59:59 GMT", "Tue, 31 Dec 2075 23:59:59 GMT"),
        // 50 years to the second, and one second more
        ("Monday, 15-Jun-76 12:00:00 GMT", "Mon, 15 Jun 2076 12:00:00 GMT"),
        ("Tuesday, 15-Jun-76 12:00:01 GMT", "Tue, 15 Jun 1976 12:00:01 GMT"),
        ("Sunday, 29-Feb-76 00:00:00 GMT", "Sat, 29 Feb 2076 00:00:00 GMT"),
        ("Saturday, 01-Jan-77 00:00:00 GMT", "Sat, 01 Jan 1977 00:00:00 GMT"),
    ])
    func aYearOfTwoDigitsIsAtMost50YearsAhead(text: String, same: String) {
        #expect(HTTPDate(text, at: CurrentRepresentation.now)?.description == same)
    }

    // Whatever the clock says
    @Test(arguments: [Int.min, -62_167_219_200, -1, 0, 253_402_300_799, Int.max])
    func aYearOfTwoDigitsKeepsItsDigits(now: Int) throws {
        let date = try #require(HTTPDate("Sunday, 06-Nov-94 08:49:37 GMT", at: HTTPDate(secondsSinceEpoch: now)))
        #expect("\(date)".contains("94 08:49:37"))
    }
}
