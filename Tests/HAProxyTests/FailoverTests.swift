import Foundation
import TestSupport
import Testing

/// The real HAProxy, under a steady load: while the primaries are down every visitor gets the page, and no request fails
/// when they go down or come back.
@Suite(.serialized, .timeLimit(.minutes(15))) struct FailoverTests {
    /// The time that a busy machine may add.
    private static let slack = Duration.seconds(15)

    @Test(arguments: Configuration.all)
    func visitorsGetThePageWhileThePrimariesAreDown(configuration: Configuration) throws {
        let deployment = try Deployment(configuration.text, options: configuration.options)
        let visitors = deployment.visitors
        #expect(visitors.allGet(.application, within: FailoverTests.slack))
        try expectStatus("UP", of: configuration.primaries, in: configuration.backend, deployment)
        try expectStatus("UP", of: ["maintenance"], in: configuration.maintenance, deployment)

        for primary in deployment.primaries { primary.goDown() }
        #expect(visitors.allGet(.page, within: FailoverTests.slack))
        try expectStatus("DOWN", of: configuration.primaries, in: configuration.backend, deployment)
        try expectMaintenance(deployment)
        // The time that HAProxy takes to notice a change of a server.
        sleep(4)
        try expectStatus("UP", of: ["maintenance"], in: configuration.maintenance, deployment)

        for primary in deployment.primaries { try primary.comeUp() }
        #expect(visitors.allGet(.application, within: configuration.checkTime + FailoverTests.slack))
        try expectStatus("UP", of: ["maintenance"], in: configuration.maintenance, deployment)
        expectNoFailure(visitors)
    }

    /// The configurations that operators copy, with primaries that go down and come back one after the other.
    @Test(arguments: ["haproxy.cfg", "compose.yaml"]) func theExampleLosesNoRequest(name: String) throws {
        let deployment = try Deployment(try configuration(in: name))
        let visitors = deployment.visitors
        for _ in 0..<3 {
            #expect(visitors.allGet(.application, within: FailoverTests.slack))
            deployment.primaries[0].goDown()
            #expect(visitors.allGet(.application, within: FailoverTests.slack))
            deployment.primaries[1].goDown()
            #expect(visitors.allGet(.page, within: FailoverTests.slack))
            try deployment.primaries[0].comeUp()
            #expect(visitors.allGet(.application, within: FailoverTests.slack))
            try deployment.primaries[1].comeUp()
        }
        expectNoFailure(visitors)
    }

    /// HAProxy's configuration in an example, which may be the block at its end, with names of containers.
    private func configuration(in name: String) throws -> String {
        let text = try Example.text(of: name)
        guard let block = text.firstRange(of: "content: |\n") else { return text }
        return text[block.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.dropFirst(6) }.joined(separator: "\n")
            .replacing("app1:8080", with: "127.0.0.1:8080").replacing("app2:8080", with: "127.0.0.1:8081")
            .replacing("maintenance:8088", with: "127.0.0.1:8088")
    }

    @Test(.enabled(if: DebianRelease.current != nil && !HAProxy.isChosen))
    func theProgramIsThatOfTheRelease() {
        #expect(HAProxy.version == DebianRelease.current?.haproxyVersion)
    }

    @Test func theExampleIsValid() throws {
        #expect(try HAProxy.complaint(about: Example.path(of: "haproxy.cfg")) == nil)
    }

    @Test func visitorsDoNotNoticeThatMaintenanceStops() throws {
        let deployment = try Deployment(try Example.text(of: "haproxy.cfg"))
        #expect(deployment.visitors.allGet(.application, within: FailoverTests.slack))
        deployment.maintenance.send(signal: SIGTERM)
        #expect(deployment.maintenance.waitForEnd().status == 0)
        #expect(eventually { (try? status(of: "maintenance", in: "app", deployment)) == "DOWN" })
        #expect(deployment.visitors.allGet(.application, within: FailoverTests.slack))
        expectNoFailure(deployment.visitors)
    }

    /// HAProxy waits for `timeout connect`, but at most a second, before it tries again.
    @Test func theFirstAnswerAfterAFailureComesSoonerWithAShortConnectTimeout() throws {
        let usual = try timeOfFirstAnswer(connectTimeout: "2s")
        let short = try (0..<3).map { _ in try timeOfFirstAnswer(connectTimeout: "200ms") }.min()
        #expect(try #require(short) < usual)
    }

    /// The time that the first visitor waits for the page after both primaries have gone down, before a check notices.
    private func timeOfFirstAnswer(connectTimeout: String) throws -> Duration {
        let text = try Example.text(of: "haproxy.cfg")
            .replacing("timeout connect 2s", with: "timeout connect \(connectTimeout)")
            .replacing("inter 1s", with: "inter 60s")
        let deployment = try Deployment(text, visitors: 0)
        #expect(deployment.visit() == .application)
        for primary in deployment.primaries { primary.goDown() }
        let start = ContinuousClock.now
        #expect(deployment.visit() == .page)
        return ContinuousClock.now - start
    }

    private func expectMaintenance(_ deployment: Deployment) throws {
        let logo = try deployment.request("GET", "/logo.png")
        #expect(logo.status == 200)
        #expect(logo.text == "TheLogo")
        for method in ["POST", "PUT", "PROPFIND"] {
            let response = try deployment.request(method, "/shop/cart", body: "item=3")
            #expect(Outcome(response, to: "/shop/cart") == .page)
        }
    }

    private func status(of server: String, in backend: String, _ deployment: Deployment) throws -> String? {
        try deployment.haproxy.statistics(of: server, in: backend)["status"]
    }

    private func expectStatus(_ expected: String, of servers: [String], in backend: String, _ deployment: Deployment)
        throws
    {
        for server in servers {
            let status = try status(of: server, in: backend, deployment)
            // The status of a server between two checks is `DOWN 1/2`.
            #expect(status?.hasPrefix(expected) == true, "\(server): \(status ?? "unknown")")
        }
    }

    private func expectNoFailure(_ visitors: Visitors) {
        #expect(visitors.leave())
        let outcomes = visitors.visits.joined().map(\.outcome)
        #expect(outcomes.filter { $0 != .application && $0 != .page } == [])
        #expect(outcomes.count > 100)
    }
}
