import Foundation
import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

/// The operator's news for visitors, and their appearance on the page.
@Suite struct NewsTests {
    private static let changed = HTTPDate(secondsSinceEpoch: 784_111_777)

    private func note(_ text: String, in language: String? = nil) -> Note {
        Note(language: language.flatMap(LanguageTag.init), text: text, changed: NewsTests.changed)
    }

    @Test(arguments: [
        ("Back soon.\n", "Back soon."), ("\u{FEFF}Back\r\nsoon\r\n", "Back\nsoon"), (" \n\t ", ""), ("", ""),
        ("a\tb", "a\tb"),
    ])
    func aNoteIsTextWithoutBlanksAtItsEnds(file: String, text: String) throws {
        #expect(try Note.text(of: Array(file.utf8)) == text)
    }

    @Test func bytesThatAreNotTextAreRefused() {
        #expect(throws: Note.Invalid.notUTF8) { try Note.text(of: Array("caf".utf8) + [0xE9]) }
        #expect(throws: Note.Invalid.controlCharacters) { try Note.text(of: Array("a\u{0}b".utf8)) }
        #expect(throws: Note.Invalid.controlCharacters) { try Note.text(of: Array("\u{1B}[31m".utf8)) }
        #expect(throws: Note.Invalid.tooLarge(2001)) { try Note.text(of: Array(repeating: 0x41, count: 2001)) }
        #expect(throws: Never.self) { try Note.text(of: Array(repeating: 0x41, count: 2000)) }
    }

    @Test(arguments: [
        (
            "See https://a.example/x?b&c.",
            "See <a href=\"https://a.example/x?b&amp;c\">https://a.example/x?b&amp;c</a>."
        ),
        ("(http://a.example)", "(<a href=\"http://a.example\">http://a.example</a>)"),
        ("<b> & \"q\"", "&lt;b&gt; &amp; &quot;q&quot;"),
        ("https://a<script>", "<a href=\"https://a\">https://a</a>&lt;script&gt;"),
        ("https://a\" onclick=x", "<a href=\"https://a\">https://a</a>&quot; onclick=x"),
        ("javascript:alert(1) https://... http https:", "javascript:alert(1) https://... http https:"),
        ("http http://a, http://b", "http <a href=\"http://a\">http://a</a>, <a href=\"http://b\">http://b</a>"),
        ("-->", "--&gt;"),
    ])
    func onlyURLsBecomeMarkup(text: String, markup: String) {
        #expect(text.linkedMarkup == markup)
    }

    @Test func eachPageHasTheNoteInItsLanguage() throws {
        let news = News(notes: [note("all"), note("de", in: "de"), note("pt", in: "pt-BR")])
        for (language, text) in [("de", "de"), ("de-CH", "de"), ("pt-BR", "pt"), ("pt", "all"), ("fr", "all")] {
            #expect(news.note(for: LanguageTag(language))?.text == text)
        }
        #expect(news.note(for: nil)?.text == "all")
        #expect(News(notes: [note("de", in: "de")]).note(for: LanguageTag("fr")) == nil)
    }

    @Test func theVersionDependsOnlyOnTheTexts() {
        let version = News(notes: [note("a")]).noteVersion
        #expect(version != nil)
        #expect(News(end: .now, notes: [Note(text: "a", changed: .now)]).noteVersion == version)
        #expect(News(notes: [note("b")]).noteVersion != version)
        #expect(News(notes: [note("a", in: "de")]).noteVersion != version)
        #expect(News().noteVersion == nil)
    }

    private func page(_ files: [String: String], _ notes: [Note], end: HTTPDate? = nil) throws -> [PageFormat: String] {
        let directory = try TemporaryDirectory(files.merging(["index.html": "html"]) { own, _ in own })
        var news = SitesNews(defaultEnd: end)
        news.common.notes = notes
        let page = try SiteSource(directory: directory.path).load().sites.announcing(news).defaultSite.page
        return Dictionary(
            uniqueKeysWithValues: try page.variants.map {
                ($0.format, String(decoding: try $0.document.identity.contents.bytes(), as: UTF8.self))
            })
    }

