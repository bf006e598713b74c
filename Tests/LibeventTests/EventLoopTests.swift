import Libevent
import Testing

@Suite struct EventLoopTests {
    @Test func timersGoOffInTheirOrderUntilTheLoopIsStopped() throws {
        let loop = try EventLoop()
        var order: [String] = []
        let events = [
            try Event(on: loop, .after(.milliseconds(30))) {
                order.append("last")
                loop.stop()
            },
            try Event(on: loop, .after(.milliseconds(1))) { order.append("first") },
        ]
        try withExtendedLifetime(events) { try loop.run() }
        #expect(order == ["first", "last"])
    }

    @Test func aReleasedEventDoesNotGoOff() throws {
        let loop = try EventLoop()
        var wentOff = false
        var released: Event? = try Event(on: loop, .after(.milliseconds(1))) { wentOff = true }
        let end = try Event(on: loop, .after(.milliseconds(20))) { loop.stop() }
        released = nil
        try withExtendedLifetime((released, end)) { try loop.run() }
        #expect(!wentOff)
    }

    @Test func manyWakesBeforeTheLoopRunsAreOneEvent() throws {
        let loop = try EventLoop()
        let wakeup = try Wakeup()
        var count = 0
        let events = [
            try wakeup.event(on: loop) { count += 1 },
            try Event(on: loop, .after(.milliseconds(20))) { loop.stop() },
        ]
        for _ in 0..<100 { wakeup.wake() }
        try withExtendedLifetime(events) { try loop.run() }
        #expect(count == 1)
    }
}
