import MaintenanceHAProxy
import TestSupport
import Testing

extension Trap {
    private static let rareChecks = "option redispatch\nretries 4\ndefault-server inter 30s"

    /// Whether any of a few visitors, one after the other, gets something other than the page.
    private static func some(of deployment: Deployment, getOtherThan outcome: Outcome) -> Bool {
        !(0..<10).allSatisfy { _ in deployment.visit() == outcome }
    }

    private static let checkedRarely = "inter 30s observe layer4 error-limit 1 on-error mark-down"

    /// The applications go down, and some of the next visitors get no page.
    private static let someGetNoPage: @Sendable (Deployment, Duration) throws -> Bool = { deployment, _ in
        deployment.waitForApplications()
        for primary in deployment.primaries { primary.goDown() }
        return some(of: deployment, getOtherThan: .page)
    }

    /// Traps that cause errors for some visitors at the moment when applications go down, and traps in single requests.
    static let momentTraps = [
        Trap("no-observe", rareChecks, harms: someGetNoPage),
        Trap("no-observe", rareChecks + " observe layer4 on-error mark-down", harms: someGetNoPage),
        Trap("no-observe", rareChecks + " observe layer4 error-limit 1 on-error fastinter", harms: someGetNoPage),
        Trap("no-redispatch", "retries 1\ndefault-server inter 30s") { deployment, _ in
            deployment.waitForApplications()
            deployment.primaries[0].goDown()
            return some(of: deployment, getOtherThan: .application)
        },
        Trap(
            "few-retries", "option redispatch\nretries 1\ndefault-server \(checkedRarely)", harms: someGetNoPage),
        Trap("no-retry-on", sound) { deployment, _ in
            deployment.waitForApplications()
            let answer = try deployment.request("GET", Primary.lostTarget)
            return Outcome(answer, to: Primary.lostTarget) != .application
        },
        Trap(
            "no-retry-on",
            "option redispatch\nretries 4\ndefault-server \(checkedRarely)\n"
                + "http-request disable-l7-retry unless METH_GET\nretry-on empty-response", harms: someGetNoPage),
        Trap(
            "page-retried", sound + "\nretry-on all-retryable-errors\nhttp-request disable-l7-retry unless METH_GET",
            options: ["--access-log", "combined"]
        ) {
            deployment, _ in
            deployment.takeDown()
            _ = deployment.visit()
            let requests = {
                deployment.maintenance.standardOutput.split(separator: "\n").count { $0.contains("GET /shop") }
            }
            #expect(eventually { requests() > 0 })
            return requests() > 1
        },
        Trap("post-retried", sound + "\nretry-on conn-failure empty-response") { deployment, _ in
            deployment.waitForApplications()
            _ = try deployment.request("POST", Primary.brokenTarget, body: "order=1")
            return deployment.primaries.flatMap(\.requests).count { $0 == "POST \(Primary.brokenTarget)" } > 1
        },
        Trap("connection-shared", sound + "\nhttp-reuse always") { deployment, _ in
            deployment.waitForApplications()
            return !(0..<20).allSatisfy { _ in
                #expect(deployment.visit() == .application)
                return (try? deployment.request("GET", Primary.staleTarget))?.status == 200
            }
        },
        Trap(
            "several-backups", sound,
            """
            server app1 127.0.0.1:8080 check
            server maintenance 127.0.0.1:8088 check backup
            server app2 127.0.0.1:8081 check backup
            """
        ) { deployment, _ in
            #expect(eventually { deployment.isChecked("app2") && deployment.isChecked("maintenance") })
            deployment.primaries[0].goDown()
            #expect(eventually { deployment.status(of: "app1").hasPrefix("DOWN") })
            for _ in 0..<10 { _ = deployment.visit() }
            return !deployment.primaries[1].requests.contains("GET /shop")
        },
    ]

    /// The applications are back, and nobody who has seen the page gets them.
    private static func comesBack(_ deployment: Deployment, _ visit: () throws -> Bool) throws -> Bool {
        deployment.takeDown()
        #expect(try !visit())
        try deployment.bringUp()
        deployment.waitForApplications()
        return try !visit()
    }

    /// The applications are back, and nobody gets them.
    private static let nobodyComesBack: @Sendable (Deployment, Duration) throws -> Bool = { deployment, patience in
        deployment.takeDown()
        try deployment.bringUp()
        return deployment.nobodyGets(.application, within: patience)
    }

    /// A visitor keeps the connection of the page, and opens another one if it has ended.
    private static let keptConnection: @Sendable (Deployment, Duration) throws -> Bool = { deployment, _ in
        deployment.takeDown()
        let request = "GET /shop HTTP/1.1\r\nHost: shop.example\r\n\r\n"
        let client = try RawClient(port: deployment.haproxy.port)
        #expect(Outcome(try client.exchange(request), to: "/shop") == .page)
        try deployment.bringUp()
        deployment.waitForApplications()
        do {
            return Outcome(try client.exchange(request), to: "/shop") != .application
        } catch {
            return deployment.visit() != .application
        }
    }

    /// A visitor has a cookie from the time of the outage.
    private static let cookieStays: @Sendable (Deployment, Duration) throws -> Bool = { deployment, _ in
        var cookie = ""
        return try comesBack(deployment) {
            let response = try RawClient(port: deployment.haproxy.port)
                .exchange("GET /shop HTTP/1.1\r\nHost: shop.example\r\n\(cookie)\r\n")
            if let given = response["Set-Cookie"] { cookie = "Cookie: \(given.prefix { $0 != ";" })\r\n" }
            return Outcome(response, to: "/shop") == .application
        }
    }

    /// Traps that keep visitors on the page, and others about the return.
    static let returnTraps = [
        Trap(
            "backup-cookie", sound + "\ncookie SERVER insert indirect nocache",
            """
            server app1 127.0.0.1:8080 check cookie app1
            server app2 127.0.0.1:8081 check cookie app2
            server maintenance 127.0.0.1:8088 check backup cookie maintenance
            """, harms: cookieStays),
        Trap(
            "backup-cookie", sound + "\ndynamic-cookie-key secret\ncookie SERVER insert indirect nocache dynamic",
            harms: cookieStays),
        Trap("backup-sticky", sound + "\nstick-table type ip size 1k expire 5m\nstick on src") { deployment, _ in
            try comesBack(deployment) { deployment.visit() == .application }
        },
        Trap("backup-connection-kept", sound + "\noption prefer-last-server\nhttp-reuse never", harms: keptConnection),
        Trap(
            "tcp-mode", changed: "mode tcp",
            inConfiguration: configuration(mode: "tcp", backend: "default-server inter 200ms\n\(servers())"),
            harms: keptConnection),
        Trap("slow-return", sound + "\ndefault-server downinter 61s", harms: nobodyComesBack),
        Trap("slow-return", sound + "\ndefault-server downinter 200ms fastinter 31s rise 3", harms: nobodyComesBack),
        Trap("no-slowstart", sound) { deployment, _ in
            deployment.waitForApplications()
            deployment.primaries[1].goDown()
            #expect(eventually { deployment.status(of: "app2").hasPrefix("DOWN") })
            try deployment.primaries[1].comeUp()
            #expect(eventually { deployment.status(of: "app2").hasPrefix("UP") })
            for _ in 0..<40 { _ = deployment.visit() }
            return deployment.primaries[1].requests.count > 12
        },
    ]
}
