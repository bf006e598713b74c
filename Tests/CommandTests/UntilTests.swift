import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct UntilTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory(["site/index.html": "page"])
    }

    private func time(_ seconds: Int) -> String {
        Date(timeIntervalSinceNow: TimeInterval(seconds)).formatted(.iso8601)
    }

    private func serve(_ options: String...) throws -> Command {
        try Command(
            ["--dir", directory.path(of: "site"), "--port", "0", "--address", "127.0.0.1", "--retry-after", "30"]
                + options)
    }

    private func retryAfter(_ command: Command) throws -> Int {
        let client = try RawClient(port: command.waitUntilListening())
        return try Int(client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")["Retry-After"] ?? "") ?? -1
    }

    @Test func retryAfterCountsDownToTheEnd() throws {
        let command = try serve("--until", time(1000))
        #expect((900...1000).contains(try retryAfter(command)))
        #expect(try eventually { try retryAfter(command) < 999 })
    }

    @Test(arguments: [-1000, 0, 20])
    func retryAfterNeverFallsBelowTheOption(seconds: Int) throws {
        #expect(try retryAfter(serve("--until", time(seconds))) == 30)
    }

    @Test func theFileMayChange() throws {
        let file = directory.path(of: "until")
        let command = try serve("--until", time(500), "--until-file", file)
        #expect((400...500).contains(try retryAfter(command)))
        try directory.write(time(2000) + "\n", to: "until")
        #expect(try eventually { (1900...2000).contains(try retryAfter(command)) })
        // Windows adds a byte order mark.
        try directory.write("\u{FEFF}\(time(3000))\r\n", to: "until")
        #expect(try eventually { (2900...3000).contains(try retryAfter(command)) })
        try directory.write(time(2000) + "\n", to: "until")
        #expect(try eventually { (1900...2000).contains(try retryAfter(command)) })
        try directory.write("soon\n", to: "until")
        #expect(eventually { command.standardError.contains("\(file): ignored") })
        #expect((1900...2000).contains(try retryAfter(command)))
        try directory.write(time(-5), to: "until")
        #expect(try eventually { try retryAfter(command) == 30 })
        #expect(unlink(file) == 0)
        #expect(try eventually { (400...500).contains(try retryAfter(command)) })
    }

    /// Visitors without scripts see the end from the start, and after each change.
    @Test func aPageShowsTheEnd() throws {
        try directory.write("<!--maintenance:until back at {time} -->", to: "site/index.html")
        let file = directory.path(of: "until")
        let command = try serve("--until", "2099-01-01T00:00Z", "--until-file", file)
        let client = try RawClient(port: command.waitUntilListening())
        let page = { try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text }
        #expect(try page().contains("back at 2099-01-01 00:00 UTC"))
        try directory.write("2098-02-03T04:05+01:00\n", to: "until")
        #expect(try eventually { try page().contains("back at 2098-02-03 03:05 UTC") })
        // The page may change in the meantime.
        try directory.write("<!--maintenance:until again at {time} -->", to: "site/index.html")
        #expect(try eventually { try page().contains("again at 2098-02-03 03:05 UTC") })
    }

    /// Without any other change.
    @Test func halfAnHourPastTheEndThePageIsOverdue() throws {
        try directory.write(
            "<!--maintenance:overdue not yet --><!--maintenance:until back at {time} -->", to: "site/index.html")
        let command = try serve("--until", time(-1790))
        let client = try RawClient(port: command.waitUntilListening())
        #expect(
            try eventually {
                let page = try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text
                return page == " not yet <!--maintenance:until back at {time} -->"
            })
    }

    /// A server that waited for a FIFO's writer could not even be stopped.
    @Test func aFIFOInPlaceOfTheFileDelaysNobody() throws {
        try directory.makeDirectory("directory")
        #expect(mkfifo(directory.path(of: "fifo"), 0o644) == 0)
        for (name, reason) in [("directory", "Is a directory"), ("fifo", "it is not a regular file")] {
            let command = try serve("--until-file", directory.path(of: name))
            #expect(try retryAfter(command) == 30)
            #expect(command.standardError.contains(reason))
            command.send(signal: SIGTERM)
            #expect(command.waitForEnd().status == 0)
        }
    }
}
