import Foundation
import Testing

/// The script, which Chromium runs for many visitors with a simulated clock and network.
@Suite(.timeLimit(.minutes(15))) struct SpreadTests {
    /// The result of a call of Visitors.js, whose first argument is the script.
    private func simulate(_ call: String, _ arguments: [Any] = []) throws -> Any {
        let read = { (path: String) in try String(contentsOfFile: "\(Stage.root)/\(path)", encoding: .utf8) }
        let script = try read("Sources/MaintenanceSite/Resources/return.js")
        let visitors = try read("Tests/BrowserTests/Visitors.js")
        let call = "\(call)(...[...arguments].slice(0, -1)).then((result) => done(result), (error) => done(`${error}`))"
        let browser = try Browser()
        // The initial page may still load, and would replace the script.
        try browser.open("about:blank")
        return try browser.evaluateLater(
            "\(visitors)\nconst done = [...arguments].pop();\n\(call)", [script] + arguments)
    }

    @Test func visitorsReturnEvenlySpread() throws {
        let times = try #require(try simulate("visits", [10_000]) as? [Double])
        #expect(times.count == 10_000)
        // Each visitor has five seconds to choose to stay.
        #expect(times.allSatisfy { 5..<30 ~= $0 })
        var seconds = [Int](repeating: 0, count: 25)
        for time in times { seconds[Int(time) - 5] += 1 }
        let expected = 10_000.0 / 25
        let chiSquare = seconds.reduce(0) { $0 + (Double($1) - expected) * (Double($1) - expected) / expected }
        // The 99.9th percentile with 24 degrees of freedom. The random numbers are the same in each run.
        #expect(chiSquare < 51.2, "\(seconds)")
    }

    private static let end = "until;desc=\"2099-01-01T00:00:00Z\""

    /// A minute if the end is known, because Retry-After counts down to it, and otherwise at most five.
    @Test(arguments: [
        (["Retry-After": "20"], 20.0...25), (["Retry-After": "200"], 200...250),
        (["Retry-After": "7200"], 240...300),
        (["Retry-After": "7200", "Server-Timing": end], 60...75),
        (["Retry-After": "20", "Server-Timing": end], 20...25),
        ([:], 60...75),
    ])
    func checksAreAsFrequentAsTheServerAsks(fields: [String: String], pause: ClosedRange<Double>) throws {
        let times = try #require(try simulate("checks", [fields, 200]) as? [Double])
        let pauses = zip(times, times.dropFirst()).map { $1 - $0 }
        // The browser's clock has a precision of milliseconds.
        #expect(pauses.allSatisfy { pause.lowerBound - 0.01...pause.upperBound + 0.01 ~= $0 }, "\(pauses)")
        #expect(Set(pauses).count > 100)
    }

    /// An application that is warming up gets twice the time with each check, up to four minutes.
    @Test func aSlowApplicationGetsMoreTime() throws {
        let times = try #require(try simulate("unanswered", [6]) as? [Double])
        let patience = stride(from: 0, to: times.count, by: 2).map { (times[$0 + 1] - times[$0]).rounded() }
        #expect(patience == [20, 40, 80, 160, 240, 240])
    }

    @Test func theRemainingTimeCountsDownSteadily() throws {
        let hour = 3600
        let left = [
            4, 30, 119, 120, 5399, 5401, 2 * hour - 1, 2 * hour, 3 * hour, 47 * hour, 48 * hour, 120 * hour,
        ]
        let words = try simulate("words", [left]) as? [String]
        #expect(
            words == [
                // The last minute has a different text.
                "", "", "in 119 seconds", "in 2 minutes", "in 90 minutes", "in 90 minutes",
                "in 2 hours", "in 2 hours", "in 3 hours", "in 47 hours", "in 2 days", "in 5 days",
            ])
    }

    /// The displayed number of seconds never grows.
    @Test func theRemainingTimeNeverGrows() throws {
        let seconds = (0..<300).map { $0 * $0 * 3 + 60 }
        let words = try #require(try simulate("words", [seconds]) as? [String])
        let lengths = ["second": 1, "minute": 60, "hour": 3600, "day": 86400]
        let told = try words.map {
            let parts = $0.split(separator: " ")
            let unit = parts[2].hasSuffix("s") ? parts[2].dropLast() : parts[2]
            return try #require(Int(parts[1])) * #require(lengths[String(unit)])
        }
        #expect(told == told.sorted())
    }
}
