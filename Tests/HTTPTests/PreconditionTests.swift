import Testing

@testable import HTTP

@Suite struct PreconditionTests {
    private static let current = EntityTag(text: "\"1\"")

    private func result(
        _ fields: [(String, String)], _ current: EntityTag? = PreconditionTests.current
    ) -> PreconditionResult {
        RequestHead("GET", "/", fields: fields.map { (name: $0, value: $1) }).evaluatePreconditions(against: current)
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
    func ifMatchIsEvaluated(value: String, expected: PreconditionResult) {
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
    func ifNoneMatchIsEvaluated(value: String, expected: PreconditionResult) {
        #expect(result([("If-None-Match", value)]) == expected)
    }

    @Test(arguments: ["Sun, 06 Nov 1994 08:49:37 GMT", "Fri, 31 Dec 9999 23:59:59 GMT", "yesterday", ""])
    func datesDecideNothing(date: String) {
        for name in ["If-Modified-Since", "If-Unmodified-Since"] {
            #expect(result([(name, date)]) == .met)
            #expect(result([(name, date), ("If-Match", "\"2\"")]) == .failed)
            #expect(result([(name, date), ("If-None-Match", "\"1\"")]) == .notModified)
            #expect(result([(name, date), ("If-None-Match", "\"2\""), ("If-Match", "*")]) == .met)
        }
    }

    // §13.2.2: step 1 comes before 3
    @Test func aFailedConditionTakesPrecedenceOverNotModified() {
        #expect(result([("If-None-Match", "\"1\""), ("If-Match", "\"2\"")]) == .failed)
        #expect(result([("If-None-Match", "\"1\""), ("If-Match", "*")]) == .notModified)
        #expect(result([("If-None-Match", "\"2\""), ("If-Match", "*")]) == .met)
    }

    @Test func whileTheTagIsNotKnownNothingIsDecided() {
        for value in ["*", "\"1\"", "\"2\"", "oops"] {
            #expect(result([("If-Match", value)], nil) == .met)
            #expect(result([("If-None-Match", value)], nil) == .met)
        }
    }

    // §5.2, §5.3: names in any case; lines of a list are one list
    @Test func severalLinesAreOneValue() {
        #expect(result([("if-none-match", "\"2\""), ("IF-NONE-MATCH", "W/\"1\"")]) == .notModified)
        #expect(result([("If-Match", "\"2\""), ("If-Match", "\"1\"")]) == .met)
    }
}
