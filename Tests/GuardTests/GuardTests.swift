import GuardTestSupport
import ServerTestSupport
import TestSupport
import Testing

/// Requests that evhttp alone reads in violation of HTTP/1.1, and requests that it reads correctly, sent to the server.
/// `EvhttpTests` shows how evhttp handles them.
@Suite(.timeLimit(.minutes(15))) struct GuardTests {
    static let server = Result {
        let directory = try TrialSite.directory()
        // The server keeps its loaded files, so the directory may be removed.
        return try withExtendedLifetime(directory) { try TestServer(directory: directory.path) }
    }

    @Test(arguments: Trial.unsound + Trial.sound)
    func theServerComplies(trial: Trial) throws {
        let port = try GuardTests.server.get().port
        let conduct = try Conduct(of: port, to: trial.bytes, isToHead: trial.isToHead, patience: .seconds(20))
        #expect(trial.expectation.isMet(by: conduct.steps), "\(trial.name): \(conduct)")
    }
}

extension Trial: CustomTestStringConvertible {
    package var testDescription: String { name }
}
