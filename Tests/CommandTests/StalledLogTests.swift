import Foundation
import TestSupport
import Testing

/// A slow reader of the access log delays nobody.
@Suite(.timeLimit(.minutes(15))) struct StalledLogTests {
    private static let target = "/" + String(repeating: "x", count: 8000)

    private let pipe: OutputPipe
    private let site: ServedSite

    init() throws {
        pipe = OutputPipe()
        site = try ServedSite(
            ["--access-log", "combined", "--workers", "2", "--drain", "2"], standardOutput: pipe.writingEnd)
    }

    /// Sends that many requests, each with 8 KB in the log.
    private func flood(_ count: Int) throws {
        let client = try RawClient(port: site.port)
        for _ in 0..<count {
            let response = try client.exchange("GET \(StalledLogTests.target) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(response.status == 503)
        }
    }

    private func losses(_ text: String) -> [Int] {
        text.matches(of: #/lost lines of [a-z ]+: (\d+)/#).compactMap { Int($0.1) }
    }

    @Test func unreadLinesAreLostAndCountedOnce() throws {
        try flood(400)
        let memory = site.command.residentMemory
        // Each client gives up after a while, so no request waits for the reader.
        try flood(2000)
        #expect(Command.isSanitized || site.command.residentMemory - memory < 2 << 20)
        #expect(losses(site.command.standardError) == [])

        let reader = pipe.startReading()
        #expect(eventually { !losses(site.command.standardError).isEmpty })
        try flood(10)
        site.command.send(signal: SIGTERM)
        let result = site.command.waitForEnd()
        #expect(result.status == 0)
        let lost = losses(result.standardError)
        let lines = reader.waitForEnd().split(separator: "\n")
        #expect(lost.count == 1)
        #expect(lost.reduce(lines.count, +) == 2410)
        #expect(lines.allSatisfy { $0.hasPrefix("127.0.0.1 - - [") && $0.hasSuffix(" \"-\" \"-\"") })
    }

    @Test func theServerSurvivesTheReaderOfTheLog() throws {
        try pipe.closeReadingEnd()
        try flood(500)
        site.command.send(signal: SIGTERM)
        let result = site.command.waitForEnd()
        #expect(result.status == 0)
        #expect(result.standardError.matches(of: #/cannot be written.*Broken pipe/#).count == 1)
        #expect(losses(result.standardError) == [500])
    }

    @Test func aStopDoesNotWaitForeverForTheReader() throws {
        try flood(100)
        site.command.send(signal: SIGTERM)
        let result = site.command.waitForEnd()
        #expect(result.status == 0)
        #expect(result.standardError.contains(#/lost lines of the access log, at most: \d+\n/#))
    }

    @Test func aStopWritesTheLinesThatTheReaderTakesInTime() throws {
        let pipe = OutputPipe()
        let site = try ServedSite(
            ["--access-log", "json", "--workers", "2", "--drain", "60"], standardOutput: pipe.writingEnd)
        let client = try RawClient(port: site.port)
        for _ in 0..<100 {
            _ = try client.exchange("GET \(StalledLogTests.target) HTTP/1.1\r\nHost: a\r\n\r\n")
        }
        site.command.send(signal: SIGTERM)
        // The main thread waits for the thread of the access log. The third thread is that of the server's log.
        #expect(eventually { site.command.threadCount <= (Command.isSanitized ? 4 : 3) })
        let reader = pipe.startReading()
        let result = site.command.waitForEnd()
        #expect(result.status == 0)
        #expect(losses(result.standardError) == [])
        #expect(!result.standardError.contains("at most"))
        #expect(reader.waitForEnd().split(separator: "\n").count == 100)
    }

    @Test func aSecondSignalEndsTheWaitForTheReader() throws {
        let pipe = OutputPipe()
        pipe.fill()
        let site = try ServedSite(["--access-log", "json", "--drain", "60"], standardOutput: pipe.writingEnd)
        #expect(try site.answers())
        site.command.send(signal: SIGTERM)
        #expect(eventually { (try? RawClient(port: site.port)) == nil })
        #expect(
            eventually {
                site.command.send(signal: SIGTERM)
                return site.command.hasEnded
            })
        let result = site.command.waitForEnd()
        #expect(result.status == 0)
        #expect(result.standardError.contains("lost lines of the access log, at most: 1\n"))
        withExtendedLifetime(pipe) {}
    }

    /// As in a container, where both logs have one reader.
    @Test func theServersLogDelaysNobody() throws {
        let pipe = OutputPipe()
        pipe.fill()
        let (port, admin) = try (LoopbackSocket().port, LoopbackSocket().port)
        let command = try Command(
            [
                "--dir", site.directory.path, "--listen", "127.0.0.1:\(port)", "--admin", "127.0.0.1:\(admin)",
                "--access-log", "json", "--log-level", "debug", "--outage-gap", "1", "--drain", "2",
            ], by: ["/bin/sh", "-c", "exec \"$0\" \"$@\" 2>&1"], standardOutput: pipe.writingEnd)
        #expect(eventually { (try? RawClient(port: port)) != nil })
        for _ in 0..<2000 {
            _ = try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")
        }
        let page = try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(page.status == 503)
        // By then the end of the outage is logged, or lost.
        #expect(
            try eventually {
                try RawClient(port: admin).exchange("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").text
                    .contains("\nmaintenance_outage 0\n")
            })
        command.send(signal: SIGTERM)
        #expect(command.waitForEnd().status == 0)
        let lines = pipe.startReading()
        withExtendedLifetime(lines) {}
    }

    @Test func lostLinesOfTheServersLogAreCounted() throws {
        let pipe = OutputPipe()
        let port = try LoopbackSocket().port
        let command = try Command(
            ["--dir", site.directory.path, "--listen", "127.0.0.1:\(port)", "--log-level", "debug"],
            by: ["/bin/sh", "-c", "exec \"$0\" \"$@\" 2>&1"], standardOutput: pipe.writingEnd)
        #expect(eventually { (try? RawClient(port: port)) != nil })
        for _ in 0..<3000 {
            _ = try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n")
        }
        let reader = pipe.startReading()
        #expect(eventually { reader.text.contains(#/warning lost lines of this log: \d+\n/#) })
        command.send(signal: SIGTERM)
        #expect(command.waitForEnd().status == 0)
        let lines = reader.waitForEnd()
        let lost = lines.matches(of: #/lost lines of [a-z ]+: (\d+)\n/#).compactMap { Int($0.1) }.reduce(0, +)
        #expect(lines.matches(of: #/debug refused: /#).count + lost == 3000)
        #expect(lines.hasSuffix(" info stopped\n"))
    }
}
