import Foundation
import TestSupport
import Testing

/// The state files in a running server, and the commands that write them.
@Suite(.timeLimit(.minutes(15))) struct StateTests {
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
    }

    private var state: String { directory.path(of: "state") }

    private func serve(_ options: [String] = []) throws -> Command {
        try Command(
            ["--workers", "1", "--port", "0", "--address", "127.0.0.1", "--state", state] + options,
            directory: directory.path)
    }

    private func ask(_ command: Command, _ fields: String = "", target: String = "/") throws -> RawResponse {
        try RawClient(port: command.waitUntilListening())
            .exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\(fields)\r\n")
    }

    @discardableResult private func run(_ arguments: String...) throws -> Command.Result {
        try Command.run(arguments + ["--state", state], directory: directory.path)
    }

    @Test func theCommandsChangeWhatVisitorsSee() throws {
        let server = try serve()
        #expect(try ask(server).text.contains("data-note=\"{version}\""))
        let note = try run("note", "Restoring <b>, see https://status.example.org/x.")
        #expect(note.status == 0)
        #expect(
            note.standardOutput.hasPrefix("note: Restoring <b>, see https://status.example.org/x. (set now)"))
        let link =
            "Restoring &lt;b&gt;, see <a href=\"https://status.example.org/x\">https://status.example.org/x</a>.</p>"
        #expect(try eventually { try ask(server).text.contains(link) })
        #expect(try ask(server)["Server-Timing"] == nil)  // Refresh has its own.
        #expect(try ask(server).fields.contains { $0.name == "Server-Timing" && $0.value.contains("note;desc=\"") })
        #expect(try run("note", "Wiederherstellung", "--in", "de").status == 0)
        #expect(
            try eventually { try ask(server, "Accept-Language: de-CH\r\n").text.contains(">Wiederherstellung</p>") })
        #expect(try ask(server, "Accept-Language: fr\r\n").text.contains(link))
        #expect(try run("until", "+45m").standardOutput.contains("in 45 minutes"))
        #expect(try eventually { try (2600...2700).contains(Int(ask(server)["Retry-After"] ?? "") ?? 0) })
        let json =
            try JSONSerialization.jsonObject(
                with: Data(ask(server, "Accept: application/json\r\n").body)) as? [String: Any]
        #expect(json?["note"] as? String == "Restoring <b>, see https://status.example.org/x.")
        #expect(json?["until"] != nil)
        #expect(try ask(server, "Accept: application/xml\r\n").text.contains("<note>Restoring &lt;b&gt;, see "))
        #expect(try ask(server, "Accept: text/plain\r\n").text.contains("\nNote: Restoring <b>, see "))
        let status = try JSONDecoder().decode(
            Status.self, from: Data(ask(server, target: "/.well-known/maintenance/status.json?x").body))
        #expect(status.notes.map(\.language) == ["", "de"])
        #expect(status.until != nil)
        #expect(try run("note", "--clear").standardOutput.hasPrefix("no note is set\n"))
        #expect(try run("until", "none").status == 0)
        #expect(try eventually { try !ask(server).text.contains(link) && ask(server)["Retry-After"] == "60" })
    }

    private struct Status: Decodable {
        struct Note: Decodable {
            let language: String
        }

        let until: String?
        let notes: [Note]
    }

    /// Any program may write to the folder. The server keeps the last good state, names the file, and serves the page
    /// to everybody.
    @Test func theLogNamesBadFilesAndTheLastGoodStateIsKept() throws {
        try directory.write("Good.", to: "state/note")
        try directory.write("2099-01-01T00:00Z", to: "state/until")
        let server = try serve()
        #expect(try ask(server).text.contains(">Good.</p>"))
        for (data, reason) in [
            (Data(repeating: 0x41, count: 100_000), "it has 100000 bytes, and a note may have 2000"),
            (Data([0x63, 0xE9]), "it is not text in UTF-8"), (Data([0x41, 0, 0x42]), "it contains control characters"),
        ] {
            try directory.write(data, to: "state/note")
            #expect(eventually { server.standardError.contains("\(state)/note: ignored, because \(reason)") })
            #expect(try ask(server).text.contains(">Good.</p>"))
        }
        try directory.write("tomorrow at noon", to: "state/until")
        #expect(
            eventually {
                server.standardError.contains("\(state)/until: ignored, because 'tomorrow at noon' is not a time")
            }
        )
        #expect(try ask(server).text.contains("2099-01-01 00:00 UTC"))
        try directory.write("2000-01-01T00:00Z", to: "state/until")
        #expect(eventually { server.standardError.contains("2000 00:00:00 GMT, which is in the past") })
        // The folder becomes a file, and then disappears.
        try FileManager.default.moveItem(atPath: state, toPath: directory.path(of: "before"))
        try directory.write("", to: "state")
        #expect(eventually { server.standardError.contains("\(state): cannot be read: Not a directory") })
        #expect(try ask(server).text.contains(">Good.</p>"))
        #expect(unlink(state) == 0)
        #expect(try eventually { try !ask(server).text.contains(">Good.</p>") })
        try FileManager.default.moveItem(atPath: directory.path(of: "before"), toPath: state)
        try directory.write("Again.", to: "state/note")
        #expect(try eventually { try ask(server).text.contains(">Again.</p>") })
    }

    /// Like a mounted ConfigMap: the names are links into a folder that is replaced.
    @Test func linksIntoAReplacedFolderWork() throws {
        try directory.write("One.", to: "state/..1/note")
        try directory.link("state/..data", to: "..1")
        try directory.link("state/note", to: "..data/note")
        let server = try serve()
        #expect(try ask(server).text.contains(">One.</p>"))
        try directory.write("Two.", to: "state/..2/note")
        try directory.link("state/..new", to: "..2")
        #expect(rename(directory.path(of: "state/..new"), directory.path(of: "state/..data")) == 0)
        #expect(try eventually { try ask(server).text.contains(">Two.</p>") })
    }

    @Test func eachSiteHasItsNewsAndTheCommonOnes() throws {
        for folder in ["default", "a.example", "b.example"] {
            try directory.write("<!--maintenance:note {note} -->\(folder)", to: "sites/\(folder)/index.html")
        }
        let sites = directory.path(of: "sites")
        let server = try Command(
            [
                "--workers", "1", "--port", "0", "--address", "127.0.0.1", "--dir", sites, "--by-host", "--admin",
                "127.0.0.1:0",
            ])
        let port = try server.waitUntilListening()
        let text = { (host: String) in
            try RawClient(port: port).exchange("GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n").text
        }
        let admin = try #require(server.adminPort)
        let status = { (target: String) in
            try RawClient(port: admin).exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n").status
        }
        // Before any state file exists.
        #expect(try [status("/switch/a.example"), status("/switch/c")] == [503, 404])
        #expect(try Command.run(["note", "Common.", "--dir", sites]).status == 0)
        #expect(try Command.run(["note", "Own.", "--dir", sites, "--site", "a.example"]).status == 0)
        #expect(try eventually { try text("a.example") == " Own. a.example" })
        #expect(try eventually { try text("b.example") == " Common. b.example" && text("x") == " Common. default" })
        #expect(FileManager.default.fileExists(atPath: "\(sites)/a.example/.maintenance/note"))
        let hidden = try RawClient(port: port).exchange("GET /.maintenance/note HTTP/1.1\r\nHost: a.example\r\n\r\n")
        #expect(hidden.text == " Own. a.example")
        #expect(try Command.run(["on", "--dir", sites, "--site", "a.example"]).status == 0)
        #expect(try eventually { try status("/switch/a.example") == 200 })
        #expect(try [status("/switch"), status("/switch/b.example"), status("/switch/c")] == [503, 503, 404])
    }

    @Test func theStatusTheLogAndTheMetricsHaveTheSwitch() throws {
        let site = try AdministeredSite()
        let run = { (arguments: [String]) in try Command.run(arguments + ["--dir", site.site.directory.path]) }
        let admin = ["--admin", "127.0.0.1:\(site.adminPort)"]
        #expect(try site.ask("GET", "/switch").status == 503)
        #expect(try site.metrics()["maintenance_switch"] == 0)
        #expect(try run(["on", "--until", "+2h", "--note", "Upgrading."]).standardOutput.contains("in 2 hours"))
        #expect(try eventually { try site.ask("GET", "/switch").status == 200 })
        #expect(try site.metrics()["maintenance_switch"] == 1)
        #expect(site.command.standardError.contains("planned maintenance is switched on"))
        _ = try RawClient(port: site.port).exchange("GET /a\"<b> HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(eventually { site.command.standardError.contains("outage began, planned") })
        let status = try run(["status"] + admin)
        #expect(status.status == 0, "\(status.standardError)")
        for text in [
            "maintenance is on", "note: Upgrading.", "planned outage since", "pages 1", "has read this state",
        ] {
            #expect(status.standardOutput.contains(text), "\(text)")
        }
        let report = try #require(
            JSONSerialization.jsonObject(with: Data(site.ask("GET", "/status").body)) as? [String: Any])
        #expect(report["switch"] as? String == "on")
        #expect((report["outage"] as? [String: Any])?["planned"] as? Bool == true)
        #expect((report["pages"] as? [Int])?.count == 600)
        #expect((report["pages"] as? [Int])?.reduce(0, +) == 1)
        #expect((report["notes"] as? [[String: Any]])?.first?["text"] as? String == "Upgrading.")
        let page = try site.ask("GET", "/")
        #expect(page["Content-Type"] == "text/html; charset=utf-8")
        #expect(page["Content-Security-Policy"]?.hasPrefix("default-src 'none'; style-src") == true)
        for text in ["<h1>Planned outage</h1>", "<polyline", "note: Upgrading.", "/a\\x22&lt;b&gt;"] {
            #expect(page.text.contains(text), "\(text)")
        }
        #expect(!page.text.contains("<script"))
        #expect(try site.ask("POST", "/switch").status == 405)

        // The end of the maintenance is that of its news.
        let off = try run(["off"])
        #expect(off.standardOutput.contains("is off") && off.standardOutput.contains("no note"))
        #expect(try eventually { try site.ask("GET", "/switch").status == 503 })
        #expect(site.command.standardError.contains("planned maintenance is switched off"))
        #expect(try run(["status"] + admin).status == 0)
        site.command.send(signal: SIGTERM)
        _ = site.command.waitForEnd()
        let unanswered = try run(["status"] + admin)
        #expect(unanswered.status == 1)
        #expect(unanswered.standardError.contains("the server does not answer"))
    }

    @Test(arguments: [
        (["note"], "either a text or --clear"), (["note", ""], "is empty"), (["note", "x", "--clear"], "either"),
        (["note", "a\u{1B}b"], "control characters"), (["note", "x", "--in", "_"], "a language is a tag"),
        (["note", "x", "--site", "../x"], "not the name of a folder"),
        (["until", "soon"], "written as 2026-11-21T04:00Z"), (["until", "+45"], "written as"),
        (["until", "25:00"], "written as"),
        (["until", "2020-01-01T00:00Z"], "it is in the past"),
        (["on", "--until", "2020-01-01T00:00Z"], "it is in the past"),
        (["on", "--until", "x"], "written as"), (["on", "--note", " "], "is empty"),
    ])
    func invalidNewsAreRefused(arguments: [String], reason: String) throws {
        let result = try Command.run(arguments + ["--state", state])
        #expect(result.status == EX_USAGE)
        #expect(result.standardError.contains(reason), "\(result.standardError)")
        #expect(result.standardError.split(separator: "\n").count == 1)
        #expect(!FileManager.default.fileExists(atPath: state))
    }

    @Test func theErrorNamesAFolderThatCannotBeWritten() throws {
        let without = try Command.run(["note", "x"], directory: directory.path)
        #expect(without.status == EX_USAGE)
        #expect(without.standardError.contains("--state"))
        try directory.write("", to: "file")
        for (folder, reason) in [("file", "Not a directory"), ("none/state", "No such file"), ("../../../proc", "")] {
            let result = try Command.run(["note", "x", "--state", directory.path(of: folder)])
            #expect(result.status == EX_CANTCREAT)
            #expect(result.standardError.contains("cannot be written: \(reason)"), "\(result.standardError)")
        }
        // The built-in page needs no folder.
        let server = try serve()
        #expect(try ask(server).status == 503)
        #expect(server.standardError.contains("\(state): the directory does not exist; it is read once it does"))
    }

    @Test func aTimeOfDayIsTheNextOfThisHostsZone() throws {
        let result = try Command.run(
            ["until", "00:00", "--state", state], environment: ["TZ": "XYZ-5:30"], directory: directory.path)
        #expect(result.standardOutput.contains(":30:00Z (00:00 XYZ), in "), "\(result.standardOutput)")
        let end = try String(contentsOfFile: "\(state)/until", encoding: .utf8)
        let date = try #require(ISO8601DateFormatter().date(from: end.trimmingCharacters(in: .newlines)))
        #expect((0...86_400).contains(date.timeIntervalSinceNow))
    }
}
