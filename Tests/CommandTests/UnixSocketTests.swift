import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct UnixSocketTests {
    private let directory: TemporaryDirectory
    private var path: String { directory.path(of: "a.sock") }
    private var options: [String] { ["--dir", directory.path(of: "site"), "--listen", "unix:\(path)"] }

    init() throws {
        directory = try TemporaryDirectory(["site/index.html": "page", "file": "kept"])
    }

    private func expectPage() throws {
        let client = try RawClient(unixPath: path)
        #expect(try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "page")
    }

    private func leaveStaleSocket() throws {
        let command = try Command(options)
        _ = try command.waitForListeningLine()
        command.send(signal: SIGKILL)
        _ = command.waitForEnd()
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test func theServerListensOnSeveralPlaces() throws {
        let command = try Command(
            ["--dir", directory.path(of: "site"), "--workers", "3"],
            environment: ["MAINTENANCE_LISTEN": "127.0.0.1:0, unix:\(path)", "MAINTENANCE_ADDRESS": "192.0.2.1"])
        let port = try command.waitUntilListening()
        #expect(try command.waitForListeningLine().contains("listening on 127.0.0.1:\(port), unix:\(path), serving"))
        #expect(try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").text == "page")
        for _ in 0..<10 { try expectPage() }
        let variable = ["MAINTENANCE_LISTEN": "unix:\(path)"]
        #expect(try Command.run(["healthcheck"], environment: variable).status == 0)
        #expect(try Command.run(["healthcheck", "--listen", "unix:\(path)"]).status == 0)
        command.send(signal: SIGTERM)
        #expect(command.waitForEnd().status == 0)
        #expect(!FileManager.default.fileExists(atPath: path))
        #expect(try Command.run(["healthcheck"], environment: variable).status == 1)
    }

    @Test(arguments: [([], 0o666), (["--socket-mode", "0600"], 0o600), (["--socket-mode", "660"], 0o660)])
    func theSocketHasTheModeOfTheOptionWithAnyUmask(mode: [String], expected: Int) throws {
        let command = try Command(options + mode, by: ["/bin/sh", "-c", "umask 077; exec \"$@\"", "sh"])
        _ = try command.waitForListeningLine()
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == expected)
    }

    @Test func aStaleSocketIsReplacedAndALiveOneIsInUse() throws {
        try leaveStaleSocket()
        let command = try Command(options)
        _ = try command.waitForListeningLine()
        let second = try Command.run(options)
        #expect(second.status == EX_UNAVAILABLE)
        #expect(second.standardError.contains("--listen 'unix:\(path)': another process listens on it"))
        try expectPage()
    }

    @Test func oneOfTwoServersThatStartOnAStaleSocketServes() throws {
        for _ in 0..<3 {
            try leaveStaleSocket()
            let both = try (0..<2).map { _ in try Command(options) }
            #expect(eventually { both.contains { $0.hasEnded } })
            let loser = try #require(both.firstIndex { $0.hasEnded })
            #expect(both[loser].waitForEnd().status == EX_UNAVAILABLE)
            try expectPage()
            both[1 - loser].send(signal: SIGTERM)
            #expect(both[1 - loser].waitForEnd().status == 0)
        }
    }

    @Test func aFileThatIsNotASocketIsNeverRemoved() throws {
        let file = directory.path(of: "file")
        try directory.link("link", to: file)
        for name in ["file", "link", "site"] {
            let result = try Command.run(options.dropLast() + ["unix:\(directory.path(of: name))"])
            #expect(result.status == EX_CANTCREAT)
            #expect(result.standardError.contains("not a socket"), "\(result.standardError)")
        }
        #expect(try String(contentsOfFile: file, encoding: .utf8) == "kept")
        let result = try Command.run(options.dropLast() + ["unix:\(directory.path(of: "none/a.sock"))"])
        #expect(result.status == EX_CANTCREAT)
        #expect(result.standardError.contains("no such directory"))
    }

    @Test func aSocketThatReplacedTheServersIsNotRemoved() throws {
        let first = try Command(options)
        _ = try first.waitForListeningLine()
        #expect(unlink(path) == 0)
        let second = try Command(options)
        _ = try second.waitForListeningLine()
        first.send(signal: SIGTERM)
        #expect(first.waitForEnd().status == 0)
        try expectPage()
    }
}
