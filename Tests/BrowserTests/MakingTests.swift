import Foundation
import TestSupport
import Testing

/// `script/page`, which makes the default site.
@Suite(.timeLimit(.minutes(5))) struct MakingTests {
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
            #expect(size <= 5120, "\(page)")
        }
    }

    private static let keys = [
        "direction", "title", "heading", "returned", "lead", "reload", "until", "late", "unsent", "waiting", "offline",
        "back", "ready", "now", "again", "leave",
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
        let result = try Program([
            "\(Stage.root)/script/page", "--name", "Smith & <Sons>", "--contact", "help@example.org", made.path,
        ]).waitForEnd()
        #expect(result.status == 0, "\(result.output)")
        for (name, data) in try files(in: made.path) where name.hasSuffix(".html") {
            let page = String(decoding: data, as: UTF8.self)
            #expect(page.contains("<p>Smith &amp; &lt;Sons&gt;</p>"), "\(name)")
            #expect(page.contains("<a href=\"mailto:help@example.org\">help@example.org</a>"), "\(name)")
        }
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
