import GuardTestSupport
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
}
