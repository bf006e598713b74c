import Testing

@testable import HTTP

@Suite struct ByteRangeTests {
    private static let huge = "99999999999999999999999999999999"

    // Of 10 bytes
    @Test(
        arguments: [
            // §14.1.2: int-range, the last position included
            ("bytes=0-0", .part(0..<1)), ("bytes=2-5", .part(2..<6)), ("bytes=9-9", .part(9..<10)),
            ("bytes=0-9", .part(0..<10)), ("bytes=002-005", .part(2..<6)),
            // §14.1.2: open, and clipped to the end
            ("bytes=0-", .part(0..<10)), ("bytes=5-", .part(5..<10)), ("bytes=5-10", .part(5..<10)),
            ("bytes=5-\(huge)", .part(5..<10)), ("bytes=5-9223372036854775807", .part(5..<10)),
            // §14.1.2: suffix, at most the whole
            ("bytes=-1", .part(9..<10)), ("bytes=-5", .part(5..<10)), ("bytes=-10", .part(0..<10)),
            ("bytes=-11", .part(0..<10)), ("bytes=-\(huge)", .part(0..<10)),
            // §14.1.2: unsatisfiable
            ("bytes=10-", .notSatisfiable), ("bytes=10-20", .notSatisfiable), ("bytes=\(huge)-", .notSatisfiable),
            ("bytes=\(huge)-\(huge)", .notSatisfiable), ("bytes=-0", .notSatisfiable), ("bytes=-00", .notSatisfiable),
            // §14.1: names of units are case-insensitive
            ("Bytes=0-0", .part(0..<1)), ("BYTES=0-0", .part(0..<1)),
            // §5.6.1: empty elements are ignored
            ("bytes=,0-1", .part(0..<2)), ("bytes=0-1,", .part(0..<2)), ("bytes= , 0-1 ,\t,", .part(0..<2)),
            // §14.2: several ranges may be answered by the whole
            ("bytes=0-1,4-5", .whole), ("bytes=0-1, -1", .whole), ("bytes=0-0,0-0", .whole),
            ("bytes=0-1,10-20", .whole), ("bytes=10-20,0-1", .whole),
            // §14.1.2, §15.5.17: none of several is satisfiable
            ("bytes=10-,-0", .notSatisfiable), ("bytes=10-11,20-30,\(huge)-", .notSatisfiable),
            // §14.2: a unit that is not understood
            ("items=0-1", .whole), ("byte=0-1", .whole), ("bytess=0-1", .whole), ("none=0-1", .whole),
            ("=0-1", .whole), ("0-1", .whole), ("bytes", .whole), ("", .whole), ("bytes =0-1", .whole),
            (" bytes=0-1", .whole),
            // §14.1.1: malformed, and last before first
            ("bytes=", .whole), ("bytes=,", .whole), ("bytes=-", .whole), ("bytes=5", .whole), ("bytes=5-4", .whole),
            ("bytes=a-b", .whole), ("bytes=0-b", .whole), ("bytes=0x0-0x1", .whole), ("bytes=+0-1", .whole),
            ("bytes=--1", .whole), ("bytes=0--1", .whole), ("bytes=0-1-2", .whole), ("bytes=0 - 1", .whole),
            ("bytes=0-1;4-5", .whole), ("bytes=0-1 4-5", .whole), ("bytes=0-1,x", .whole), ("bytes=x,0-1", .whole),
            ("bytes=0-1,5-4", .whole), ("bytes==0-1", .whole), ("bytes=0-1/10", .whole), ("bytes 0-1/10", .whole),
            ("bytes=٠-١", .whole), ("bytes=0-1\0", .whole), ("bytes=\(huge)-1", .whole),
            // §5.3: several lines, joined
            ("bytes=0-1, bytes=4-5", .whole),
        ] as [(String, RangeResult)])
    func theRangeDecidesThePart(value: String, expected: RangeResult) {
        let request = RequestHead("GET", "/", fields: [("Range", value)])
        #expect(request.evaluateRange(of: 10, EntityTag(text: "\"1\"")) == expected)
    }

    @Test(
        arguments: [
            // §14.1.2: no position is within an empty representation
            ("bytes=0-", .notSatisfiable), ("bytes=0-0", .notSatisfiable), ("bytes=-0", .notSatisfiable),
            // §14.1.2: a suffix other than 0 is satisfiable, and longer than the representation, so all of it is sent.
            // §14.4: with 200, because Content-Range cannot express it.
            ("bytes=-5", .whole),
        ] as [(String, RangeResult)])
    func noRangeOfAnEmptyRepresentationIsSatisfiable(value: String, expected: RangeResult) {
        let request = RequestHead("GET", "/", fields: [("Range", value)])
        #expect(request.evaluateRange(of: 0, EntityTag(text: "\"1\"")) == expected)
    }

    // The bounds become an address and a length in libevent.
    @Test func aPartIsAlwaysWithinTheRepresentation() {
        let numbers = [0, 1, 2, 9, 10, 11, Int.max - 1, Int.max]
        for length in numbers {
            for first in numbers {
                let ranges =
                    [ByteRange.suffix(first), .from(first, through: nil)]
                    + numbers.filter { $0 >= first }.map {
                        .from(first, through: $0)
                    }
                for range in ranges {
                    guard let part = range.part(of: length) else { continue }
                    #expect(part.lowerBound >= 0 && part.upperBound <= length)
                    #expect(!part.isEmpty || length == 0)
                }
            }
        }
    }

    // §14.4
    @Test func contentRangeNamesThePartAndTheWhole() {
        #expect("\(ContentRange.part(0..<500, of: 1234))" == "bytes 0-499/1234")
        #expect("\(ContentRange.part(1233..<1234, of: 1234))" == "bytes 1233-1233/1234")
        #expect("\(ContentRange.none(of: 1234))" == "bytes */1234")
    }
}
