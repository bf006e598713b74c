import Foundation
import TestSupport
import Testing

/// The alerts and the dashboard, checked by the programs that read them.
@Suite(.timeLimit(.minutes(15))) struct MonitoringTests {
    private struct Dashboard: Decodable {
        struct Panel: Decodable {
            let title: String
            let targets: [Target]
        }

        struct Target: Decodable {
            let expr: String
        }

        let panels: [Panel]

        /// All queries, for every job and instance.
        static func queries() throws -> [String] {
            let data = Data(try Example.text(of: "grafana.json").utf8)
            return try JSONDecoder().decode(Dashboard.self, from: data).panels.flatMap(\.targets).map {
                $0.expr.replacing("$job", with: ".*").replacing("$instance", with: ".*")
                    .replacing("$__rate_interval", with: "1m")
            }
        }
    }

    /// The alerts, by their names.
    private static func alerts() throws -> [String: String] {
        let groups = try Document.all(in: "alerts.yaml")[0]["groups"].elements
        let rules = try groups.flatMap { try $0["rules"].elements }
        return Dictionary(uniqueKeysWithValues: try rules.map { (try $0["alert"].text, try $0["expr"].text) })
    }

    private func promtool(_ arguments: String..., alerts: String? = nil) throws -> Program.Result {
        try Program(
            [Example.tool("debian/usr/bin/promtool")] + arguments,
            files: [
                "alerts.yaml": try alerts ?? Example.text(of: "alerts.yaml"),
                "alerts.test.yaml": try Example.text(of: "alerts.test.yaml"),
            ]
        ).waitForEnd()
    }

    @Test func promtoolAcceptsTheAlerts() throws {
        let check = try promtool("check", "rules", "--lint=all", "--lint-fatal", "alerts.yaml")
        #expect(check.status == 0, "\(check.output)")
        let test = try promtool("test", "rules", "alerts.test.yaml")
        #expect(test.status == 0, "\(test.output)")
    }

    @Test func aLateAlertFailsItsTest() throws {
        let late = try Example.text(of: "alerts.yaml").replacing("for: 1m15s", with: "for: 5m")
        let test = try promtool("test", "rules", "alerts.test.yaml", alerts: late)
        #expect(test.status != 0)
        #expect(test.output.contains("MaintenanceOutage"))
    }

    /// Each alert has a test in which it is raised.
    @Test func everyAlertIsTested() throws {
        let tests = try Document.all(in: "alerts.test.yaml")[0]["tests"].elements
            .flatMap { try $0["alert_rule_test"].elements }
        let raised = try tests.filter { try !$0["exp_alerts"].elements.isEmpty }.map { try $0["alertname"].text }
        #expect(Set(raised) == Set(try MonitoringTests.alerts().keys))
    }

    /// Grafana's library finds no unknown member in the dashboard.
    @Test func grafanaKnowsEachMemberOfTheDashboard() throws {
        let script = """
            import json, sys
            from grafana_foundation_sdk.cog.encoder import JSONEncoder
            from grafana_foundation_sdk.cog.plugins import register_default_plugins
            from grafana_foundation_sdk.models.dashboard import Dashboard

            def unknown(own, read, path):
                if isinstance(own, dict) and isinstance(read, dict):
                    for name in own:
                        yield from unknown(own[name], read.get(name), f"{path}.{name}")
                elif isinstance(own, list) and isinstance(read, list) and len(own) == len(read):
                    for index, value in enumerate(own):
                        yield from unknown(value, read[index], f"{path}.{index}")
                elif own != read:
                    yield path

            register_default_plugins()
            own = json.load(open(sys.argv[1]))
            own["unknown"] = True
            read = json.loads(JSONEncoder().encode(Dashboard.from_json(own)))
            print(*unknown(own, read, ""))
            """
        let result = try Program([Example.tool("bin/python"), "-c", script, Example.path(of: "grafana.json")])
            .waitForEnd()
        // The member that the script has added.
        #expect(result.output == ".unknown\n")
    }

    /// Each query has an answer in an outage, and each metric in a query exists.
    @Test func prometheusAnswersEachQuery() throws {
        let site = try TemporaryDirectory(["index.html": Outcome.pageText])
        let maintenance = try Command([
            "--dir", site.path, "--address", "127.0.0.1", "--port", "0", "--admin", "127.0.0.1:0", "--access-log",
            "json", "--outage-gap", "600",
        ])
        let port = try maintenance.waitUntilListening()
        let adminPort = try #require(maintenance.adminPort)
        let prometheus = try Prometheus(adminPort: adminPort)
        let visit = {
            _ = try RawClient(port: port).exchange("GET /shop HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try RawClient(port: port).exchange("GET /shop HTTP/1.1\r\n\r\n")
        }

        let queries = try Dashboard.queries()
        #expect(queries.count > 20)
        for query in queries {
            #expect(
                try eventually(within: .seconds(60)) {
                    try visit()
                    return prometheus.query(query)?.isEmpty == false
                }, "\(query): \(prometheus.program.output.suffix(500))")
        }
        let alerts = try MonitoringTests.alerts()
        for (name, query) in alerts { #expect(prometheus.query(query) != nil, "\(name): \(query)") }
        #expect(prometheus.query("rate(maintenance_outage") == nil)

        let metrics = try RawClient(port: adminPort).exchange("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").text
        let names = Set(metrics.matches(of: #/(?m)^# TYPE (\w+)/#).map { String($0.1) })
        let asked = Set(
            (queries + alerts.values).flatMap { query in
                query.matches(of: #/\b(?:maintenance|process)_\w+/#).map { String($0.output) }
            })
        #expect(asked.subtracting(names) == [])

        let state = { (alert: String) in
            (try? prometheus.rules())?.first { $0.name == alert && $0.health == "ok" }?.state
        }
        #expect(eventually { state("MaintenanceOutage") == "pending" })
        #expect(eventually { state("MaintenanceOutagePlanned") == "inactive" })
        #expect(try Command.run(["on", "--dir", site.path]).status == 0)
        #expect(eventually { state("MaintenanceOutagePlanned") == "firing" })
        #expect(state("MaintenanceOutage") == "inactive")
    }
}
