import HTTP
import Testing

@Suite struct RangeConditionTests {
    private func result(_ condition: String, at now: HTTPDate = CurrentRepresentation.now) -> RangeResult {
        let request = RequestHead("GET", "/", fields: [("Range", "bytes=0-1"), ("If-Range", condition)])
        return request.evaluateRange(of: 10, CurrentRepresentation.validators, at: now)
    }

    @Test(arguments: [
        // §13.1.5: strong comparison
        ("\"1\"", true), ("\"2\"", false), ("W/\"1\"", false),
        // §13.1.5: one entity tag, no list and no *
        ("\"1\", \"1\"", false), ("\"1\" ", false), ("*", false), ("1", false), ("\"1", false), ("", false),
        // §13.1.5: exactly the date of Last-Modified, in any form
        ("Sun, 06 Nov 1994 08:49:37 GMT", true), ("Sunday, 06-Nov-94 08:49:37 GMT", true),
        ("Sun Nov  6 08:49:37 1994", true),
        ("Sun, 06 Nov 1994 08:49:36 GMT", false), ("Sun, 06 Nov 1994 08:49:38 GMT", false),
        ("Fri, 31 Dec 9999 23:59:59 GMT", false), ("yesterday", false),
        ("Sun, 06 Nov 1994 08:49:37 GMT, Sun, 06 Nov 1994 08:49:37 GMT", false),
    ])
    func ifRangeDecidesWhetherRangeCounts(condition: String, holds: Bool) {
        #expect(result(condition) == (holds ? .part(0..<2) : .whole))
    }

    // §8.8.2.2
    @Test func aDateIsAWeakValidatorWithinItsSecond() {
        let date = "\(CurrentRepresentation.validators.lastModified)"
        let seconds = CurrentRepresentation.validators.lastModified.secondsSinceEpoch
        #expect(result(date, at: HTTPDate(secondsSinceEpoch: seconds - 1)) == .whole)
        #expect(result(date, at: HTTPDate(secondsSinceEpoch: seconds)) == .whole)
        #expect(result(date, at: HTTPDate(secondsSinceEpoch: seconds + 1)) == .part(0..<2))
    }

    // §13.1.5: without Range it is ignored; where it does not hold, Range is, also one that cannot be satisfied
    @Test func ifRangeIsAboutRangeAlone() {
        let (current, now) = (CurrentRepresentation.validators, CurrentRepresentation.now)
        let alone = RequestHead("GET", "/", fields: [("If-Range", "\"1\"")])
        #expect(alone.evaluateRange(of: 10, current, at: now) == .whole)
        for (tag, expected) in [("\"1\"", RangeResult.notSatisfiable), ("\"2\"", .whole)] {
            let request = RequestHead("GET", "/", fields: [("Range", "bytes=10-"), ("If-Range", tag)])
            #expect(request.evaluateRange(of: 10, current, at: now) == expected)
        }
    }
}
