import ServerTestSupport
import Testing

/// Requests that evhttp as it comes reads otherwise than HTTP/1.1 says, and requests that it reads well, sent to the
/// server and to evhttp by itself.
@Suite(.timeLimit(.minutes(15))) struct GuardTests {
    @Test(arguments: Trial.unsound + Trial.sound)
    func theServerDoesAsHTTPWants(trial: Trial) throws {
        let conduct = try conduct(of: TrialServers.guarded.get().port, in: trial)
        #expect(trial.expectation.isMet(by: conduct.steps), "\(trial.testDescription): \(conduct)")
    }

    /// Shows that the trials can be failed.
    @Test(arguments: Trial.unsound)
    func evhttpAsItComesDoesNot(trial: Trial) throws {
        try expectConductAsItComes(in: trial)
        #expect(!trial.expectation.isMet(by: trial.asItComes))
    }

    @Test(arguments: Trial.sound)
    func evhttpAsItComesDoesSomeOfItWell(trial: Trial) throws {
        try expectConductAsItComes(in: trial)
        #expect(trial.expectation.isMet(by: trial.asItComes))
    }

    private func expectConductAsItComes(in trial: Trial) throws {
        let isSilent = trial.asItComes.last == .silent
        let patience = isSilent ? Duration.milliseconds(500) : .seconds(20)
        let conduct = try conduct(of: TrialServers.unguarded.get().port, in: trial, patience: patience)
        #expect(conduct.steps == trial.asItComes, "\(trial.testDescription): \(conduct)")
    }

    private func conduct(of port: UInt16, in trial: Trial, patience: Duration = .seconds(20)) throws -> Conduct {
        try Conduct(of: port, to: trial.bytes, isToHead: trial.isToHead, patience: patience)
    }
}
