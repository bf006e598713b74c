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
