import Foundation
import GuardTestSupport
import TestSupport
import Testing

/// The memory that clients take if they never stop sending.
@Suite(.timeLimit(.minutes(15))) struct MemoryTests {
    private static let megabyte = 1 << 20

    /// Measured in this process, where the memory of other tests varies. The number of bytes is so large that this does
    /// not matter.
    @Test func evhttpHoldsTheWholeRequestInMemory() throws {
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

    /// evhttp searches all received bytes for the end of the line whenever more bytes arrive.
    @Test(arguments: [Flood.chunkSize, .field])
    func evhttpWaitsForTheEndOfALineOfAnyLength(flood: Flood) throws {
        let server = try UnguardedServer()
        let client = try flood.send(2 * MemoryTests.megabyte, to: server.port, patience: .milliseconds(500))
        let failure = #expect(throws: RawClient.Failure.self) { try client.receive() }
        #expect(failure?.isForLackOfPatience == true)
    }

    /// The resident memory of this process in bytes: the second number of proc(5)'s statm, in pages.
    private func memory() throws -> Int {
        let counts = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
        return try #require(Int(counts[1])) * Int(sysconf(CInt(_SC_PAGESIZE)))
    }
}
