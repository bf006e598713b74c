import Foundation
import TestSupport
import Testing

/// The metrics are those of the requests.
@Suite(.timeLimit(.minutes(15))) struct MetricsTests {
    /// The faults that promtool finds; nil if it finds none.
    private func complaint(about metrics: String) throws -> String? {
        let directory = try TemporaryDirectory(["metrics": metrics])
        let output = Pipe()
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Example.tool("debian/usr/bin/promtool"))
        process.arguments = ["check", "metrics"]
        process.standardInput = FileHandle(forReadingAtPath: directory.path(of: "metrics"))
        process.standardError = output
        process.standardOutput = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? nil : text
    }

    @Test func promtoolFindsNoFault() throws {
        let site = try AdministeredSite(["--access-log", "json"])
        #expect(try site.site.answers())
        #expect(try eventually { try site.metrics()["maintenance_outage"] == 1 })
        #expect(try complaint(about: site.ask("GET", "/metrics").text) == nil)
    }

    @Test(arguments: ["a{b=\"c} 1\n", "# HELP a A.\n# TYPE a counter\na 1\n", "a 1 2 3\n", "a\n"])
    func promtoolFindsFaults(metrics: String) throws {
        #expect(try complaint(about: metrics) != nil)
    }

    @Test func metricsSumTheRequestsOfAllWorkers() throws {
        let site = try AdministeredSite(["--workers", "3"])
        let requests: [(String, Int)] = [
            ("GET /x HTTP/1.1\r\nHost: a\r\n\r\n", 503), ("PUT /x HTTP/1.1\r\nHost: a\r\n\r\n", 503),
            ("GET /logo.png HTTP/1.1\r\nHost: a\r\n\r\n", 200),
            ("GET /logo.png HTTP/1.1\r\nHost: a\r\nRange: bytes=0-1\r\n\r\n", 206),
            ("GET /logo.png HTTP/1.1\r\nHost: a\r\nRange: bytes=99-\r\n\r\n", 416),
            ("GET /logo.png HTTP/1.1\r\nHost: a\r\nIf-Match: \"x\"\r\n\r\n", 412),
            ("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 200), ("GET /x HTTP/1.1\r\n\r\n", 400),
            ("GET /x HTTP/3.0\r\nHost: a\r\n\r\n", 505),
        ]
        for _ in 0..<10 {
            for (request, status) in requests {
                #expect(try RawClient(port: site.port).exchange(request).status == status)
            }
        }
        #expect(try eventually { try site.metrics()["maintenance_connections_open"] == 0 })
        let metrics = try site.metrics()
        for (kind, status, count) in [
            ("page", 503, 20), ("resource", 200, 10), ("resource", 206, 10), ("resource", 416, 10),
            ("resource", 412, 10), ("resource", 304, 0), ("options", 200, 10), ("refused", 400, 10),
            ("refused", 505, 10), ("refused", 431, 0),
        ] {
            #expect(metrics["maintenance_requests_total{kind=\"\(kind)\",status=\"\(status)\"}"] == Double(count))
        }
        #expect(metrics["maintenance_refusals_total{reason=\"malformedHost\"}"] == 10)
        #expect(metrics["maintenance_refusals_total{reason=\"unsupportedVersion\"}"] == 10)
        #expect(metrics["maintenance_connections_accepted_total"] == 90)
        #expect(metrics["maintenance_workers"] == 3)
        #expect(metrics["process_open_fds"] ?? 0 > 3)
    }

    @Test func metricsCountAbortedReplies() throws {
        let site = try AdministeredSite(["--workers", "1"])
        #expect(try site.site.answers())
        let page = Double(ServedSite.page.utf8.count)
        #expect(try eventually { try site.metrics()["maintenance_sent_body_bytes_total"] == page })
        let client = try site.site.clientBeingAnswered("/on-disk.bin")
        client.reset()
        #expect(try eventually { try site.metrics()["maintenance_aborted_replies_total"] == 1 })
        let sent = try site.metrics()["maintenance_sent_body_bytes_total"] ?? 0
        #expect(sent > page && sent < 20_000_000)
    }

    @Test func metricsCountClientsThatAreTooSlow() throws {
        let site = try AdministeredSite(["--head-timeout", "1", "--idle-timeout", "1", "--body-timeout", "1"])
        let head = try RawClient(port: site.port)
        try head.send("GET / HT")
        let body = try RawClient(port: site.port)
        try body.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
        let idle = try RawClient(port: site.port)
        #expect(try idle.receiveToEnd() == [])
        #expect(try head.receiveResponse().status == 408)
        #expect(try body.receiveResponse().status == 503)
        let metrics = try site.metrics()
        for deadline in ["head", "body", "idle"] {
            #expect(metrics["maintenance_deadlines_expired_total{deadline=\"\(deadline)\"}"] == 1)
        }
        #expect(metrics["maintenance_refusals_total{reason=\"timeout\"}"] == 1)
    }

    /// A client that receives nothing of its reply, and has sent only a part of its request.
    private func clientThatTakesNothing(of site: AdministeredSite) throws -> RawClient {
        try site.site.directory.write(Data(count: 8_000_000), to: "logo.bin")
        let target = "/logo.bin HTTP/1.1\r\nHost: a\r\n"
        #expect(try eventually { try RawClient(port: site.port).exchange("GET \(target)\r\n").status == 200 })
        let client = try RawClient(port: site.port, receiveBuffer: 4096)
        try client.send("POST \(target)Content-Length: 20000000\r\n\r\n")
        try client.send([UInt8](repeating: 0, count: 100_000))
        return client
    }

    @Test func metricsCountAnAbortedLastReply() throws {
        let site = try AdministeredSite(["--write-timeout", "1"])
        let client = try clientThatTakesNothing(of: site)
        #expect(try eventually { try site.metrics()["maintenance_aborted_replies_total"] == 1 })
        #expect(try site.metrics()["maintenance_deadlines_expired_total{deadline=\"write\"}"] == 1)
        #expect((try? client.receiveToEnd().count) ?? 0 < 8_000_000)
    }

    @Test func aClosedConnectionIsNotCountedAsOpen() throws {
        let site = try AdministeredSite(["--write-timeout", "120"])
        let client = try clientThatTakesNothing(of: site)
        #expect(try eventually { try site.metrics()["maintenance_connections_open"] == 1 })
        client.reset()
        #expect(try eventually { try site.metrics()["maintenance_connections_open"] == 0 })
        #expect(try site.metrics()["maintenance_deadlines_expired_total{deadline=\"write\"}"] == 0)
    }

    @Test func metricsCountGoodAndFailedReloads() throws {
        let site = try AdministeredSite()
        let before = try site.metrics()
        #expect(before["maintenance_site_resources"] == 3)
        #expect(before["maintenance_site_broken"] == 0)
        site.command.send(signal: SIGHUP)
        #expect(try eventually { try site.metrics()["maintenance_reloads_total{result=\"good\"}"] == 1 })
        let after = try site.metrics()
        let loaded = "maintenance_site_loaded_timestamp_seconds"
        #expect(after[loaded] ?? 0 > before[loaded] ?? .infinity)
        #expect(after["maintenance_site_size_bytes"] == before["maintenance_site_size_bytes"])

        try FileManager.default.removeItem(atPath: site.site.directory.path(of: "index.html"))
        #expect(try eventually { try site.metrics()["maintenance_site_broken"] == 1 })
        #expect(try site.metrics()["maintenance_reloads_total{result=\"failed\"}"] ?? 0 >= 1)
        try site.site.directory.write("new", to: "index.html")
        #expect(try eventually { try site.metrics()["maintenance_site_broken"] == 0 })
    }

    @Test func theLogAndTheMetricsAgreeOnLostLines() throws {
        let pipe = OutputPipe()
        try pipe.closeReadingEnd()
        let site = try AdministeredSite(["--access-log", "combined"], standardOutput: pipe.writingEnd)
        for _ in 0..<5 { #expect(try site.site.answers()) }
        let lost = "maintenance_access_log_lines_total{result=\"lost\"}"
        #expect(try eventually { try site.metrics()[lost] == 5 })
        site.command.send(signal: SIGTERM)
        #expect(site.command.waitForEnd().standardError.contains("lost lines of the access log: 5\n"))
    }
}
