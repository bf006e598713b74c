import Foundation
import TestSupport
import Testing

/// Outages in the log and in the metrics.
@Suite(.timeLimit(.minutes(15))) struct OutageTests {
    private func ask(_ site: AdministeredSite, _ method: String, _ target: String, from client: Int = 1) throws {
        let request = "\(method) \(target) HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.\(client)\r\n\r\n"
        #expect(try RawClient(port: site.port).exchange(request).status != 400)
    }

    private func count(_ words: String, in site: AdministeredSite) -> Int {
        site.command.standardError.split(separator: "\n").count { $0.contains(words) }
    }

    @Test func theLogHasTheBeginningAndTheEndOfAnOutage() throws {
        let site = try AdministeredSite(["--workers", "3", "--outage-gap", "5"])
        // Neither answer is a page.
        try ask(site, "OPTIONS", "/")
        try ask(site, "GET", "/logo.png")
        for number in 1...20 { try ask(site, "GET", "/shop?password=x", from: number) }
        try ask(site, "POST", "/cart")
        try ask(site, "HEAD", "/a\"b\\cé")
        #expect(eventually { count("outage began", in: site) == 1 })
        #expect(eventually { count("outage ended", in: site) == 1 })
        let ended = site.command.standardError.split(separator: "\n").first { $0.contains("outage ended") } ?? ""
        let match = ended.firstMatch(of: #/duration \d+ s, pages (\d+), clients about (\d+), writes refused (\d+), /#)
        #expect(match?.1 == "22")
        #expect((19...21).contains(match.flatMap { Int($0.2) } ?? 0))
        #expect(match?.3 == "1")
        #expect(ended.hasSuffix(#"most asked: 20 /shop, 1 /a\x22b\x5Cc\xC3\xA9, 1 /cart"#), "\(ended)")
        #expect(try site.metrics()["maintenance_outage"] == 0)

        try ask(site, "GET", "/again")
        #expect(eventually { count("outage began", in: site) == 2 })
        let metrics = try site.metrics()
        #expect(metrics["maintenance_outages_total"] == 2)
        #expect(metrics["maintenance_outage_pages"] == 1)
    }

    @Test func theMetricsHaveTheCurrentOutage() throws {
        let site = try AdministeredSite(["--workers", "2"])
        #expect(try site.metrics()["maintenance_outage"] == 0)
        let started = "maintenance_outage_start_timestamp_seconds"
        #expect(try site.metrics()[started] == nil)
        let start = Date().timeIntervalSince1970
        for number in 1...10 { try ask(site, "PUT", "/x", from: number) }
        #expect(try eventually { try site.metrics()["maintenance_outage_pages"] == 10 })
        let metrics = try site.metrics()
        #expect(metrics["maintenance_outage"] == 1)
        #expect(metrics["maintenance_outages_total"] == 1)
        #expect(metrics["maintenance_outage_refused_writes"] == 10)
        #expect((9...11).contains(metrics["maintenance_outage_clients"] ?? 0))
        #expect(abs((metrics[started] ?? 0) - start) < 20)
        #expect(try site.metrics()[started] == metrics[started])
    }

    @Test func aStopLogsTheCurrentOutage() throws {
        let site = try AdministeredSite(["--workers", "2"])
        for _ in 0..<3 { try ask(site, "GET", "/x") }
        site.command.send(signal: SIGTERM)
        let result = site.command.waitForEnd()
        #expect(result.standardError.contains("outage began"))
        #expect(result.standardError.contains(#/stopped during an outage: duration \d+ s, pages 3, clients about 1, /#))
    }

    @Test func healthChecksAloneAreNotAnOutage() throws {
        let site = try AdministeredSite()
        for _ in 0..<20 { try ask(site, "OPTIONS", "/") }
        site.command.send(signal: SIGTERM)
        #expect(!site.command.waitForEnd().standardError.contains("outage"))
    }
}
