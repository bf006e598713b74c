import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct LiveEditTests {
    private let parent: TemporaryDirectory

    init() throws {
        parent = try TemporaryDirectory(["site/index.html": "first", "site/a.txt": "a"])
    }

    private func serve(_ directory: String = "site") throws -> ServedDirectory {
        try ServedDirectory(parent.path(of: directory))
    }

    private func move(_ name: String, to other: String) {
        #expect(rename(parent.path(of: name), parent.path(of: other)) == 0)
    }

    @Test func anEditIsServed() throws {
        let served = try serve()
        #expect(try served.text() == "first")
        try parent.write("second", to: "site/index.html")
        try parent.write("new", to: "site/sub/new.txt")
        #expect(try eventually { try served.text() == "second" && served.text("/sub/new.txt") == "new" })
        try parent.write("newer", to: "site/sub/new.txt")
        #expect(try eventually { try served.text("/sub/new.txt") == "newer" })
        #expect(unlink(parent.path(of: "site/a.txt")) == 0)
        #expect(try eventually { try served.text("/a.txt") == "second" })
        #expect(served.count("reloaded") > 0)
    }

    /// Each file on disk takes a descriptor. Connections have theirs reserved when the server starts.
    @Test func aSiteThatGrowsTakesNoDescriptorsFromConnections() throws {
        let limit = 300
        let command = try Command(
            [
                "--dir", parent.path(of: "site"), "--listen", "127.0.0.1:0", "--workers", "1", "--admin", "127.0.0.1:0",
            ], by: ["/usr/bin/prlimit", "--nofile=\(limit)"])
        let served = ServedDirectory(command: command, port: try command.waitUntilListening())
        let adminPort = try #require(
            command.standardError.firstMatch(of: #/admin on 127\.0\.0\.1:(\d+)/#).flatMap { UInt16($0.1) })
        let metrics = try RawClient(port: adminPort).exchange("GET /metrics HTTP/1.1\r\nHost: a\r\n\r\n").text
        let capacity = try #require(
            metrics.firstMatch(of: #/maintenance_connections_limit (\d+)/#).flatMap { Int($0.1) })
        #expect(capacity > limit / 5)
        for number in 0..<limit { try parent.write(Data(count: (1 << 20) + 1), to: "site/large/\(number).bin") }
        #expect(eventually { served.count("large/") > 0 })
        let clients = try (0..<capacity).map { _ in
            let client = try RawClient(port: served.port)
            try client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try client.receiveResponse().text == "first")
            return client
        }
        #expect(clients.count == capacity)
        #expect(served.count("Too many open files") == 0, "\(command.standardError)")
    }

    /// An open connection gets the new site too, but a reply under way belongs to the site that it began with.
    @Test func answersUnderWayEndWithTheOldSite() throws {
        try parent.write(Data(count: 20_000_000), to: "site/large.bin")
        let served = try serve()
        let client = try RawClient(port: served.port, receiveBuffer: 4096)
        try client.send("GET /large.bin HTTP/1.1\r\nHost: a\r\n\r\nGET /large.bin HTTP/1.1\r\nHost: a\r\n\r\n")
        let start = try client.receive(upTo: 1)
        try parent.write("other", to: "site/other.bin")
        move("site/other.bin", to: "site/large.bin")
        #expect(try eventually { try served.text("/large.bin") == "other" })
        client.endSending()
        let all = try start + client.receiveToEnd()
        let first = try #require(RawResponse(all))
        #expect(first.body == [UInt8](repeating: 0, count: 20_000_000))
        #expect(RawResponse(Array(all[first.length...]))?.text == "other")
    }

    @Test func aSiteThatBreaksKeepsItsLastGoodState() throws {
        let served = try serve()
        move("site/index.html", to: "site/page.html")
        #expect(eventually { served.count("cannot be served: it has no index.html") == 1 })
        #expect(try served.text() == "first")
        try parent.write("b", to: "site/b.txt")
        try parent.write("second", to: "site/index.html")
        #expect(try eventually { try served.text() == "second" })
        #expect(eventually { served.count("which can be served again") == 1 })
        #expect(served.count("cannot be served") == 1)
    }

    @Test func theDirectoryMayBeReplaced() throws {
        try parent.write("second", to: "next/index.html")
        let served = try serve()
        move("site", to: "old")
        move("next", to: "site")
        #expect(try eventually { try served.text() == "second" })
    }

    /// Kubernetes changes a mounted ConfigMap in this way.
    @Test func aLinkToTheSiteMayBeReplaced() throws {
        try parent.write("one", to: "map/..2026_1/index.html")
        try parent.link("map/..data", to: "..2026_1")
        try parent.link("map/index.html", to: "..data/index.html")
        let served = try serve("map")
        #expect(try served.text() == "one")
        for (version, content) in [("..2026_2", "two"), ("..2026_3", "three")] {
            try parent.write(content, to: "map/\(version)/index.html")
            try parent.link("map/..data_tmp", to: version)
            move("map/..data_tmp", to: "map/..data")
            #expect(try eventually { try served.text() == content })
        }
    }

    @Test func aLinkOnThePathToTheSiteMayBeReplaced() throws {
        try parent.write("one", to: "releases/1/public/index.html")
        try parent.write("two", to: "releases/2/public/index.html")
        try parent.link("current", to: "releases/1")
        let served = try serve("current/public")
        #expect(try served.text() == "one")
        try parent.link("next", to: "releases/2")
        move("next", to: "current")
        #expect(try eventually { try served.text() == "two" })
    }

    @Test func theServerWatchesALinkedFileInAHiddenFolder() throws {
        try parent.write("one", to: "linked/.hidden/index.html")
        try parent.link("linked/index.html", to: ".hidden/index.html")
        let served = try serve("linked")
        #expect(try served.text() == "one")
        try parent.write("two", to: "linked/.hidden/index.html")
        #expect(try eventually { try served.text() == "two" })
    }

    /// The page is read before the rest, which takes some time here.
    @Test func anEditDuringALoadIsServed() throws {
        let size = Command.isSanitized ? 1_000_000 : 20_000_000
        for name in 0..<10 { try parent.write(Data(count: size), to: "site/large/\(name).bin") }
        let served = try serve()
        for count in 0..<5 {
            try parent.write("\(count)", to: "site/a.txt")
            usleep(230_000)
            // In place, so that the directory does not change.
            let file = try #require(FileHandle(forWritingAtPath: parent.path(of: "site/index.html")))
            try file.write(contentsOf: Data("edit\(count)".utf8))
            try file.close()
            #expect(try eventually { try served.text() == "edit\(count)" })
        }
    }

    @Test func aQuickRepairIsServed() throws {
        for name in 0..<500 { try parent.write("x", to: "site/sub/\(name).txt") }
        let served = try serve()
        for count in 0..<5 {
            move("site/index.html", to: "page.html")
            move("site/sub", to: "sub")
            usleep(UInt32(210_000 + count * 15_000))
            try parent.write("repair\(count)", to: "page.html")
            move("page.html", to: "site/index.html")
            move("sub", to: "site/sub")
            #expect(try eventually { try served.text() == "repair\(count)" })
            #expect(try eventually { try served.text("/sub/0.txt") == "x" })
        }
    }

    @Test func aSignalReloadsTheSite() throws {
        let served = try serve()
        for count in 1...2 {
            served.command.send(signal: SIGHUP)
            #expect(
                eventually { served.count("reloaded") == count })
        }
        #expect(try served.text() == "first")
        served.command.send(signal: SIGTERM)
        #expect(served.command.waitForEnd().status == 0)
    }

    /// A page that is edited without a pause is loaded after a while.
    @Test func editsUnderLoadFailNoRequestAndMixNoAnswer() throws {
        let served = try serve()
        let client = try RawClient(port: served.port)
        var edits = 0
        var seen: Set<String> = []
        let end = ContinuousClock.now + .seconds(60)
        var nextEdit = ContinuousClock.now
        while ContinuousClock.now < end, seen.count < 3 {
            if ContinuousClock.now >= nextEdit {
                edits += 1
                nextEdit += .milliseconds(100)
                let text = String(repeating: "\(edits),", count: 2000)
                try parent.write(text, to: "site/index.tmp")
                move("site/index.tmp", to: "site/index.html")
            }
            let response = try client.exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(response.status == 503)
            let numbers = Set(response.text.split(separator: ","))
            #expect(numbers.count == 1)
            seen.formUnion(numbers.map(String.init))
        }
        #expect(seen.count == 3, "of \(edits) edits")
    }
}
