import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct BrokenPipeTests {
    private enum Leaving: CaseIterable {
        case close
        case reset
        case resetAtOnce
    }

    private let site: ServedSite
    private let descriptorsAtStart: Int

    init() throws {
        site = try ServedSite(["--log-level", "debug"])
        descriptorsAtStart = site.command.settledDescriptorCount
    }

    @Test(arguments: ["/on-disk.bin", "/in-memory.bin"])
    func theServerSurvivesFiveHundredClientsThatLeaveOneAfterAnother(target: String) throws {
        for number in 0..<500 {
            switch Leaving.allCases[number % Leaving.allCases.count] {
            case .close:
                _ = try site.clientBeingAnswered(target)
            case .reset:
                try site.clientBeingAnswered(target).reset()
            case .resetAtOnce:
                let client = try RawClient(port: site.port)
                try client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
                client.reset()
            }
        }
        try expectNothingOfIt(target)
    }

    @Test(arguments: ["/on-disk.bin", "/in-memory.bin"])
    func theServerSurvivesFiveHundredClientsThatLeaveAtOnce(target: String) throws {
        var clients = try (0..<500).map { _ in try site.clientBeingAnswered(target) }
        for client in clients.prefix(250) { client.reset() }
        clients = []
        try expectNothingOfIt(target)
    }

    private func expectNothingOfIt(_ target: String) throws {
        #expect(try site.answers())
        #expect(eventually { site.command.descriptorCount == descriptorsAtStart })
        let lines = site.command.standardError.split(separator: "\n").drop { !$0.contains("listening on") }.dropFirst()
        // The kernel may hold a megabyte, which counts as sent, before its client leaves.
        #expect(target == "/in-memory.bin" || lines.contains { $0.contains("left before its answer") })
        #expect(lines.filter { !$0.contains(" debug ") && !$0.contains("outage began") } == [])
    }
}
