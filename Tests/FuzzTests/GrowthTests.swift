import Foundation
import FuzzProperties
import TestSupport
import Testing

/// The time grows linearly with anything that a client repeats in a field.
@Suite(.serialized) struct GrowthTests {
    /// The targets whose check passes over the bytes a fixed number of times.
    private static let targets: [FuzzTarget] = [
        .accept, .acceptEncoding, .acceptLanguage, .conditions, .forwarded, .logEscaping, .range, .requestPath,
    ]
    /// Each part is repeated for its share of the length.
    private static let patterns = [
        [","], [";"], ["\""], ["\\"], ["\\\""], ["a-"], ["a;"], ["a=\""], [" "], ["%"], ["../"], ["a/../"],
        ["tlh;q=0,", "en;q=0,", "en,"], ["en-", ",en"], ["\\", "\"", ","], ["\u{1}"],
    ]
    private static let length = 4 << 10
    private static let factor = 8

    @Test(arguments: targets)
    func timeGrowsLinearly(target: FuzzTarget) {
        for parts in GrowthTests.patterns {
            // Quadratic growth would take 64 times as long. A disturbed measurement is repeated.
            var ratio = Double.infinity
            for _ in 0..<5 where ratio > 16 {
                let short = processorTime { target.check(bytes(of: parts, length: GrowthTests.length)) }
                let long = processorTime {
                    target.check(bytes(of: parts, length: GrowthTests.length * GrowthTests.factor))
                }
                ratio = min(ratio, long / short)
            }
            #expect(ratio <= 16, "\(parts), again and again")
        }
    }

    private func bytes(of parts: [String], length: Int) -> [UInt8] {
        let share = length / parts.count
        return parts.flatMap { repeatElement(Array($0.utf8), count: share / $0.utf8.count + 1).joined().prefix(share) }
    }
}
