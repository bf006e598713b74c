import Foundation
import TestSupport
import Testing

/// The real HAProxy, under a steady load: while the primaries are down every visitor gets the page, and no request fails
/// when they go or when they come back.
@Suite(.serialized, .timeLimit(.minutes(3))) struct FailoverTests {
    /// What a busy machine may add to a time.
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
        // As long as it takes HAProxy to change its mind of a server.
        sleep(4)
        try expectStatus("UP", of: ["maintenance"], in: configuration.maintenance, deployment)

        for primary in deployment.primaries { try primary.comeUp() }
        #expect(visitors.allGet(.application, within: configuration.checkTime + FailoverTests.slack))
        try expectStatus("UP", of: ["maintenance"], in: configuration.maintenance, deployment)
        expectNoFailure(visitors)
    }

    /// The configuration that operators copy, with primaries that go and come one after the other.
    @Test func theExampleLosesNoRequest() throws {
        let deployment = try Deployment(try Example.text())
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

    @Test func theExampleIsValid() throws {
        #expect(try HAProxy.complaint(about: Example.path) == nil)
    }

    @Test func stoppingMaintenanceWhileThePrimariesServeIsNoticedByNobody() throws {
        let deployment = try Deployment(try Example.text())
        #expect(deployment.visitors.allGet(.application, within: FailoverTests.slack))
        deployment.maintenance.send(signal: SIGTERM)
        #expect(deployment.maintenance.waitForEnd().status == 0)
        #expect(eventually { (try? status(of: "maintenance", in: "app", deployment)) == "DOWN" })
        #expect(deployment.visitors.allGet(.application, within: FailoverTests.slack))
        expectNoFailure(deployment.visitors)
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
            // A server whose next check is awaited reads `DOWN 1/2`.
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
