import CLibevent
import TestSupport
import Testing

@testable import Libevent

/// An untried version of libevent fails here first.
@Suite struct ReleaseTests {
    /// The versions with which `script/evhttp-faults` and the tests of this target, of `GuardTests` and of `MaintenanceServerTests` pass.
    private static let known: Set = ["2.1.12-stable", "2.1.13-stable"]
    private let version = String(cString: event_get_version())

    @Test func theVersionIsAKnownOne() {
        #expect(ReleaseTests.known.contains(version))
    }

    @Test(.enabled(if: DebianRelease.current != nil))
    func theVersionIsThatOfTheRelease() {
        #expect(version == DebianRelease.current?.libeventVersion)
    }

    @Test func theSeveritiesHaveTheNumbersOfLibevent() {
        let numbers = [EVENT_LOG_DEBUG, EVENT_LOG_MSG, EVENT_LOG_WARN, EVENT_LOG_ERR]
        #expect(numbers.map(LibeventLog.Severity.init) == [.debug, .message, .warning, .error])
    }
}
