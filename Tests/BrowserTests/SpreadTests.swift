import Foundation
import Testing

/// The script itself, run for 10,000 visitors by Chromium with a clock and a network of the test's own.
@Suite(.timeLimit(.minutes(5))) struct SpreadTests {
    @Test func visitorsComeBackSpreadEvenly() throws {
        let read = { (path: String) in try String(contentsOfFile: "\(Stage.root)/\(path)", encoding: .utf8) }
        let script = try read("Sources/MaintenanceSite/Resources/return.js")
        let visitors = try read("Tests/BrowserTests/Visitors.js")
        let browser = try Browser()
        let result = try browser.evaluateLater(
            "\(visitors)\nvisits(arguments[0], 10000).then(arguments[1])", [script])
        let times = try #require(result as? [Double])
        #expect(times.count == 10_000)
        #expect(times.allSatisfy { 0..<30 ~= $0 })
        var seconds = [Int](repeating: 0, count: 30)
        for time in times { seconds[Int(time)] += 1 }
        let expected = 10_000.0 / 30
        let chiSquare = seconds.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        // The 99.9th percentile with 29 degrees of freedom. The random numbers are the same in each run.
        #expect(chiSquare < 58.3, "\(seconds)")
    }
}
