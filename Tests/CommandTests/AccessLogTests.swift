import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct AccessLogTests {
    private struct Line: Decodable, Equatable {
        let time: String
        let client: String
        let method: String?
        let path: String?
        let status: Int?
        let bytes: Int
        let duration_ms: Double
        let user_agent: String?
        let referer: String?
        let request_id: String?
    }

    private func lines(of text: String) throws -> [Line] {
        try text.split(separator: "\n").map { try JSONDecoder().decode(Line.self, from: Data($0.utf8)) }
    }

    /// Serves a site, sends the client's requests, and returns the lines once that many were logged.
    private func lines(
        _ count: Int, of site: ServedSite, after requests: [String]
    ) throws -> [Line] {
        for request in requests { _ = try RawClient(port: site.port).exchange(request) }
        #expect(eventually { site.command.standardOutput.filter { $0 == "\n" }.count >= count })
        return try lines(of: site.command.standardOutput)
    }

    @Test func linesAppearAtOnceInOrderAndWithoutHealthChecks() throws {
        let site = try ServedSite(["--access-log", "json", "--workers", "1"])
        let lines = try lines(
            4, of: site,
            after: [
                "OPTIONS / HTTP/1.1\r\nHost: a\r\n\r\n",
                "GET /logo.png?a=%22 HTTP/1.1\r\nHost: a\r\nuser-agent: curl\r\nReferer: http://b/\r\n"
                    + "X-Request-ID: 7\r\n\r\n",
                "PROPFIND /x HTTP/1.1\r\nHost: a\r\n\r\n",
                // One request is refused after the request line, and one before it.
                "GET /y HTTP/1.1\r\nUser-Agent: no host\r\n\r\n",
                "GET /\u{1}\"time\" HTTP/1.1\r\n\r\n",
            ])
        #expect(lines.map(\.method) == ["GET", "PROPFIND", "GET", nil])
        #expect(lines.map(\.path) == ["/logo.png?a=%22", "/x", "/y", nil])
        #expect(lines.map(\.status) == [200, 503, 400, 400])
        #expect(lines.map(\.user_agent) == ["curl", nil, "no host", nil])
        #expect(lines.map(\.referer) == ["http://b/", nil, nil, nil])
        #expect(lines.map(\.request_id) == ["7", nil, nil, nil])
        #expect(lines.prefix(2).map(\.bytes) == ["TheLogo".utf8.count, ServedSite.page.utf8.count])
        #expect(lines.allSatisfy { $0.client == "127.0.0.1" && (0..<20_000).contains($0.duration_ms) })
        #expect(lines.allSatisfy { $0.time.contains(#/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/#) })
        #expect(lines.map(\.time).sorted() == lines.map(\.time))
    }

    @Test(arguments: [(["--log-health"], [:]), ([], ["MAINTENANCE_LOG_HEALTH": "true"])])
    func theOptionLogsHealthChecks(options: [String], environment: [String: String]) throws {
        let site = try ServedSite(
            options, environment: environment.merging(["MAINTENANCE_ACCESS_LOG": "json"]) { own, _ in own })
        let lines = try lines(1, of: site, after: ["OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n"])
        #expect(lines.map(\.method) == ["OPTIONS"])
        #expect(lines.map(\.path) == ["*"])
        #expect(lines.map(\.bytes) == [0])
    }

    @Test func theClientIsThatOfATrustedProxysHeader() throws {
        let site = try ServedSite(["--access-log", "json"])
        let lines = try lines(
            1, of: site, after: ["GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 192.0.2.7\r\n\r\n"])
        #expect(lines.map(\.client) == ["192.0.2.7"])
    }

    @Test func anAbortedAnswerHasALineWithTheBytesSent() throws {
        let site = try ServedSite(["--access-log", "json"])
        let client = try site.clientBeingAnswered("/on-disk.bin")
        // More bytes than the head has.
        var received = 0
        while received < 4096 { received += try client.receive().count }
        client.reset()
        let line = try #require(try lines(1, of: site, after: []).first)
        #expect(line.status == 200)
        #expect((1..<20_000_000).contains(line.bytes))
    }

    @Test func eachRequestOfAConnectionHasASeparateDuration() throws {
        let site = try ServedSite(["--access-log", "json", "--head-timeout", "1", "--workers", "1"])
        let client = try RawClient(port: site.port)
        _ = try client.exchange("GET /1 HTTP/1.1\r\nHost: a\r\n\r\n")
        let slow = try RawClient(port: site.port)
        try slow.send("GET /2 HTTP/1.1\r\nHost: a\r\nUs")
        #expect(try slow.receiveResponse().status == 408)
        _ = try client.exchange("GET /3 HTTP/1.1\r\nHost: a\r\n\r\n")
        let lines = try lines(3, of: site, after: [])
        #expect(lines.map(\.path) == ["/1", "/2", "/3"])
        #expect(lines.map(\.status) == [503, 408, 503])
        // The deadline is measured in the kernel's ticks, which are milliseconds apart.
        #expect(lines[1].duration_ms >= 950)
        #expect(lines[2].duration_ms < lines[1].duration_ms, "the time between requests counts")
    }

    @Test func aStopWritesBufferedLines() throws {
        let site = try ServedSite(["--access-log", "combined"])
        for number in 0..<100 {
            _ = try RawClient(port: site.port).exchange("GET /\(number) HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        site.command.send(signal: SIGTERM)
        let result = site.command.waitForEnd()
        #expect(result.status == 0)
        #expect(result.standardOutput.split(separator: "\n").count == 100)
        #expect(result.standardOutput.contains(#/127\.0\.0\.1 - - \[\d\d\/\w{3}\/\d{4}:[\d:]{8} \+0000\] "GET \/99 /#))
    }

    @Test func anAnswerThatTheStopAbortsHasALine() throws {
        let site = try ServedSite(["--access-log", "json", "--drain", "0"])
        let client = try site.clientBeingAnswered("/on-disk.bin")
        site.command.send(signal: SIGTERM)
        let result = site.command.waitForEnd()
        #expect(try lines(of: result.standardOutput).map(\.path) == ["/on-disk.bin"])
        withExtendedLifetime(client) {}
    }

    @Test func theLogMayGoToAFile() throws {
        let directory = try TemporaryDirectory(["log": "before\n"])
        let file = try #require(FileHandle(forUpdatingAtPath: directory.path(of: "log")))
        try file.seekToEnd()
        let site = try ServedSite(["--access-log", "combined"], standardOutput: file)
        #expect(try site.answers())
        site.command.send(signal: SIGTERM)
        #expect(site.command.waitForEnd().status == 0)
        let log = try String(contentsOfFile: directory.path(of: "log"), encoding: .utf8)
        #expect(log.contains(#/^before\n127[^\n]*"GET \/x HTTP\/1\.1" 503 20 "-" "-"\n$/#))
    }

    @Test func theOptionWritesTheServersLogAsJSON() throws {
        let site = try ServedSite(["--log-format", "json", "--log-level", "debug"])
        site.command.send(signal: SIGTERM)
        let lines = site.command.waitForEnd().standardError.split(separator: "\n")
        let messages = try lines.map { try JSONDecoder().decode([String: String].self, from: Data($0.utf8)) }
        #expect(messages.allSatisfy { Set($0.keys) == ["time", "level", "message"] })
        #expect(messages.last?["message"] == "stopped")
        #expect(messages.last?["level"] == "info")
    }
}
