import TestSupport
import Testing

@testable import HTTP

/// Any bytes get an answer, and quickly.
@Suite struct ConditionalRobustnessTests {
    private static let names = [
        "If-Match", "If-None-Match", "If-Modified-Since", "If-Unmodified-Since", "Range", "If-Range",
    ]
    private static let fragments = [
        "bytes=", "bytes", "=", "-", "0", "1", "9", "99999999999999999999", ",", " ", "\t", "*", "W/", "\"", "\"1\"",
        "a",
        "Sun", "Sunday", ", ", "06", "-Nov-", " Nov ", "94", "1994", " 08:49:37", ":60", " GMT", "\0", "\u{7f}", "é",
        "\u{fffd}",
    ]

    private func evaluate(_ value: String) {
        let request = RequestHead(
            "GET", "/", fields: ConditionalRobustnessTests.names.map { (name: $0, value: value) })
        let current = EntityTag(text: "\"1\"")
        _ = request.evaluatePreconditions(against: current)
        for length in [0, 1, 10, Int.max] {
            guard case .part(let part) = ByteRangeSet(value)?.result(for: length) else { continue }
            #expect(!part.isEmpty && part.upperBound <= length)
        }
        _ = IfRange(value).holds(for: current)
    }

    @Test func anyMixtureOfPartsIsRead() {
        var generator = SeededRandom(seed: 1)
        for _ in 0..<5000 {
            let count = Int.random(in: 0..<12, using: &generator)
            evaluate(
                (0..<count).map { _ in ConditionalRobustnessTests.fragments.randomElement(using: &generator) ?? "" }
                    .joined())
        }
    }

    @Test func anyBytesAreRead() {
        var generator = SeededRandom(seed: 2)
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            evaluate(String(decoding: bytes, as: UTF8.self))
        }
    }

    // Quadratic growth would take minutes here.
    @Test(
        .timeLimit(.minutes(15)),
        arguments: [
            "\"a\",", ",", " ", "\"", "W/", "W/\"a\" , ", "9", "0-1,", "-", "bytes=0-1,", "Sun, ", "\u{fffd}",
        ])
    func longValuesTakeLinearTime(unit: String) {
        let long = String(repeating: unit, count: 100_000)
        evaluate(long)
        evaluate("bytes=" + long)
    }
}
