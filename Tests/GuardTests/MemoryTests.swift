import GuardTestSupport
import TestSupport
import Testing

/// The memory that clients take if they never stop sending.
@Suite(.timeLimit(.minutes(15))) struct MemoryTests {
    private static let megabyte = 1 << 20

    /// The sockets' buffers are memory of the kernel, which is not counted.
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
