/// After how many seconds browsers load the page again by themselves (the field Refresh of the HTML standard): a number of
/// its own for each answer, so that visitors who came together do not come back together.
struct RefreshInterval {
    /// The golden ratio's fraction: its multiples, taken modulo 1, are spread evenly however many they are.
    private static let step = 0.618_033_988_749_894_9

    /// The least number of seconds; at least 1.
    let seconds: Int
    private var phase = Double.random(in: 0..<1)

    init(seconds: Int) {
        self.seconds = seconds
    }

    /// The next number, at most half as large again.
    mutating func next() -> Int {
        phase += RefreshInterval.step
        if phase >= 1 { phase -= 1 }
        return seconds + Int(phase * Double(seconds / 2 + 1))
    }
}
