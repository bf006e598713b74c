import HTTP
import Testing

@testable import MaintenanceServer

@Suite struct DateFieldTests {
    @Test func theTextFollowsTheClockInBothDirections() {
        var date = DateField()
        for seconds in [0, 0, 1, 784_111_777, 784_111_777, 5] {
            let now = HTTPDate(secondsSinceEpoch: seconds)
            #expect(date.value(at: now) == now.description)
        }
    }
}
