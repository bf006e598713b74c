import MaintenanceHAProxy
import TestSupport
import Testing

@testable import MaintenanceRehearsal

/// The stand-ins for applications.
@Suite(.timeLimit(.minutes(15))) struct ApplicationsTests {
    private static let configuration = """
        backend app
            option httpchk GET /health
            http-check expect status 204
            server app1 10.0.0.1:80 check
            server maintenance 127.0.0.1:8088 backup

        """

    private let applications: Applications

    init() throws {
        let file = ConfigurationFile(path: "haproxy.cfg", contents: Array(ApplicationsTests.configuration.utf8))
        let plan = try RehearsalPlan([file], variables: Variables(), expecting: Expectations(), contents: { _ in nil })
        applications = try Applications(plan.applications)
    }

    private static let visit = "POST / HTTP/1.1\r\nHost: a\r\nRehearsal-Visit: 7\r\nContent-Length: 3\r\n\r\n"

    private func connect() throws -> RawClient { try RawClient(port: applications.ports[0].number) }

    private var isRefusing: Bool { (try? connect().exchange(ApplicationsTests.visit + "abc")) == nil }

    @Test func applicationsAnswerVisitorsAndChecks() throws {
        let client = try connect()
        for _ in 0..<2 {
            let answer = try client.exchange(ApplicationsTests.visit + "abc")
            #expect(answer.status == 200)
            #expect(answer["Rehearsal-Application"] == "0")
        }
        #expect(try connect().exchange("GET /health HTTP/1.0\r\n\r\n").status == 204)
        #expect(applications.unanswered == [])
    }

    @Test func aStoppedApplicationAnswersReceivedRequests() throws {
        try applications.set([0], .answers(after: .milliseconds(500)))
        let client = try connect()
        try client.send(ApplicationsTests.visit + "abc")
        #expect(eventually { applications.unanswered == [7] })
        try applications.set([0], .stopped)
        #expect(try client.receiveResponse().status == 200)
        #expect(isRefusing)
        try applications.set([0], .answers(after: .zero))
        #expect(!isRefusing)
    }

    @Test func aKilledApplicationResetsItsConnections() throws {
        try applications.set([0], .answers(after: .seconds(60)))
        let client = try connect()
        try client.send(ApplicationsTests.visit + "a")
        #expect(eventually { applications.unanswered == [7] })
        try applications.set([0], .killed)
        #expect(throws: (any Error).self) { try client.receiveResponse() }
        #expect(isRefusing)
        #expect(applications.unanswered == [7])
    }

    @Test func aHangingApplicationAnswersOnceItContinues() throws {
        try applications.set([0], .hangs)
        let client = try connect()
        try client.send(ApplicationsTests.visit + "abc")
        #expect(eventually { applications.unanswered == [7] })
        try applications.set([0], .answers(after: .zero))
        #expect(try client.receiveResponse().status == 200)
        #expect(eventually { applications.unanswered == [] })
    }
}
