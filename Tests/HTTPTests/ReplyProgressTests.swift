import Testing

@testable import HTTP

@Suite struct ReplyProgressTests {
    /// The rest of the reply at each second, and the second at which the client is dropped.
    @Test(
        arguments: [
            // The client receives nothing for 30 s.
            ((0...200).map { _ in 1_000_000 }, 30),
            ((0...200).map { second in second < 10 ? 1_000_000 - second : 999_990 }, 40),
            // A byte every 29 s, or 1,000 a second, is less than 1 KiB/s over the first minute.
            ((0...200).map { 1_000_000 - $0 / 29 }, 60),
            ((0...200).map { 1_000_000 - $0 * 1000 }, 60),
            // Bytes that are received at once count for their minute, and for twice the time without a byte.
            ((0...200).map { $0 == 0 ? 1_000_000 : 500_000 - $0 }, 120),
            ((0...200).map { $0 == 0 ? 1_000_000 : 500_000 }, 61),
            ((0...200).map { $0 == 0 ? 1_000_000 : 1_000_000 - 20 * 1024 }, 50),
            // A host that receives 64 KiB every 43 s, for a client that reads 1,500 bytes a second
            ((0...900).map { $0 == 0 ? 10_000_000 : 10_000_000 - ($0 / 43 + 1) * 65_536 }, nil),
            // A check before the reply does not count.
            ((0...200).map { $0 == 0 ? 0 : 1_000_000 - $0 * 2000 }, nil),
            // Slow, but not too slow.
            ((0...900).map { 1_000_000 - $0 * 1024 }, nil),
            ((0...900).map { 10_000_000 - $0 / 20 * 50_000 }, nil),
        ] as [([Int], Int?)])
    func aClientThatReceivesTooSlowlyIsDropped(left: [Int], second: Int?) {
        var progress = ReplyProgress.unmeasured
        let overdue = left.indices.first { index in
            progress.isOverdue(left: left[index], at: MonotonicTime(milliseconds: index * 1000), by: Deadlines())
        }
        #expect(overdue == second)
    }

    @Test func aMinimumRateOfZeroDropsNobody() {
        var deadlines = Deadlines()
        deadlines.minimumRate = 0
        var progress = ReplyProgress.unmeasured
        for second in 0...900 {
            let isOverdue = progress.isOverdue(
                left: 1000 - second, at: MonotonicTime(milliseconds: second * 1000), by: deadlines)
            #expect(!isOverdue)
        }
    }
}
