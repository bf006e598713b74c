import MaintenanceServer
import Testing

@Suite struct ShutdownTests {
    private static let start = ContinuousClock.now
    private static let drained = Shutdown.draining(until: start + .seconds(8))

    @Test(
        arguments: [
            ([], .serving),
            ([.leave], .leaving),
            ([.stop], drained), ([.leave, .stop], drained), ([.workerFailed], drained),
            ([.leave, .workerFailed], drained),
            ([.stop, .leave], drained), ([.stop, .workerFailed], drained), ([.leave, .leave], .leaving),
            ([.stop, .stop], .cutting), ([.stop, .stop, .stop], .cutting), ([.stop, .stop, .workerFailed], .cutting),
            // The log has the rest of the drain time, and half a second in any case.
            ([.stop, .workersEnded], .flushing(until: start + .seconds(8))),
            ([.stop, .stop, .workersEnded], .flushing(until: start + .milliseconds(500))),
            ([.workersEnded], .flushing(until: start + .milliseconds(500))),
            ([.stop, .workersEnded, .workerFailed], .flushing(until: start + .seconds(8))),
            ([.stop, .workersEnded, .stop], .ended),
            ([.stop, .workersEnded, .stop, .stop], .ended),
        ] as [([Shutdown.Event], Shutdown)])
    func eachEventDrivesTheShutdownOn(events: [Shutdown.Event], end: Shutdown) {
        var shutdown = Shutdown.serving
        for event in events { shutdown.handle(event, at: ShutdownTests.start, drain: .seconds(8)) }
        #expect(shutdown == end)
    }

    @Test func theLogHasHalfASecondAfterTheDrainTime() {
        var shutdown = Shutdown.draining(until: ShutdownTests.start)
        shutdown.handle(.workersEnded, at: ShutdownTests.start + .seconds(9), drain: .seconds(8))
        #expect(shutdown == .flushing(until: ShutdownTests.start + .seconds(9.5)))
    }
}
