import Foundation
import HTTP
import MaintenanceCheck
import MaintenanceSite
import TestSupport
import Testing

/// What is wrong with files of the page themselves, whatever they refer to.
@Suite struct PageCheckTests {
    private func warnings(_ files: [String: String], _ others: [String: [UInt8]] = [:]) throws -> [String] {
        let directory = try TemporaryDirectory(files)
        for (name, bytes) in others { try directory.write(Data(bytes), to: name) }
        return SiteCheck(try Site.load(directory: directory.path)).warnings().map(\.description)
    }

    // Encoding

    @Test(arguments: ["index.de.html", "index.txt", "index.json", "index.xml"])
    func whatIsNotUTF8IsNamedWithItsLine(name: String) throws {
        let latin1 = Array("{\n\"a\": \"sch".utf8) + [0xF6] + Array("n\"\n}".utf8)
        let expected = ["\(name):2: it is not UTF-8, as which it goes out"]
        #expect(try warnings(["index.html": "page"], [name: latin1]) == expected)
    }

    @Test(arguments: [[0xFF, 0xFE, 0x3C, 0x00], [0xFE, 0xFF, 0x00, 0x3C]] as [[UInt8]])
    func utf16IsNamed(bytes: [UInt8]) throws {
        let expected = ["index.html: it is UTF-16, and goes out as UTF-8: nobody can read it"]
        #expect(try warnings([:], ["index.html": bytes]) == expected)
    }

    @Test func utf8IsFine() throws {
        let marked: [UInt8] = [0xEF, 0xBB, 0xBF] + Array("<p>日本語 😀".utf8)
        #expect(try warnings(["index.txt": "Zürich\r\nÅ"], ["index.html": marked]) == [])
    }

    @Test(arguments: [
        "<meta charset=iso-8859-1>", "<META Charset=' ISO-8859-1 '>",
        "<meta http-equiv=Content-Type content='text/html; charset=iso-8859-1'>",
        "<meta content='text/html;charset = \"iso-8859-1\"' http-equiv=content-type>",
    ])
    func anotherCharsetIsNamed(meta: String) throws {
        let found = try warnings(["index.html": "<!doctype html>\n\(meta)<meta charset=utf-8>"])
        let expected = "index.html:2: it says the charset iso-8859-1, and goes out as utf-8"
        #expect(found.map { $0.lowercased() } == [expected])
    }

    @Test(arguments: [
        "<meta charset=UTF-8>", "<meta charset=utf8>",
        "<meta http-equiv=content-type content='text/html; charset=utf-8'>",
        "<meta name=description content='charset=latin1'>", "<script>'<meta charset=latin1>'</script>",
        "<!-- <meta charset=latin1> -->", "<meta charset>", "<meta http-equiv=content-type content='text/html'>",
        "<meta http-equiv=refresh content='5; url=?charset=latin1'>",
    ])
    func noOtherCharsetIsNoWarning(html: String) throws {
        #expect(try warnings(["index.html": html]) == [])
    }

    // Language

    @Test(arguments: [
        ("index.de.html", "fr"), ("index.old.html", "en"), ("index.bak.html", "en-GB"), ("index.min.html", "en"),
        ("index.zh-Hant.html", "zh-Hans"),
    ])
    func anotherLanguageThanTheNameSaysIsNamed(name: String, language: String) throws {
        let html = "<!doctype html>\n<html lang=\"\(language)\">"
        let wanted = name.split(separator: ".")[1]
        #expect(
            try warnings(["index.html": "page", name: html]) == [
                "\(name):2: it says that it is in \(language), and by its name goes to who wants \(wanted)"
            ])
    }

    @Test(arguments: [
        ("index.de.html", "de"), ("index.de.html", "de-CH"), ("index.pt-BR.html", "PT-br"), ("index.pt-BR.html", "pt"),
        ("index.nb.html", "no"), ("index.he.html", "iw"), ("index.html", "de"), ("index.de.html", ""),
        ("index.de.html", "d!"),
    ])
    func theSameLanguageIsNoWarning(name: String, language: String) throws {
        let files = ["index.html": "page"].merging([name: "<html lang='\(language)'><p lang=fr>"]) { $1 }
        #expect(try warnings(files) == [])
    }

    @Test(arguments: [("pl", true), ("de", false), ("de-AT", false), ("en", false), ("", false)])
    func aLanguageWithoutAFileIsNamed(language: String, isMissing: Bool) throws {
        let directory = try TemporaryDirectory(["index.html": "<html lang=en>", "index.de.html": "x"])
        let source = SiteSource(directory: directory.path, language: LanguageTag(language))
        let found = SiteCheck(try source.load().sites.standard).warnings().map(\.description)
        #expect(found == (isMissing ? ["index.html: it goes to everybody, since no file of the page is in pl"] : []))
    }

    // Names

    @Test(arguments: [
        ("index.pt_BR.html", "index.pt-BR.html"), ("index.html.de", "index.de.html"), ("index.htm", "index.html"),
        ("index.de.htm", "index.de.html"), ("Index.html", "index.html"), ("index.de.HTML", "index.de.html"),
        ("INDEX.JSON", "index.json"), ("index.en_US.json", "index.en-US.json"),
        ("index.html.pt_BR", "index.pt-BR.html"),
        ("index.xhtml", "index.html"),
    ])
    func aNameLikeThePagesIsNamed(name: String, other: String) throws {
        let expected = "\(name): it is an ordinary file with 200, and no variant of the page: that would be \(other)"
        #expect(try warnings(["index.html": "page", name: "x"]) == [expected])
    }

    @Test(arguments: [
        "index.x-foo.html", "index.html.bak", "index.html.old", "index.d.html", "index.de.ch.html", "index.html.save.1",
    ])
    func aNameThatNoVariantCanHaveIsNamed(name: String) throws {
        let expected = "\(name): it is an ordinary file with 200, and no variant of the page"
        #expect(try warnings(["index.html": "page", name: "x"]) == [expected])
    }

    @Test(arguments: ["index.js", "index.css", "index.min.js", "index.md", "docs/index.htm", "index", "myindex.htm"])
    func anotherNameIsNoWarning(name: String) throws {
        #expect(try warnings(["index.html": "page", name: "x"]) == [])
    }
}
