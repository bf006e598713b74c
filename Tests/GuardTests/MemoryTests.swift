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

    /// The server prepares a separate answer for each of these requests, but does not keep it.
    @Test func differentRequestsWithLongFieldsCostTheServerNoMemory() throws {
        let directory = try TrialSite.directory()
        let server = try Command(
            ["--dir", directory.path, "--address", "127.0.0.1", "--port", "0", "--workers", "1", "--cors", "*"])
        let client = try RawClient(port: try server.waitUntilListening())
        let padding = String(repeating: "x", count: 30_000)
        func ask(_ number: Int) throws {
            _ = try client.exchange(Trial.request("GET / HTTP/1.1", "Accept-Language: \(number)\(padding)"))
            let preflight = ["Origin: a", "Access-Control-Request-Method: PUT"]
            _ = try client.exchange(
                Trial.request(
                    "OPTIONS / HTTP/1.1", preflight[0], preflight[1],
                    "Access-Control-Request-Headers: \(number)\(padding)"))
        }
        try ask(0)
        let before = server.peakMemory
        for number in 1..<600 { try ask(number) }
        #expect(Command.isSanitized || server.peakMemory - before < 4 * MemoryTests.megabyte)
    }
}
