import Testing

@testable import HTTP

@Suite struct RangeConditionTests {
    private static let current = EntityTag(text: "\"1\"")

    private func result(
        _ fields: [(name: String, value: String)], _ current: EntityTag? = RangeConditionTests.current
    ) -> RangeResult {
        RequestHead("GET", "/", fields: fields).evaluateRange(of: 10, current)
    }

    @Test(arguments: [
        // §13.1.5: strong comparison
        ("\"1\"", true), ("\"2\"", false), ("W/\"1\"", false),
        // §13.1.5: one entity tag, no list and no *
        ("\"1\", \"1\"", false), ("\"1\" ", false), ("*", false), ("1", false), ("\"1", false), ("", false),
        // The server never sends a date
        ("Sun, 06 Nov 1994 08:49:37 GMT", false), ("Fri, 31 Dec 9999 23:59:59 GMT", false), ("yesterday", false),
    ])
    func ifRangeDecidesWhetherRangeApplies(condition: String, holds: Bool) {
        #expect(result([("Range", "bytes=0-1"), ("If-Range", condition)]) == (holds ? .part(0..<2) : .whole))
    }

    // §13.1.5: without Range, If-Range is ignored. If it does not hold, Range is ignored, even an unsatisfiable one.
    @Test func ifRangeWithoutRangeIsIgnored() {
        #expect(result([("If-Range", "\"1\"")]) == .whole)
        #expect(result([("Range", "bytes=10-"), ("If-Range", "\"1\"")]) == .notSatisfiable)
        #expect(result([("Range", "bytes=10-"), ("If-Range", "\"2\"")]) == .whole)
    }

    @Test(arguments: ["If-Range", "If-Match", "If-None-Match"])
    func whileTheTagIsNotKnownAConditionGetsTheWhole(name: String) {
        for value in ["\"1\"", "*", "yesterday"] {
            #expect(result([("Range", "bytes=0-1"), (name, value)], nil) == .whole)
            #expect(result([("Range", "bytes=10-"), (name, value)], nil) == .whole)
        }
        #expect(result([("Range", "bytes=0-1")], nil) == .part(0..<2))
    }
}
