import HTTP
import Testing

@Suite struct PreconditionTests {
    private static let modified = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let earlier = "Sun, 06 Nov 1994 08:49:36 GMT"
    private static let later = "Sun, 06 Nov 1994 08:49:38 GMT"

    private func result(_ fields: [(String, String)]) -> PreconditionResult {
        let request = RequestHead("GET", "/", fields: fields.map { (name: $0, value: $1) })
        return request.evaluatePreconditions(
            against: CurrentRepresentation.validators, at: CurrentRepresentation.now)
    }

    @Test func withoutPreconditionsTheMethodIsPerformed() {
        #expect(result([]) == .met)
        #expect(result([("Range", "bytes=0-1"), ("If-Range", "\"2\"")]) == .met)
    }

    @Test(
        arguments: [
            ("*", .met), ("\"1\"", .met), ("\"0\", \"1\"", .met), ("\"2\"", .failed),
            // §13.1.1: strong comparison
            ("W/\"1\"", .failed), ("W/\"1\", \"1\"", .met),
            // §13.1.1: otherwise, the condition is false
            ("", .failed), ("1", .failed), ("\"1\", oops", .failed),
        ] as [(String, PreconditionResult)])
    func ifMatch(value: String, expected: PreconditionResult) {
        #expect(result([("If-Match", value)]) == expected)
    }

    @Test(
        arguments: [
            ("*", .notModified), ("\"1\"", .notModified), ("\"0\", \"1\"", .notModified), ("\"2\"", .met),
            // §13.1.2: weak comparison
            ("W/\"1\"", .notModified), ("W/\"2\"", .met),
            // §13.1.2: otherwise, the condition is true
            ("", .met), ("1", .met), ("\"1\", oops", .met),
        ] as [(String, PreconditionResult)])
    func ifNoneMatch(value: String, expected: PreconditionResult) {
        #expect(result([("If-None-Match", value)]) == expected)
    }

    @Test(
        arguments: [
            // §13.1.3: earlier or equal to the date provided
            (modified, .notModified), (later, .notModified), (earlier, .met),
            ("Sunday, 06-Nov-94 08:49:37 GMT", .notModified), ("Sun Nov  6 08:49:37 1994", .notModified),
            // A date in the future is a date
            ("Fri, 31 Dec 9999 23:59:59 GMT", .notModified),
            // §13.1.3: no valid date, or a list of dates
            ("yesterday", .met), ("", .met), ("Sun, 06 Nov 1994", .met), ("\(later), \(later)", .met),
        ] as [(String, PreconditionResult)])
    func ifModifiedSince(value: String, expected: PreconditionResult) {
        #expect(result([("If-Modified-Since", value)]) == expected)
    }

    @Test(
        arguments: [
            // §13.1.4: earlier or equal to the date provided
            (modified, .met), (later, .met), (earlier, .failed),
            ("Sunday, 06-Nov-94 08:49:36 GMT", .failed), ("Sun Nov  6 08:49:36 1994", .failed),
            // §13.1.4: no valid date, or a list of dates
            ("yesterday", .met), ("", .met), ("\(earlier), \(earlier)", .met),
        ] as [(String, PreconditionResult)])
    func ifUnmodifiedSince(value: String, expected: PreconditionResult) {
        #expect(result([("If-Unmodified-Since", value)]) == expected)
    }

    // §13.1.3, §13.2.2 step 3
    @Test func ifNoneMatchWinsOverIfModifiedSince() {
        #expect(result([("If-None-Match", "\"2\""), ("If-Modified-Since", PreconditionTests.later)]) == .met)
        #expect(result([("If-None-Match", "\"1\""), ("If-Modified-Since", PreconditionTests.earlier)]) == .notModified)
        #expect(result([("If-Modified-Since", PreconditionTests.later), ("If-None-Match", "oops")]) == .met)
    }

    // §13.1.4, §13.2.2 step 1
    @Test func ifMatchWinsOverIfUnmodifiedSince() {
        #expect(result([("If-Match", "\"1\""), ("If-Unmodified-Since", PreconditionTests.earlier)]) == .met)
        #expect(result([("If-Match", "\"2\""), ("If-Unmodified-Since", PreconditionTests.later)]) == .failed)
    }

    // §13.2.2: steps 1 and 2 come before 3 and 4
    @Test func whatFailsComesBeforeWhatIsNotModified() {
        for (failing, value) in [("If-Match", "\"2\""), ("If-Unmodified-Since", PreconditionTests.earlier)] {
            #expect(result([("If-None-Match", "\"1\""), (failing, value)]) == .failed)
            #expect(result([("If-Modified-Since", PreconditionTests.later), (failing, value)]) == .failed)
        }
        for (met, value) in [("If-Match", "*"), ("If-Unmodified-Since", PreconditionTests.later)] {
            #expect(result([("If-None-Match", "\"1\""), (met, value)]) == .notModified)
            #expect(result([("If-Modified-Since", PreconditionTests.later), (met, value)]) == .notModified)
            #expect(result([("If-None-Match", "\"2\""), (met, value)]) == .met)
        }
    }

    // §5.2, §5.3: names in any case; lines of a list are one list, lines of a date are no date
    @Test func severalLinesAreOneValue() {
        #expect(result([("if-none-match", "\"2\""), ("IF-NONE-MATCH", "W/\"1\"")]) == .notModified)
        #expect(result([("If-Match", "\"2\""), ("If-Match", "\"1\"")]) == .met)
        let later = PreconditionTests.later
        #expect(result([("If-Modified-Since", later), ("If-Modified-Since", later)]) == .met)
    }
}
