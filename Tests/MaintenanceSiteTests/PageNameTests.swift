import HTTP
import Testing

@testable import MaintenanceSite

@Suite struct PageNameTests {
    @Test(arguments: [
        "index.html", "index.json", "index.txt", "index.xml", "index.de.html", "index.de-CH.html",
        "index.zh-Hant-TW.html",
        "index.fr.json", "index.html.br", "index.html.zst", "index.html.gz", "index.de.html.gz", "index.json.br",
    ])
    func namesOfThePageMatch(name: String) {
        #expect(PageName.matches(name))
    }

    @Test(arguments: [
        "", "index", "index.", "index.htm", "Index.html", "index.HTML", "index..html", "index.d.html", "index.1.html",
        "index.de-.html", "index.de.ch.html", "index.css", "myindex.html", "index.html.html.html", "index.html~",
        "index.html.gz.br", "index.html.GZ", "index.gz", "index.css.gz", "index.htmlgz", "index.\u{301}html",
        "index.de.\u{301}html",
    ])
    func otherNamesAreResources(name: String) {
        #expect(!PageName.matches(name))
    }

    @Test(arguments: [
        ("index.html", PageFormat.html, nil), ("index.txt", .text, nil), ("index.zh-Hant-TW.html", .html, "zh-hant-tw"),
        ("index.fr.json", .json, "FR"),
    ])
    func aNameHasAFormatAndALanguage(text: String, format: PageFormat, language: String?) throws {
        let name = try #require(PageName(text))
        #expect(name.format == format)
        #expect(name.language == language.flatMap(LanguageTag.init))
        #expect("\(name)" == text)
    }
}
