import Foundation
import TestSupport
import Testing

/// The operators' port.
@Suite(.timeLimit(.minutes(15))) struct AdminTests {
    @Test func theAdminPortServesHealthAndMetricsOnly() throws {
        let site = try AdministeredSite()
        let health = try site.ask("GET", "/healthz")
        #expect(health.status == 200)
        #expect(health.text == "ok\n")
        #expect(health["Cache-Control"] == "no-store")
        #expect(health["Content-Type"] == "text/plain; charset=utf-8")
        #expect(try site.ask("GET", "/metrics")["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8")
        let head = try site.ask("HEAD", "/healthz")
        #expect(head.status == 200)
        #expect(head["Content-Length"] == "3")
        let post = try site.ask("POST", "/metrics")
        #expect(post.status == 405)
        #expect(post["Allow"] == "GET, HEAD")
        #expect(try site.ask("GET", "/index.html").status == 404)
        #expect(try site.ask("GET", "/logo.png").status == 404)
        #expect(try RawClient(port: site.adminPort).exchange("GET /healthz HTTP/1.1\r\n\r\n").status == 400)
    }

    /// With a shared port the kernel would give visitors to the operators' listener.
    @Test(arguments: ["127.0.0.1:", ":"])
    func thePublicPortDoesNotServeTheAdminPaths(address: String) throws {
        let site = try ServedSite(["--reuse-port"])
        let place = "\(address)\(site.port)"
        let second = try Command(
            ["--dir", site.directory.path, "--reuse-port", "--listen", place, "--admin", "127.0.0.1:\(site.port)"])
        let result = second.waitForEnd()
        #expect(result.status == 69)
        #expect(result.standardError.contains("--admin '127.0.0.1:\(site.port)': it is in use"))
    }

    @Test(arguments: ["/healthz", "/metrics", "/health", "/ready", "/-/healthy"])
    func visitorsGetThePageAtTheAdminPaths(target: String) throws {
        let site = try AdministeredSite()
        for method in ["GET", "HEAD", "POST"] {
            let client = try RawClient(port: site.port)
            #expect(try client.exchange("\(method) \(target) HTTP/1.1\r\nHost: a\r\n\r\n").status == 503)
        }
    }

    @Test func theAdminPortExpectsNoProxyHeader() throws {
        let site = try AdministeredSite(["--proxy-protocol"])
        #expect(try site.ask("GET", "/healthz").status == 200)
        let client = try RawClient(port: site.port)
        try client.send("GET / HTTP/1.1\r\n\r\n")
        _ = try? client.receiveToEnd()
        #expect(try eventually { try site.metrics()["maintenance_proxy_headers_missing_total"] == 1 })
    }

    @Test func theAdminPortAnswersWhileTheServerIsFull() throws {
        let site = try AdministeredSite(["--workers", "1", "--max-connections", "2"])
        let held = try (0..<2).map { _ in try site.site.clientBeingAnswered("/on-disk.bin") }
        #expect(try site.ask("GET", "/healthz").status == 200)
        let metrics = try site.metrics()
        #expect(metrics["maintenance_connections_open"] == 2)
        #expect(metrics["maintenance_connections_limit"] == 2)
        #expect(metrics["maintenance_connections_limit_reached_total"] == 1)
        withExtendedLifetime(held) {}
    }

    @Test func aStoppingServerReportsThatUntilItEnds() throws {
        let site = try AdministeredSite(["--workers", "1", "--drain", "60"])
        let slow = try site.site.clientBeingAnswered("/on-disk.bin")
        site.command.send(signal: SIGTERM)
        #expect(try eventually { try site.ask("GET", "/healthz").status == 503 })
        #expect(try site.ask("GET", "/healthz").text == "draining\n")
        #expect(try site.ask("GET", "/metrics").status == 200)
        _ = try slow.receiveToEnd()
        #expect(site.command.waitForEnd().status == 0)
    }

    @Test func idleOperatorsDoNotDelayTheStop() throws {
        let site = try AdministeredSite()
        let idle = try RawClient(port: site.adminPort)
        try idle.send("GET /met")
        #expect(try site.ask("GET", "/healthz").status == 200)
        site.command.send(signal: SIGTERM)
        #expect(site.command.waitForEnd().status == 0)
    }
}
