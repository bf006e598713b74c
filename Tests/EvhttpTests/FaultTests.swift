import GuardTestSupport
import TestSupport
import Testing

/// The behaviour of evhttp alone for the requests of `GuardTests`, which shows that each of them can fail.
@Suite(.timeLimit(.minutes(15))) struct FaultTests {
    static let server = Result { try UnguardedServer() }

    @Test(arguments: Trial.unsound)
    func evhttpViolatesHTTP(trial: Trial) throws {
        try expectKnownConduct(in: trial)
        #expect(!trial.expectation.isMet(by: trial.asItComes))
    }

    @Test(arguments: Trial.sound)
    func evhttpHandlesSomeRequestsCorrectly(trial: Trial) throws {
        try expectKnownConduct(in: trial)
        #expect(trial.expectation.isMet(by: trial.asItComes))
    }

    private func expectKnownConduct(in trial: Trial) throws {
        let port = try FaultTests.server.get().port
        let isSilent = trial.asItComes.last == .silent
        let patience = isSilent ? Duration.milliseconds(500) : .seconds(20)
        let conduct = try Conduct(of: port, to: trial.bytes, isToHead: trial.isToHead, patience: patience)
        #expect(conduct.steps == trial.asItComes, "\(trial.name): \(conduct)")
    }
}

extension Trial: CustomTestStringConvertible {
    package var testDescription: String { name }
}
