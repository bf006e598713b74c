import HTTP
import Testing

@testable import MaintenanceServer

@Suite struct RefreshIntervalTests {
    @Test(arguments: [1, 2, 3, 60, 86_400])
    func theIntervalIsUpToHalfAsLongAgain(seconds: Int) {
        var interval = RefreshInterval(seconds: seconds)
        for _ in 0..<1000 { #expect((seconds...(seconds + seconds / 2)).contains(interval.next())) }
    }

    /// 10,000 visitors. The number in each second deviates from the others by at most a twentieth.
    @Test func visitorsAreSpreadEvenly() {
        var interval = RefreshInterval(seconds: 60)
        var visitors: [Int: Int] = [:]
        for _ in 0..<10_000 { visitors[interval.next(), default: 0] += 1 }
        let share = 10_000 / 31
        #expect(visitors.count == 31)
        #expect(visitors.values.allSatisfy { abs($0 - share) <= share / 20 }, "\(visitors)")
    }
}

@Suite struct DateFieldTests {
    @Test func theTextFollowsTheClockInBothDirections() {
        var date = DateField()
        for seconds in [0, 0, 1, 784_111_777, 784_111_777, 5] {
            let now = HTTPDate(secondsSinceEpoch: seconds)
            #expect(date.value(at: now) == now.description)
        }
    }
}
