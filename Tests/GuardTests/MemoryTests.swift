import Foundation
import ServerTestSupport
import TestSupport
import Testing

/// What clients that send without end cost in memory.
@Suite(.timeLimit(.minutes(15))) struct MemoryTests {
    private static let megabyte = 1 << 20

    /// Sockets' buffers are the kernel's memory, and not counted.
    @Test(arguments: Flood.allCases)
    func aFloodCostsTheServerNoMemory(flood: Flood) throws {
        let directory = try TrialSite.directory()
        let server = try Command(
            ["--dir", directory.path, "--address", "127.0.0.1", "--port", "0", "--workers", "1"])
        let port = try server.waitUntilListening()
        #expect(try RawClient(port: port).exchange(Trial.request()).text == TrialSite.page)
        let before = server.peakMemory
        let client = try flood.send(32 * MemoryTests.megabyte, to: port, patience: .milliseconds(200))
        #expect(before > 0)
        #expect(Command.isSanitized || server.peakMemory - before < 8 * MemoryTests.megabyte)
        withExtendedLifetime(client) {}
        #expect(try RawClient(port: port).exchange(Trial.request()).text == TrialSite.page)
    }

    /// In this process, whose other tests' memory comes and goes: so much is sent that it does not matter.
    @Test func evhttpAsItComesHoldsAll() throws {
        let server = try UnguardedServer()
        var clients: [RawClient] = []
        for flood in [Flood.requests, .requestsDuringAReply, .content, .chunks] {
            let before = try memory()
            clients.append(try flood.send(64 * MemoryTests.megabyte, to: server.port, patience: .seconds(5)))
            let growth = try memory() - before
            #expect(growth > 32 * MemoryTests.megabyte, "\(flood): \(growth / 1024) KiB")
        }
        withExtendedLifetime(clients) {}
    }

    /// evhttp searches all that has come for the line's end each time that more comes.
    @Test(arguments: [Flood.chunkSize, .field])
    func evhttpAsItComesWaitsForTheEndOfAnyLine(flood: Flood) throws {
        let server = try UnguardedServer()
        let client = try flood.send(2 * MemoryTests.megabyte, to: server.port, patience: .milliseconds(500))
        let failure = #expect(throws: RawClient.Failure.self) { try client.receive() }
        #expect(failure?.isForLackOfPatience == true)
    }

    /// What this process has in memory, in bytes: the second number of proc(5)'s statm, in pages.
    private func memory() throws -> Int {
        let counts = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return try #require(Int(counts[1])) * Int(sysconf(CInt(_SC_PAGESIZE)))
    }
}
