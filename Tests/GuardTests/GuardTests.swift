import GuardTestSupport
import ServerTestSupport
import TestSupport
import Testing

/// Requests that evhttp by itself reads otherwise than HTTP/1.1 says, and requests that it reads well, sent to the server.
/// `EvhttpTests` shows what evhttp makes of them.
@Suite(.timeLimit(.minutes(15))) struct GuardTests {
    static let server = Result {
        let directory = try TrialSite.directory()
        // What the server has loaded it keeps: the directory may go then.
        return try withExtendedLifetime(directory) { try TestServer(directory: directory.path) }
    }

    @Test(arguments: Trial.unsound + Trial.sound)
    func theServerDoesAsHTTPWants(trial: Trial) throws {
        let port = try GuardTests.server.get().port
        let conduct = try Conduct(of: port, to: trial.bytes, isToHead: trial.isToHead, patience: .seconds(20))
        #expect(trial.expectation.isMet(by: conduct.steps), "\(trial.name): \(conduct)")
    }
}

extension Trial: CustomTestStringConvertible {
    package var testDescription: String { name }
}