    @Test func eachFormatHasTheNews() throws {
        let text = "a <b> & \"c\"\n--> {time} \\"
        let files = [
            "index.html": "<!--maintenance:note <p title=\"{version}\">{note}</p>{time} {datetime} -->",
            "index.json": "{\n  \"status\": 503\n}\n", "index.txt": "503\n",
            "index.xml":
                "<p><!--maintenance:until <until>{datetime}</until> --><!--maintenance:note <note>{note}</note> --></p>",
        ]
        let page = try page(files, [note(text)], end: NewsTests.changed)
        let markup = "a &lt;b&gt; &amp; &quot;c&quot;\n--&gt; {time} \\"
        let version = try #require(News(notes: [note(text)]).noteVersion)
        #expect(
            page[.html] == " <p title=\"\(version)\">\(markup)</p>1994-11-06 08:49 UTC 1994-11-06T08:49:37Z ")
        #expect(page[.xml] == "<p> <until>1994-11-06T08:49:37Z</until>  <note>\(markup)</note> </p>")
        #expect(page[.text] == "503\nUntil: 1994-11-06T08:49:37Z\nNote: \(text)\n")
        let json = try JSONSerialization.jsonObject(with: Data(try #require(page[.json]).utf8)) as? [String: Any]
        #expect(json?["note"] as? String == text)
        #expect(json?["until"] as? String == "1994-11-06T08:49:37Z")
        #expect(json?["status"] as? Int == 503)
    }

    @Test(arguments: ["[]", "{\"note\": 1, \"until\": 2}", "{}x", "not JSON", "{", "}"])
    func jsonWithoutRoomForTheNewsIsUnchanged(text: String) throws {
        #expect(try page(["index.json": text], [note("a")], end: .now)[.json] == text)
    }

    @Test func anEmptyObjectGetsMembers() throws {
        #expect(try page(["index.json": "{}"], [note("a")])[.json] == "{\n  \"note\": \"a\"\n}")
    }

    @Test func withoutNewsEachFileIsUnchanged() throws {
        let files = [
            "index.html": "<!--maintenance:note {note} -->", "index.json": "{}", "index.txt": "a", "index.xml": "<a/>",
        ]
        #expect(try page(files, []).map { $0.value }.sorted() == files.values.sorted())
    }
}

/// The files of a state folder.
@Suite struct StateFilesTests {
    private func state(_ files: [String: String]) throws -> OperatorState {
        let directory = try TemporaryDirectory(files)
        return try StateFiles(in: directory.path).state().state
    }

    @Test func fileNamesDecideTheirMeaning() throws {
        let state = try state([
            "until": "2026-11-21T05:00+01:00\n", "note": "all", "note.de": "de", "note.": "no", "note~": "no",
            ".note.x": "no", "on": "", "note.pt-BR": "pt", "Note": "no",
        ])
        #expect(state.end == .at(try #require(HTTPDate(rfc3339: "2026-11-21T04:00:00Z"))))
        #expect(state.notes.map(\.text) == ["all", "de", "pt"])
        #expect(state.isOn)
        #expect(try self.state([:]) == OperatorState())
        #expect(try self.state(["until": "none\n"]).end == .unknown)
        #expect(try self.state(["until": " \n", "note": "\n", "note.de": ""]) == OperatorState())
    }

    @Test func aMissingFolderHasNoFiles() throws {
        let directory = try TemporaryDirectory(["file": ""])
        #expect(try StateFiles(in: directory.path(of: "none")) == StateFiles())
        #expect(throws: (any Error).self) { try StateFiles(in: directory.path(of: "file")) }
    }

    @Test func aBadFileKeepsTheLastGoodValue() throws {
        let good = try state(["until": "2026-11-21T04:00Z", "note": "all", "note.de": "de"])
        let bad = try TemporaryDirectory(["until": "soon", "note": String(repeating: "x", count: 100_000)])
        try bad.write(Data([0xE9]), to: "note.de")
        let (state, problems) = try StateFiles(in: bad.path).state(keeping: good)
        #expect(state == good)
        #expect(Set(problems.keys.map { "\($0)" }) == ["until", "note", "note.de"])
        #expect(problems[.note(nil)]?.description == "it has 100000 bytes, and a note may have 2000")
        // Removing a file withdraws its value.
        #expect(try StateFiles(in: TemporaryDirectory().path).state(keeping: good).state == OperatorState())
    }

    @Test func theNewsAreOutdatedOnceAnEndIsOverdue() {
        let time = { HTTPDate(secondsSinceEpoch: $0) }
        var news = SitesNews(defaultEnd: time(10_000), at: time(9000))
        #expect(!news.isOutdated(at: time(11_799)))
        #expect(news.isOutdated(at: time(11_800)))
        #expect(!SitesNews(defaultEnd: time(10_000), at: time(11_800)).isOutdated(at: time(99_999)))
        #expect(!SitesNews(at: time(0)).isOutdated(at: time(99_999)))
        // The end of a single site.
        news.byFolder["a"] = OperatorState()
        news.byFolder["a"]?.end = .at(time(9000))
        #expect(news.isOutdated(at: time(10_800)))
        #expect(!news.news(of: "a").isOverdue)
    }

    @Test func theNewsOfASiteTakePrecedence() throws {
        var news = SitesNews(defaultEnd: HTTPDate(secondsSinceEpoch: 1))
        #expect(news.news(of: nil).end == HTTPDate(secondsSinceEpoch: 1))
        news.common = try state(["note": "all", "until": "none"])
        news.byFolder["a"] = try state(["note.de": "own", "on": ""])
        news.byFolder["b"] = OperatorState()
        #expect(news.news(of: "a").notes.map(\.text) == ["own"])
        #expect(news.news(of: "b").notes.map(\.text) == ["all"])
        #expect(news.news(of: "a").end == nil)
        #expect(news.isOn(for: nil) == false)
        #expect(news.isOn(for: "a") == true)
        #expect(news.isOn(for: "b") == false)
        #expect(news.isOn(for: "c") == nil)
    }
}
