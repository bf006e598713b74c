import Foundation
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(15))) struct CheckTests {
    @Test func aSiteIsListedWithPathsMediaTypesAndSizes() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "css/site.css": "p {}", "logo.png": "TheLogo"])
        let result = try Command.run(["check", "--dir", directory.path])
        #expect(result.status == 0)
        #expect(result.standardError == "")
        #expect(
            result.standardOutput == """
                /index.html    text/html; charset=utf-8  4  503, at every URL but these:
                /css/site.css  text/css; charset=utf-8   4
                /logo.png      image/png                 7

                """)
    }

    @Test func variantsOfThePageAreListedToo() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "index.de.html": "Seite", "index.json": "{}"])
        let result = try Command.run(["check", "--dir", directory.path])
        #expect(
            result.standardOutput == """
                /index.html     text/html; charset=utf-8                 4  503, at every URL but these:
                /index.de.html  text/html; charset=utf-8                 5  503 too, for clients that want it
                /index.json     application/problem+json; charset=utf-8  2  503 too, for clients that want it

                """)
    }

    @Test func sitesAreListedUnderTheirHosts() throws {
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
                /index.html  text/html; charset=utf-8  4  503, at every URL but these:

                a.example, b.example:
                /index.html  text/html; charset=utf-8  15  503, at every URL but these:
                /logo.png    image/png                  1

                """)
        let warnings = result.standardError.split(separator: "\n").map(String.init)
        let expected = [
            "warning: c.example cannot be served: it has no index.html, which is the maintenance page; default is served for it",
            "warning: two words: it is not served: it is not the name of a host",
            "warning: a.example/out: it is not served: it is a symbolic link that leaves the site",
            "warning: a.example/index.html:1: 'x.png' is relative",
        ]
        #expect(warnings.count == expected.count)
        for (warning, start) in zip(warnings, expected) { #expect(warning.hasPrefix(start)) }
    }

    @Test func asManyFilesMayBeLargeAsTheServerCanKeepOpen() throws {
        let directory = try TemporaryDirectory(["index.html": "page"])
        for number in 0..<30 { try directory.write(Data(count: (1 << 20) + 1), to: "\(number).bin") }
        let command = try Command(["check", "--dir", directory.path], by: ["/usr/bin/prlimit", "--nofile=40:4096"])
        let result = command.waitForEnd()
        #expect(result.status == 0, "\(result.standardError)")
        #expect(result.standardOutput.split(separator: "\n").count == 31)
    }

    @Test func warningsAreNoFailure() throws {
        let directory = try TemporaryDirectory(["index.html": "<img src=logo.png>", "logo.png": "x"])
        let result = try Command.run(["check"], environment: ["MAINTENANCE_DIR": directory.path])
        #expect(result.status == 0)
        #expect(result.standardError.hasPrefix("warning: index.html:1: 'logo.png' is relative"))
        #expect(result.standardError.split(separator: "\n").count == 1)
        #expect(result.standardOutput.split(separator: "\n").count == 2)
    }

    @Test func aSiteThatCannotBeServedIsAFailure() throws {
        let directory = try TemporaryDirectory(["logo.png": "x"])
        let result = try Command.run(["check", "--dir", directory.path])
        #expect(result.status == 1)
        #expect(result.standardOutput == "")
        #expect(
            result.standardError
                == "maintenance: --dir '\(directory.path)': it has no index.html, which is the maintenance page\n")
    }

    @Test func aNameCannotWorkTheTerminal() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "a\u{1B}[31m.txt": "x"])
        let result = try Command.run(["check", "--dir", directory.path])
        #expect(result.standardOutput.contains(#"/a\u{1B}[31m.txt"#))
    }

    @Test func theDefaultSiteHasNothingToWarnOf() throws {
        let project = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let result = try Command.run(["check"], directory: project.path)
        #expect(result.status == 0)
        #expect(result.standardError == "")
    }
}
