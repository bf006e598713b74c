import Foundation
import GuardTestSupport
import TestSupport
import Testing

/// What clients that send without end cost in memory.
@Suite(.timeLimit(.minutes(15))) struct MemoryTests {
    private static let megabyte = 1 << 20

    /// In this process, whose other tests' memory comes and goes: so much is sent that it does not matter.
    @Test func evhttpHoldsAll() throws {
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
    func evhttpWaitsForTheEndOfAnyLine(flood: Flood) throws {
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
