import Foundation
import TestSupport
import Testing

/// `script/page`, which makes the default site.
@Suite(.timeLimit(.minutes(15))) struct MakingTests {
    private static let script = "script/page"
    /// What it reads.
    private static let sources = ["Page", "Sources/MaintenanceSite/Resources"]

    @Test func staticIsWhatItMakes() throws {
        let made = try TemporaryDirectory()
        let result = try Program(["\(Stage.root)/script/page", made.path]).waitForEnd()
        #expect(result.status == 0, "\(result.output)")
        #expect(try files(in: made.path) == files(in: "\(Stage.root)/static"))
    }

    /// One round trip: ten segments of 1,460 bytes (RFC 6928) carry the answer's head too.
    @Test func eachPageIsSmall() throws {
        let pages = PageTests.pages.map { "\(Stage.root)/static/\($0)" }
        for page in pages {
            let result = try Program(["/bin/sh", "-c", "gzip -9c \"$0\" | wc -c", page]).waitForEnd()
            let size = try #require(Int(result.output.trimmingCharacters(in: .whitespacesAndNewlines)))
            #expect(size <= 8192, "\(page)")
        }
    }

    private static let keys = [
        "direction", "title", "heading", "overdue", "returned", "lead", "reload", "until", "imminent", "late",
        "unsaved",
        "resend", "unsent", "waiting", "offline", "back", "opening", "staying", "ready", "sending", "unanswered",
        "byhand",
        "now", "stay", "again", "form", "leave",
    ]

    /// Each text is missed, in a language that is not the first.
    @Test(arguments: keys) func aMissingTextIsNamed(key: String) throws {
        let copy = try copyOfSources()
        let path = copy.path(of: "Page/Texts/sv.txt")
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        try copy.write(lines.filter { !$0.hasPrefix("\(key): ") }.joined(separator: "\n"), to: "Page/Texts/sv.txt")
        let result = try Program([copy.path(of: MakingTests.script)]).waitForEnd()
        #expect(result.status == 65)
        #expect(result.output.contains("Page/Texts/sv.txt: \(key) is missing"))
    }

    @Test(arguments: ["heading:", "heading: ", "unknown: text", "no colon"])
    func aLineThatSaysNothingIsNamed(line: String) throws {
        let copy = try copyOfSources()
        let texts = try String(contentsOfFile: copy.path(of: "Page/Texts/sv.txt"), encoding: .utf8)
        try copy.write(texts + line + "\n", to: "Page/Texts/sv.txt")
        let result = try Program([copy.path(of: MakingTests.script)]).waitForEnd()
        #expect(result.status == 65)
        #expect(result.output.contains("'\(line.trimmingCharacters(in: .whitespaces))"), "\(result.output)")
    }

    @Test func theNameAndTheContactAreTextInEachPage() throws {
        let made = try TemporaryDirectory()
        let result = try make(["--name", "Smith & <\"Sons\">", "--contact", "help@example.org", made.path])
        #expect(result.status == 0, "\(result.output)")
        let files = try files(in: made.path)
        for (name, data) in files where name.hasSuffix(".html") {
            let page = String(decoding: data, as: UTF8.self)
            let text = "Smith &amp; &lt;&quot;Sons&quot;>"
            #expect(page.contains("<p>\(text)</p>"), "\(name)")
            #expect(page.contains(" – \(text)</title>"), "\(name)")
            #expect(page.contains("<a href=\"mailto:help@example.org\">help@example.org</a>"), "\(name)")
        }
        let sentence = "Smith & <\"Sons\"> is down for maintenance."
        let text = String(decoding: try #require(files["index.txt"]), as: UTF8.self)
        #expect(text.contains(sentence) && text.contains("\nContact: mailto:help@example.org\n"))
        let json = try JSONSerialization.jsonObject(with: #require(files["index.json"])) as? [String: Any]
        #expect((json?["detail"] as? String)?.hasPrefix(sentence) == true)
        #expect(json?["contact"] as? String == "mailto:help@example.org")
        let xml = String(decoding: try #require(files["index.xml"]), as: UTF8.self)
        #expect(xml.contains("<detail>Smith &amp; &lt;&quot;Sons&quot;> is down"))
        #expect(xml.contains("<contact>mailto:help@example.org</contact>"))
    }

    @Test(arguments: [
        ("help@example.org", "<a href=\"mailto:help@example.org\">help@example.org</a>"),
        ("mailto:help@example.org", "<a href=\"mailto:help@example.org\">help@example.org</a>"),
        ("https://example.org/a?b=c&d", "<a href=\"https://example.org/a?b=c&amp;d\">example.org/a?b=c&amp;d</a>"),
        ("tel:+41315110400", "<a href=\"tel:+41315110400\">+41315110400</a>"),
        ("+41 (31) 511-04-00", "<a href=\"tel:+41315110400\">+41 (31) 511-04-00</a>"),
    ])
    func aContactIsALink(contact: String, link: String) throws {
        let made = try TemporaryDirectory()
        let result = try make(["--contact", contact, made.path])
        #expect(result.status == 0, "\(result.output)")
        #expect(try String(contentsOfFile: made.path(of: "index.html"), encoding: .utf8).contains(link))
    }

    @Test func theColoursAreInEachPage() throws {
        let made = try TemporaryDirectory()
        let result = try make(["--accent", "#123456", "--accent-dark", "gold", made.path])
        #expect(result.status == 0, "\(result.output)")
        for (name, data) in try files(in: made.path) where name.hasSuffix(".html") {
            let page = String(decoding: data, as: UTF8.self)
            #expect(page.contains("--accent: #123456;") && page.contains("--accent: gold;"), "\(name)")
        }
    }

    /// Each is refused before anything is written.
    @Test(arguments: [
        ["--name"], ["--contact"], ["--name", ""], ["--unknown"], ["--name", "two\nlines"], ["--accent", "red; x: y"],
        ["--contact", "javascript:alert(1)"], ["--contact", "data:text/html,x"], ["--contact", "help"],
        ["--contact", "help@example.org?bcc=x@example.org"], ["--contact", "tel:"],
    ])
    func whatSaysNothingSoundIsRefused(arguments: [String]) throws {
        let made = try TemporaryDirectory()
        let result = try make([made.path] + arguments)
        #expect(result.status == 64, "\(result.output)")
        #expect(result.output.hasPrefix("script/page: "))
        #expect(try files(in: made.path).isEmpty)
    }

    @Test func ofTwoDirectoriesNoneIsWritten() throws {
        let made = try TemporaryDirectory()
        let result = try make([made.path(of: "one"), made.path(of: "two")])
        #expect(result.status == 64, "\(result.output)")
        #expect(try files(in: made.path).isEmpty)
    }

    private func make(_ arguments: [String]) throws -> Program.Result {
        try Program(["/usr/bin/timeout", "20", "\(Stage.root)/\(MakingTests.script)"] + arguments).waitForEnd()
    }

    private func copyOfSources() throws -> TemporaryDirectory {
        let copy = try TemporaryDirectory()
        for directory in ["script", "Sources/MaintenanceSite"] { try copy.makeDirectory(directory) }
        for name in MakingTests.sources + [MakingTests.script] {
            try FileManager.default.copyItem(atPath: "\(Stage.root)/\(name)", toPath: copy.path(of: name))
        }
        return copy
    }

    private func files(in directory: String) throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        let files = try names.map { ($0, try Data(contentsOf: URL(fileURLWithPath: "\(directory)/\($0)"))) }
        return Dictionary(uniqueKeysWithValues: files)
    }
}
