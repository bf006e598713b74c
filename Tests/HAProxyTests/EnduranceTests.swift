import Foundation
import TestSupport
import Testing

/// A minute of an outage in which the operators do everything that they may do.
@Suite(.timeLimit(.minutes(15))) struct EnduranceTests {
    private static let duration = Duration.seconds(60)

    /// A page in which a mixture of two versions shows.
    private static func page(_ edit: Int) -> String { String(repeating: "\(edit),", count: 5000) }

    private static func judge(_ response: RawResponse) -> Outcome {
        let edits = Set(response.text.split(separator: ",", omittingEmptySubsequences: false))
        let isWhole = edits.count == 2 && edits.contains("") && response.text.hasSuffix(",")
        return response.status == 503 && isWhole ? .page : .failed("\(response.statusLine): \(edits.prefix(3))")
    }

    private let directory: TemporaryDirectory
    private let port: UInt16
    /// Nobody reads this output.
    private let log = OutputPipe()

    init() throws {
        directory = try TemporaryDirectory(["site/index.html": EnduranceTests.page(0)])
        port = try LoopbackSocket().port
    }

    private func start() throws -> Command {
        let command = try Command(
            [
                "--dir", directory.path(of: "site"), "--listen", "127.0.0.1:\(port)", "--reuse-port", "--access-log",
                "json", "--workers", "2", "--drain", "2",
            ], standardOutput: FileHandle(fileDescriptor: dup(log.writingEnd.fileDescriptor), closeOnDealloc: true))
        _ = try command.waitUntilListening()
        return command
    }

    private func edit(_ count: Int) throws {
        try directory.write(EnduranceTests.page(count), to: "page")
        #expect(rename(directory.path(of: "page"), directory.path(of: "site/index.html")) == 0)
    }

    /// Ten edits a second, three restarts, an access log that nobody reads, a log in the site that grows, and a copy that takes
    /// the whole time.
    @Test func nothingThatOperatorsDoFailsARequest() throws {
        log.fill()
        var server = try start()
        let writer = try SlowWriter(into: directory, "site")
        let haproxy = try HAProxy(RestartTests.configuration("127.0.0.1:\(port)"))
        let visitors = Visitors(4, port: haproxy.port, judge: EnduranceTests.judge)
        let start = ContinuousClock.now
        var edits = 0
        var restarts = 0
        var memory: [Int] = []
        while ContinuousClock.now < start + EnduranceTests.duration || edits <= 300 {
            edits += 1
            try edit(edits)
            usleep(100_000)
            let passed = ContinuousClock.now - start
            if passed > EnduranceTests.duration / 5 * (restarts + 1), restarts < 3 {
                let next = try self.start()
                server.send(signal: SIGTERM)
                #expect(server.waitForEnd().status == 0)
                server = next
                restarts += 1
                memory = []
            }
            if edits.isMultiple(of: 10) { memory.append(server.residentMemory) }
        }
        #expect(restarts == 3)
        let client = try RawClient(port: port)
        let copy = try client.exchange("GET /copy.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(copy.status == 503, "a file is served half-copied")
        #expect(
            try eventually {
                try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == EnduranceTests.page(edits)
            })
        let size = try writer.finish()
        #expect(
            try eventually {
                try client.exchange("HEAD /copy.bin HTTP/1.1\r\nHost: a\r\n\r\n")["Content-Length"] == "\(size)"
            })
        #expect(eventually { visitors.visits.joined().count > 1000 })
        #expect(visitors.leave())
        let outcomes = visitors.visits.joined().map(\.outcome)
        #expect(outcomes.filter { $0 != .page } == [])
        // By now the queue of the log is full.
        let settled = memory.dropFirst(memory.count / 2)
        let growth = (settled.max() ?? 0) - (settled.first ?? 0)
        #expect(Command.isSanitized || growth < 2 << 20, "\(memory)")
        #expect(server.standardError.contains("reloaded"))
    }
}
