import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct SignalTests {
    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalEndsAnIdleServerAtOnceWithStatusZero(signal: Int32) throws {
        let site = try ServedSite(["--drain", "300"])
        let idle = try RawClient(port: site.port)
        #expect(try idle.exchange("GET /logo.png HTTP/1.1\r\nHost: a\r\n\r\n").text == "TheLogo")
        let start = ContinuousClock.now
        site.command.send(signal: signal)
        let result = site.command.waitForEnd()
        #expect(result.status == 0)
        #expect(result.standardOutput == "")
        #expect(ContinuousClock.now - start < .seconds(100))
        #expect(try idle.receive() == [])
        #expect(throws: RawClient.Failure.self) { try RawClient(port: site.port) }
    }

    @Test(arguments: [SIGUSR1, SIGUSR2, SIGALRM])
    func otherSignalsAreIgnored(signal: Int32) throws {
        let site = try ServedSite()
        site.command.send(signal: signal)
        #expect(try RawClient(port: site.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 503)
        site.command.send(signal: SIGTERM)
        #expect(site.command.waitForEnd().status == 0)
    }

    /// The kernel sends SIGXFSZ for a file in memory too. The server then sends the file on the disk.
    @Test(arguments: [0, 4096, 100_000])
    func aLimitOnTheSizeOfFilesDoesNotEndTheServer(size: Int) throws {
        // Whoever starts the tests may ignore the signal.
        let site = try ServedSite(by: ["/usr/bin/env", "--default-signal=XFSZ", "/usr/bin/prlimit", "--fsize=\(size)"])
        try site.directory.write(String(repeating: "x", count: 500_000), to: "late.txt")
        for (target, length) in [("/in-memory.bin", 1_000_000), ("/late.txt", 500_000)] {
            #expect(
                try eventually {
                    let client = try RawClient(port: site.port)
                    return try client.exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n").body.count == length
                })
        }
        #expect(try site.answers())
    }

    /// As process 1 of a container, which receives no signal without a handler.
    @Test(.enabled(if: geteuid() == 0, "needs a PID namespace"))
    func aSignalWhileTheSiteIsLoadedEndsTheProcess() throws {
        let directory = try TemporaryDirectory(["index.html": "page"])
        // These files take seconds to load.
        for count in 0..<40_000 { try directory.write("", to: "\(count).txt") }
        let command = try Command(
            ["--dir", directory.path, "--port", "0"], by: ["/usr/bin/unshare", "--pid", "--fork", "--kill-child"])
        let children = "/proc/\(command.processIdentifier)/task/\(command.processIdentifier)/children"
        var child: Int32?
        #expect(
            eventually {
                child = (try? String(contentsOfFile: children, encoding: .utf8)).flatMap {
                    Int32($0.split(separator: " ").first ?? "")
                }
                return child.map(catchesTheStopSignal) == true
            })
        if let child { kill(child, SIGTERM) }
        #expect(command.waitForEnd().status == 0)
        #expect(!command.standardError.contains("listening"))
    }

    @Test(arguments: ["/on-disk.bin", "/in-memory.bin"])
    func answersUnderWayAreCompleted(target: String) throws {
        let site = try ServedSite(["--workers", "1", "--drain", "60"])
        let client = try site.clientBeingAnswered(target)
        site.command.send(signal: SIGTERM)
        #expect(eventually { (try? RawClient(port: site.port)) == nil })
        let rest = try client.receiveToEnd()
        #expect(rest.count + ServedSite.firstPart > (target == "/on-disk.bin" ? ServedSite.onDiskSize : 1_000_000))
        #expect(site.command.waitForEnd().status == 0)
    }

    @Test func aRequestUnderWayIsAnsweredAndItsConnectionClosed() throws {
        let site = try ServedSite(["--workers", "1", "--drain", "60"])
        // Keeps the server running until the next answer is checked.
        let slow = try site.clientBeingAnswered("/on-disk.bin")
        let other = try RawClient(port: site.port)
        #expect(try other.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")["Connection"] == nil)
        site.command.send(signal: SIGTERM)
        #expect(eventually { (try? RawClient(port: site.port)) == nil })
        let last = try other.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(last.text == ServedSite.page)
        #expect(last["Connection"] == "close")
        #expect(try other.receive() == [])
        _ = try slow.receiveToEnd()
        #expect(site.command.waitForEnd().status == 0)
    }

    @Test func aClientThatStopsReceivingIsAbortedAtTheDeadline() throws {
        let site = try ServedSite(["--drain", "1"])
        let client = try site.clientBeingAnswered("/on-disk.bin")
        let start = ContinuousClock.now
        site.command.send(signal: SIGTERM)
        let result = site.command.waitForEnd()
        #expect(result.status == 0)
        #expect(ContinuousClock.now - start >= .seconds(1))
        #expect(result.standardError.contains("cut: 1 replies, since their clients were slower than the drain time"))
        withExtendedLifetime(client) {}
    }

    @Test func anIncompleteRequestIsAbortedAtTheDeadline() throws {
        let site = try ServedSite(["--drain", "1"])
        let client = try clientWithHalfAHead(site)
        site.command.send(signal: SIGTERM)
        let result = site.command.waitForEnd()
        #expect(result.status == 0)
        #expect(result.standardError.contains("cut: 1 requests that had not arrived completely"))
        withExtendedLifetime(client) {}
    }

    /// The head gets a second, and what follows its answer another one.
    @Test func aHeadThatTricklesInDoesNotDelayTheEnd() throws {
        let site = try ServedSite(["--drain", "300"])
        let client = try clientWithHalfAHead(site)
        site.command.send(signal: SIGTERM)
        let start = ContinuousClock.now
        var hasEnded = false
        while !hasEnded, ContinuousClock.now < start + .seconds(100) {
            usleep(20_000)
            do { try client.send("x") } catch { hasEnded = true }
        }
        #expect(hasEnded)
        let result = site.command.waitForEnd()
        #expect(result.status == 0)
        #expect(!result.standardError.contains("cut:"), "the head was answered")
    }

    @Test func aSecondSignalEndsTheServerAtOnce() throws {
        let site = try ServedSite(["--drain", "60"])
        let client = try site.clientBeingAnswered("/on-disk.bin")
        site.command.send(signal: SIGINT)
        #expect(eventually { (try? RawClient(port: site.port)) == nil })
        site.command.send(signal: SIGINT)
        #expect(site.command.waitForEnd().status == 0)
        withExtendedLifetime(client) {}
    }

    /// A client whose head has arrived in part.
    private func clientWithHalfAHead(_ site: ServedSite) throws -> RawClient {
        let client = try RawClient(port: site.port)
        try client.send("GET / HTTP/1.1\r\nHost:")
        #expect(try RawClient(port: site.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 503)
        return client
    }

    /// Whether the process has a handler for SIGTERM, by the mask SigCgt of proc(5).
    private func catchesTheStopSignal(_ process: Int32) -> Bool {
        let status = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        let mask = status.firstMatch(of: /SigCgt:\s+([0-9a-f]+)/).flatMap { UInt64($0.1, radix: 16) }
        return mask.map { $0 & 1 << (SIGTERM - 1) != 0 } == true
    }
}
