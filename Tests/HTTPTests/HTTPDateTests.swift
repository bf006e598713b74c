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
        // The first and the last date of an IMF-fixdate
        (-62_167_219_200, "Sat, 01 Jan 0000 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
    ])
    func aDateIsRenderedAsAnIMFFixdate(seconds: Int, text: String) {
        #expect(HTTPDate(secondsSinceEpoch: seconds).description == text)
    }

    // Years beyond an IMF-fixdate, and beyond gmtime_r
    @Test(arguments: [253_402_300_800, 67_768_036_191_676_799, -62_167_219_201, Int.max, Int.min])
    func aDateBeyondTheFormatIsRenderedAsTheEpoch(seconds: Int) {
        #expect(HTTPDate(secondsSinceEpoch: seconds).description == "Thu, 01 Jan 1970 00:00:00 GMT")
    }
}

@Suite struct RFC3339Tests {
    @Test(
        arguments: [
            // RFC 3339 §5.6
            ("1994-11-06T08:49:37Z", 784_111_777),
            ("1994-11-06t08:49:37z", 784_111_777),
            ("1994-11-06 08:49:37Z", 784_111_777),
            ("1994-11-06T08:49:37.999Z", 784_111_777),
            ("1994-11-06T09:49:37+01:00", 784_111_777),
            ("1994-11-05T20:34:37-12:15", 784_111_777),
            ("1994-11-06T08:49:37-00:00", 784_111_777),
            ("1990-12-31T23:59:60Z", 662_688_000),
            ("2000-02-29T00:00:00Z", 951_782_400),
            // The first and the last year, in UTC
            ("0000-01-01T00:00:00Z", -62_167_219_200), ("0000-01-01T00:59:59+01:00", nil),
            ("9999-12-31T23:59:59Z", 253_402_300_799), ("9999-12-31T23:59:60Z", nil),
            ("9999-12-31T23:59:59-00:01", nil), ("9999-12-31T23:59:60+00:01", 253_402_300_740),
            // Without seconds
            ("2026-11-20T00:00Z", 1_795_132_800),
            ("2026-11-20T01:00+01:00", 1_795_132_800),
            ("", nil), ("tomorrow", nil), ("2026-11-20", nil), ("2026-11-20T00:00", nil), ("2026-11-20T00Z", nil),
            ("2026-13-20T00:00Z", nil), ("2026-00-20T00:00Z", nil), ("2026-02-29T00:00Z", nil),
            ("2026-11-20T24:00Z", nil),
            ("2026-11-20T00:60Z", nil), ("2026-11-20T00:00:61Z", nil), ("2026-11-20T00:00:00.Z", nil),
            ("2026-11-20T00:00+1:00", nil), ("2026-11-20T00:00+24:00", nil), ("2026-11-20T00:00Zx", nil),
            ("26-11-20T00:00Z", nil), (" 2026-11-20T00:00Z", nil), ("-2026-11-20T00:00Z", nil),
        ] as [(String, Int?)])
    func aTimeIsRead(text: String, seconds: Int?) {
        #expect(HTTPDate(rfc3339: text)?.secondsSinceEpoch == seconds)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (784_111_777, "1994-11-06T08:49:37Z"), (951_782_400, "2000-02-29T00:00:00Z"),
        (-1, "1969-12-31T23:59:59Z"), (253_402_300_799, "9999-12-31T23:59:59Z"),
        (-62_167_219_200, "0000-01-01T00:00:00Z"), (Int.max, "1970-01-01T00:00:00Z"),
    ])
    func aTimeIsWritten(seconds: Int, text: String) {
        #expect(HTTPDate(secondsSinceEpoch: seconds).rfc3339 == text)
    }
}
