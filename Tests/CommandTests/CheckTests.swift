import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct CheckTests {
    @Test func theListHasPathsMediaTypesAndSizes() throws {
        let page = "<link rel=icon href=data:,>page"
        let directory = try TemporaryDirectory(["index.html": page, "css/site.css": "p {}", "logo.png": "TheLogo"])
        let result = try Command.run(["check", "--dir", directory.path])
        #expect(result.status == 0)
        #expect(result.standardError == "")
        #expect(
            result.standardOutput == """
                /index.html    text/html; charset=utf-8  31  503, at every URL except these:
                /css/site.css  text/css; charset=utf-8    4
                /logo.png      image/png                  7

                """)
    }

    @Test func theListIncludesVariantsOfThePage() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "index.de.html": "Seite", "index.json": "{}"])
        let result = try Command.run(["check", "--dir", directory.path])
        #expect(
            result.standardOutput == """
                /index.html     text/html; charset=utf-8                 4  503, at every URL except these:
                /index.de.html  text/html; charset=utf-8                 5  503 too, for clients that prefer it
                /index.json     application/problem+json; charset=utf-8  2  503 too, for clients that prefer it

                """)
    }

    @Test func theListNamesTheHostsOfEachSite() throws {
        let directory = try TemporaryDirectory([
            "default/index.html": "page", "a.example/index.html": "<img src=x.png>", "a.example/logo.png": "x",
            "c.example/logo.png": "x", "two words/index.html": "x",
        ])
        try directory.link("b.example", to: "a.example")
        try directory.link("a.example/out", to: "/etc/passwd")
        let result = try Command.run(["check", "--dir", directory.path, "--by-host"])
        #expect(result.status == 0)
        #expect(
            result.standardOutput == """
                default:
                /index.html  text/html; charset=utf-8  4  503, at every URL except these:

                a.example, b.example:
                /index.html  text/html; charset=utf-8  15  503, at every URL except these:
                /logo.png    image/png                  1

                """)
        let warnings = result.standardError.split(separator: "\n").map(String.init)
        let expected = [
            "warning: a.example/index.html:1: 'x.png' is relative",
            "warning: a.example/out: it is not served: it is a symbolic link that leaves the site",
            "warning: c.example: it cannot be served: it has no index.html, which is the maintenance page; default is served for it",
            "warning: two words: it is not served: it is not the name of a host",
            "note: default/index.html: the page has no icon, so browsers fetch the whole page once more as /favicon.ico (2 times",
            "4 warnings, 2 notes",
        ]
        #expect(warnings.count == expected.count)
        for (warning, start) in zip(warnings, expected) { #expect(warning.hasPrefix(start)) }
    }

    @Test func largeFilesAreLimitedToThoseTheServerCanKeepOpen() throws {
        let directory = try TemporaryDirectory(["index.html": "page"])
        for number in 0..<30 { try directory.write(Data(count: (1 << 20) + 1), to: "\(number).bin") }
        let command = try Command(["check", "--dir", directory.path], by: ["/usr/bin/prlimit", "--nofile=40:4096"])
        let result = command.waitForEnd()
        #expect(result.status == 0, "\(result.standardError)")
        #expect(result.standardOutput.split(separator: "\n").count == 31)
    }

    @Test func warningsDoNotFailTheCheck() throws {
        let directory = try TemporaryDirectory(["index.html": "<img src=logo.png>", "logo.png": "x"])
        let result = try Command.run(["check"], environment: ["MAINTENANCE_DIR": directory.path])
        #expect(result.status == 0)
        #expect(result.standardError.hasPrefix("warning: index.html:1: 'logo.png' is relative"))
        #expect(result.standardError.hasSuffix("[missing-icon]\n1 warning, 1 note\n"))
        #expect(result.standardOutput.split(separator: "\n").count == 2)
    }

    @Test func aSiteThatCannotBeServedFailsTheCheck() throws {
        let directory = try TemporaryDirectory(["logo.png": "x"])
        let result = try Command.run(["check", "--dir", directory.path])
        #expect(result.status == 1)
        #expect(result.standardOutput == "")
        #expect(
            result.standardError
                == "maintenance: --dir '\(directory.path)': it has no index.html, which is the maintenance page\n")
    }

    @Test func aFileNameCannotControlTheTerminal() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a\u{1B}[31m.txt": "x"])
        let result = try Command.run(["check", "--dir", directory.path])
        #expect(result.standardOutput.contains(#"/a\u{1B}[31m.txt"#))
    }

    @Test(arguments: [("<img src=/no.png>", 1), ("page", 0)])
    func strictFailsForWarningsButNotForNotes(page: String, status: Int32) throws {
        let directory = try TemporaryDirectory(["index.html": page])
        let result = try Command.run(["check", "--dir", directory.path, "--strict"])
        #expect(result.status == status)
        #expect(result.standardOutput.hasPrefix("/index.html"))
        #expect(result.standardError.hasSuffix(status == 1 ? "1 warning, 1 note\n" : "0 warnings, 1 note\n"))
    }

    @Test func jsonIsOneObject() throws {
        let page = "<img src='/\"\u{1}é.png'>\n<img src='/\"\u{1}é.png'>"
        let directory = try TemporaryDirectory(["index.html": page])
        let result = try Command.run(["check", "--dir", directory.path, "--format", "json", "--strict"])
        #expect(result.status == 1)
        #expect(result.standardError == "")
        let object = try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any]
        #expect(object?["warnings"] as? Int == 2)
        #expect(object?["notes"] as? Int == 1)
        let findings = object?["findings"] as? [[String: Any]] ?? []
        #expect(findings.map { $0["rule"] as? String } == ["missing-file", "missing-icon"])
        #expect(findings.first?["text"] as? String == "'/\"\u{1}é.png' is not in the site")
        #expect(findings.first?["severity"] as? String == "warning")
        #expect(findings.first?["file"] as? String == "index.html")
        #expect(findings.first?["line"] as? Int == 1)
        #expect(findings.first?["count"] as? Int == 2)
        let places = findings.first?["places"] as? [[String: Any]] ?? []
        #expect(places.map { $0["line"] as? Int } == [1, 2])
        #expect(findings.last?["line"] is NSNull)
        let rules = object?["rules"] as? [String: [String: Any]] ?? [:]
        #expect(rules.keys.sorted() == ["missing-file", "missing-icon"])
        #expect(rules["missing-file"]?["count"] as? Int == 2)
        #expect(rules["missing-file"]?["severity"] as? String == "warning")
        #expect(rules["missing-file"]?["unlisted"] as? Int == 0)
    }

    @Test func jsonCountsUnlistedFindings() throws {
        let page = (0..<1200).map { "<img src=/\($0).png>" }.joined() + "<img src=/0.png>"
        let directory = try TemporaryDirectory(["index.html": page])
        let result = try Command.run(["check", "--dir", directory.path, "--format", "json"])
        let object = try JSONSerialization.jsonObject(with: Data(result.standardOutput.utf8)) as? [String: Any]
        #expect((object?["findings"] as? [Any])?.count == 1001)
        let rules = object?["rules"] as? [String: [String: Any]] ?? [:]
        #expect(rules["missing-file"]?["count"] as? Int == 1201)
        #expect(rules["missing-file"]?["unlisted"] as? Int == 200)
        let lines = try Command.run(["check", "--dir", directory.path]).standardError.split(separator: "\n")
        #expect(lines.suffix(2) == ["200 more of the rule missing-file are not listed", "1201 warnings, 1 note"])
    }

    @Test func referencesToAHostThatIsDownAreReferencesToTheSite() throws {
        let page = "<link rel=icon href=data:,><img src=https://www.example.org/no.png>"
        let directory = try TemporaryDirectory(["index.html": page])
        let arguments = ["check", "--dir", directory.path, "--strict"]
        #expect(try Command.run(arguments).status == 0)
        let result = try Command.run(arguments + ["--host", "example.org", "--host", "WWW.example.org"])
        #expect(result.status == 1)
        #expect(result.standardError.contains("which answers for www.example.org during the outage [missing-file]"))
    }

    @Test(arguments: [
        ["--host", "https://example.org"], ["--host", ""], ["--host"], ["--format", "xml"], ["--strict=x"],
    ])
    func theErrorNamesABadOption(options: [String]) throws {
        let result = try Command.run(["check"] + options)
        #expect(result.status == 64)
        #expect(result.standardError.hasPrefix("maintenance: "))
        #expect(result.standardOutput == "")
    }

    @Test(arguments: [
        "maintenance.html", "503.html", "index.htm", "Index.html", "MAINTENANCE.html", "wartung.html",
        "dist/index.html",
    ])
    func theErrorNamesAFileThatMayBeThePage(name: String) throws {
        let directory = try TemporaryDirectory([name: "x", "logo.png": "x", "img/logo.png": "x"])
        let result = try Command.run(["check", "--dir", directory.path])
        #expect(result.status == 1)
        let reason =
            "it has no index.html, which is the maintenance page; \(name) may be meant as the page"
        #expect(result.standardError == "maintenance: --dir '\(directory.path)': \(reason)\n")
    }

    @Test(arguments: [["a.html": "x", "b.html": "x"], ["logo.png": "x"], [:]])
    func withoutSuchAFileTheErrorNamesNone(files: [String: String]) throws {
        let directory = try TemporaryDirectory(files)
        let result = try Command.run(["check", "--dir", directory.path])
        #expect(result.standardError.hasSuffix("it has no index.html, which is the maintenance page\n"))
    }

    @Test func theErrorNamesSuchAFileInTheFolderOfAHost() throws {
        let directory = try TemporaryDirectory(["default/index.html": "x", "a.example/503.html": "x"])
        let arguments = ["check", "--dir", directory.path, "--by-host"]
        #expect(
            try Command.run(arguments).standardError.contains(
                "503.html may be meant as the page [not-served]"))
        try FileManager.default.moveItem(
            atPath: directory.path(of: "default/index.html"), toPath: directory.path(of: "default/index.htm"))
        let result = try Command.run(arguments)
        #expect(result.status == 1)
        #expect(result.standardError.hasSuffix("; default/index.htm may be meant as the page\n"))
    }

    @Test func theDefaultSiteHasNoWarnings() throws {
        let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let result = try Command.run(["check", "--strict"], directory: project.path)
        #expect(result.status == 0)
        #expect(result.standardError == "")
    }
}
