import Foundation
import TestSupport
import Testing

/// The server's log lines about the sandbox, and the server's behaviour in it. All other tests of the command run in a
/// sandbox too, in which a system call that the filter does not allow ends the server.
@Suite(.timeLimit(.minutes(15)), .enabled(if: Command.canBeConfined)) struct SandboxTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory([
            "releases/1/index.html": "first", "releases/2/index.html": "second", "other/3/index.html": "third",
        ])
    }

    private func page(_ port: UInt16, host: String = "a") throws -> String {
        try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").text
    }

    private func replaceLink(_ name: String, to target: String) throws {
        try directory.link("\(name).new", to: target)
        #expect(rename(directory.path(of: "\(name).new"), directory.path(of: name)) == 0)
    }

    @Test func theLogNamesTheActiveParts() throws {
        let command = try Command(
            ["--dir", directory.path(of: "releases/1"), "--listen", "127.0.0.1:0"],
            environment: ["MAINTENANCE_SANDBOX": ""])
        _ = try command.waitUntilListening()
        let line = try #require(command.standardError.split(separator: "\n").first { $0.contains("sandbox") })
        let reads = URL(filePath: directory.path).resolvingSymlinksInPath().path
        #expect(
            line.contains(
                #/ info sandbox: files by Landlock \d+, system calls by seccomp, capabilities dropped, reads \S+$/#))
        #expect(line.hasSuffix("\(reads)/releases"))
    }

    @Test func allThreadsAreConfined() throws {
        let command = try Command(
            ["--dir", directory.path(of: "releases/1"), "--listen", "127.0.0.1:0", "--admin", "127.0.0.1:0"]
                + ["--access-log", "json", "--workers", "3"])
        _ = try command.waitUntilListening()
        let tasks = "/proc/\(command.processIdentifier)/task"
        let threads = try FileManager.default.contentsOfDirectory(atPath: tasks)
        // Threads that end in the meantime have finished files. The others are those of three workers, the server, the
        // watchers and two logs.
        let statuses = threads.compactMap { try? String(contentsOfFile: "\(tasks)/\($0)/status", encoding: .utf8) }
        #expect(statuses.count >= 7)
        for status in statuses {
            #expect(status.contains("\nNoNewPrivs:\t1\n"))
            #expect(status.contains("\nSeccomp:\t2\n"))
            // Like Landlock's rules, capabilities belong to a thread. The one for reading the files of others remains.
            #expect(status.contains(#/\nCapEff:\t000000000000000[04]\n/#))
            #expect(status.contains(#/\nCapPrm:\t000000000000000[04]\n/#))
        }
    }

    @Test func withoutLandlockTheServerStartsUnlessTheSandboxIsRequired() throws {
        let options = ["--dir", directory.path(of: "releases/1"), "--listen", "127.0.0.1:0"]
        for action in ["fail", "end"] {
            let wrapper = [Command.probe, "without-landlock", action]
            let command = try Command(options + ["--sandbox", "on"], by: wrapper)
            #expect(try page(command.waitUntilListening()) == "first")
            #expect(
                command.standardError.contains(#/ notice sandbox: system calls by seccomp, .*; not confined: files: /#))
            let result = try Command(options + ["--sandbox", "required"], by: wrapper).waitForEnd()
            #expect(result.status == EX_OSERR)
            #expect(result.standardError.contains(#/^maintenance: --sandbox 'required': .*not confined: files: .+\n$/#))
        }
    }

    @Test func offRestrictsNothing() throws {
        let command = try Command(
            ["--dir", directory.path(of: "releases/1"), "--listen", "127.0.0.1:0", "--sandbox", "off"])
        _ = try command.waitUntilListening()
        let status = try String(contentsOfFile: "/proc/\(command.processIdentifier)/status", encoding: .utf8)
        #expect(status.contains("\nSeccomp:\t0\n"))
        #expect(command.standardError.contains(" info sandbox: off\n"))
    }

    @Test func aLinkToTheSiteMayBeReplaced() throws {
        try directory.link("current", to: "releases/1")
        let command = try Command(["--dir", directory.path(of: "current"), "--listen", "127.0.0.1:0"])
        let port = try command.waitUntilListening()
        #expect(try page(port) == "first")
        try replaceLink("current", to: "releases/2")
        #expect(try eventually { try page(port) == "second" })
        // A release that did not exist when the server started.
        try directory.write("fourth", to: "releases/4/index.html")
        try replaceLink("current", to: directory.path(of: "releases/4"))
        #expect(try eventually { try page(port) == "fourth" })
    }

    @Test func aLinkOnThePathToTheSiteMayBeReplaced() throws {
        for release in ["a", "b"] { try directory.write(release, to: "elsewhere/\(release)/public/index.html") }
        try directory.link("app", to: directory.path(of: "elsewhere/a"))
        let command = try Command(["--dir", directory.path(of: "app/public"), "--listen", "127.0.0.1:0"])
        let port = try command.waitUntilListening()
        #expect(try page(port) == "a")
        try replaceLink("app", to: directory.path(of: "elsewhere/b"))
        #expect(try eventually { try page(port) == "b" })
    }

    /// The restrictions that the kernel enforces in the server, observed from outside.
    @Test func aLinkToAForbiddenDirectoryKeepsTheLastGoodSite() throws {
        try directory.makeDirectory("site")
        try directory.link("site/current", to: "../releases/1")
        let command = try Command(["--dir", directory.path(of: "site/current"), "--listen", "127.0.0.1:0"])
        let port = try command.waitUntilListening()
        try replaceLink("site/current", to: "../other/3")
        #expect(eventually { command.standardError.contains("cannot be served: ") })
        #expect(command.standardError.contains("the sandbox does not let the server read it"))
        #expect(try page(port) == "first")
        try replaceLink("site/current", to: "../releases/2")
        #expect(try eventually { try page(port) == "second" })
    }

    @Test func theDirectoryMayBeReplaced() throws {
        let command = try Command(["--dir", directory.path(of: "releases/1"), "--listen", "127.0.0.1:0"])
        let port = try command.waitUntilListening()
        #expect(rename(directory.path(of: "releases/1"), directory.path(of: "releases/old")) == 0)
        #expect(rename(directory.path(of: "releases/2"), directory.path(of: "releases/1")) == 0)
        #expect(try eventually { try page(port) == "second" })
    }

    @Test func aHostMayBeAdded() throws {
        try directory.write("default", to: "hosts/default/index.html")
        let command = try Command(["--dir", directory.path(of: "hosts"), "--by-host", "--listen", "127.0.0.1:0"])
        let port = try command.waitUntilListening()
        try directory.write("shop", to: "hosts/shop.example/index.html")
        #expect(try eventually { try page(port, host: "shop.example") == "shop" })
    }

    @Test func theStateFolderMayBeMadeLater() throws {
        let command = try Command([
            "--dir", directory.path(of: "releases/1"), "--state", directory.path(of: "news/state"), "--until-file",
            directory.path(of: "news/until"), "--listen", "127.0.0.1:0",
        ])
        let port = try command.waitUntilListening()
        try directory.write("Wait", to: "news/state/note")
        try directory.write("2099-01-01T00:00Z", to: "news/until.new")
        #expect(rename(directory.path(of: "news/until.new"), directory.path(of: "news/until")) == 0)
        #expect(eventually { command.standardError.contains("visitors see: Wait") })
        #expect(eventually { command.standardError.contains("maintenance until Thu, 01 Jan 2099") })
        #expect(try page(port) == "first")
    }

    /// In a folder of the system, a new file could be readable only together with everything else in the folder.
    @Test func theLogNamesAFileThatCannotBeReplaced() throws {
        let command = try Command(["--until-file", "/etc/maintenance-until", "--listen", "127.0.0.1:0"])
        _ = try command.waitUntilListening()
        #expect(
            command.standardError.contains(
                "/etc/maintenance-until cannot be read once another takes its place, because /etc holds more"))
    }
}
