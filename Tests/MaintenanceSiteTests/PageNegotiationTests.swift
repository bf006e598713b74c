import HTTP
import TestSupport
import Testing

@testable import MaintenanceSite

@Suite struct PageNegotiationTests {
    private static let files = [
        "index.html": "<!doctype html><html lang=\"en\">English", "index.de.html": "Deutsch",
        "index.pt-BR.html": "Português", "index.json": "{}", "index.de.json": "{\"title\":\"Wartung\"}",
        "index.txt": "text", "index.xml": "<page/>",
    ]

    private let directory: TemporaryDirectory
    private let site: Site

    init() throws {
        directory = try TemporaryDirectory(PageNegotiationTests.files)
        site = try Site.load(directory: directory.path)
    }

    private func load(_ files: [String: String]) throws -> Site {
        let directory = try TemporaryDirectory(files)
        return try Site.load(directory: directory.path)
    }

    private func response(_ fields: [(String, String)], from site: Site) -> Response {
        let request = RequestHead("GET", "/shop", fields: fields.map { (name: $0, value: $1) })
        return Response(site.answer(to: request), to: .get, in: Response.Context(date: "", retryAfter: 1))
    }

    private func file(_ response: Response) throws -> String? {
        let bytes = try #require(try response.content?.contents.bytes())
        return PageNegotiationTests.files.first { Array($0.value.utf8) == bytes }?.key
    }

    @Test(
        arguments: [
            (nil, nil, "index.html"), ("*/*", nil, "index.html"), ("text/html", "de", "index.de.html"),
            (nil, "de-CH", "index.de.html"), (nil, "pt-br,pt;q=0.5", "index.pt-BR.html"), (nil, "pt", "index.html"),
            (nil, "fr", "index.html"), (nil, "*", "index.html"),
            // `index.html` is in English, and declares that.
            (nil, "en-GB, de;q=0.9", "index.html"), (nil, "fr, en;q=0.5, de;q=0.1", "index.html"),
            ("application/json", nil, "index.json"), ("application/problem+json", nil, "index.json"),
            ("application/json", "de", "index.de.json"), ("application/json", "en", "index.json"),
            ("application/json", "pt-BR", "index.json"),
            ("text/plain", "de", "index.txt"), ("application/xml", nil, "index.xml"), ("text/xml", nil, "index.xml"),
            // Old browsers, which ask for XHTML instead of HTML
            (
                "application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,image/png,*/*;q=0.5", "de",
                "index.de.html"
            ),
            (
                "text/xml,application/xml,application/xhtml+xml,text/html;q=0.9,text/plain;q=0.8,image/png,*/*;q=0.5",
                nil, "index.html"
            ),
            ("application/xhtml+xml,application/xml", nil, "index.html"), ("application/xhtml+xml", nil, "index.html"),
            // A range matches only the names of a format.
            ("application/*", nil, "index.json"), ("text/*, text/html;q=0", nil, "index.txt"),
            // RFC 6838 §4.2.8: structured syntax suffixes
            ("application/vnd.api+json", nil, "index.json"), ("application/hal+json;q=0.9", "de", "index.de.json"),
            ("application/ld+json, */*;q=0.8", nil, "index.json"), ("application/LD+JSON, */*", nil, "index.json"),
            ("application/problem+xml", nil, "index.xml"), ("text/json", nil, "index.json"),
            ("application/hal+json, application/xml", nil, "index.xml"),
            ("application/hal+json, text/html", nil, "index.html"),
            ("application/hal+json;q=0, */*", nil, "index.html"),
            ("application/hal+json;q=0, application/ld+json;q=0.1, application/hal+xml;q=0", nil, "index.json"),
            ("application/+json", nil, "index.html"),
            ("image/avif,image/webp,image/apng,image/svg+xml,image/*,*/*;q=0.8", nil, "index.html"),
            ("image/svg+xml", nil, "index.html"), ("model/gltf+json", nil, "index.html"),
            // HTML is the only format that clients get without asking for it.
            ("image/png", "de", "index.de.html"), ("application/pdf", nil, "index.html"),
            ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "de", "index.de.html"),
        ] as [(String?, String?, String)])
    func preferencesDecideTheVariant(accept: String?, language: String?, name: String) throws {
        let fields = [("Accept", accept), ("Accept-Language", language)].compactMap { name, value in
            value.map { (name, $0) }
        }
        #expect(try file(response(fields, from: site)) == name)
    }

    private func lines(_ response: Response) -> Set<String> {
        Set(response.fields.map { "\($0.name): \($0.value)" })
    }

    @Test func theAnswerNamesItsLanguageAndTheDecidingFields() {
        let vary = "Vary: Accept, Accept-Language"
        #expect(
            lines(response([], from: site)).isSuperset(
                of: [vary, "Content-Language: en", "Content-Type: text/html; charset=utf-8"]))
        #expect(
            lines(response([("Accept-Language", "de"), ("Accept", "application/json")], from: site)).isSuperset(
                of: [vary, "Content-Language: de", "Content-Type: application/problem+json; charset=utf-8"]))
        #expect(
            lines(response([("Accept", "application/xml")], from: site)).contains(
                "Content-Type: application/xml; charset=utf-8"))
    }

    @Test func aPageWithoutVariantsVariesByNothing() throws {
        let alone = try load(["index.html": "page"])
        let fields = response([("Accept", "application/json"), ("Accept-Language", "de")], from: alone).fields
        #expect(!fields.contains { $0.name == "Vary" || $0.name == "Content-Language" })
    }

    @Test func eachKindOfVariantHasItsField() throws {
        let languages = try load(["index.html": "page", "index.de.html": "x"])
        #expect(lines(response([], from: languages)).contains("Vary: Accept-Language"))
        let formats = try load(["index.html": "page", "index.txt": "x"])
        #expect(lines(response([], from: formats)).contains("Vary: Accept"))
    }

    @Test func eachVariantHasItsCodings() throws {
        let long = String(repeating: "Wartung ", count: 1000)
        try directory.write(long, to: "index.de.html")
        try directory.write("\u{1F}\u{8B}", to: "index.de.html.gz")
        let site = try Site.load(directory: directory.path)
        let german = response([("Accept-Language", "de"), ("Accept-Encoding", "gzip")], from: site)
        #expect(
            lines(german).isSuperset(of: ["Content-Encoding: gzip", "Vary: Accept, Accept-Language, Accept-Encoding"]))
        #expect(german.content?.count ?? .max < long.utf8.count / 10)
        #expect(!lines(response([("Accept-Encoding", "gzip")], from: site)).contains("Content-Encoding: gzip"))
    }

    @Test(arguments: [("de", "index.de.html"), ("de-CH", "index.de.html"), ("en", "index.html"), ("fr", "index.html")])
    func oneLanguageMayBeTheOnlyOne(tag: String, name: String) throws {
        let source = SiteSource(directory: directory.path, language: LanguageTag(tag))
        let site = try source.load().sites.defaultSite
        for wish in ["de", "en", "pt-BR"] {
            let html = response([("Accept-Language", wish)], from: site)
            #expect(try file(html) == name)
            #expect(lines(html).contains("Vary: Accept"))
        }
        let json = response([("Accept-Language", "pt-BR"), ("Accept", "application/json")], from: site)
        #expect(try file(json) == (tag.hasPrefix("de") ? "index.de.json" : "index.json"))
        #expect(site.resources.isEmpty)
    }

    /// A link to a variant would answer 200 with the page.
    @Test func variantsAreNotResources() throws {
        try directory.link("seite.html", to: "index.de.html")
        let site = try Site.load(directory: directory.path)
        #expect(site.resources.isEmpty)
    }

    @Test func onlyAVariantThatCannotBeReadIsMissing() throws {
        try directory.write("x", to: "index.fr.html", mode: 0)
        try directory.makeDirectory("index.it.html")
        let site = try Site.load(directory: directory.path)
        #expect(site.omissions.map(\.path) == ["index.fr.html"])
        #expect(try file(response([("Accept-Language", "fr, it, de")], from: site)) == "index.de.html")
    }

    @Test(
        arguments: [
            ("<html lang=de>", "de"), ("<HTML\nLang = 'zh-Hant' class=x>", "zh-Hant"), ("<html lang=\"de\"", "de"),
            ("<!-- <html lang=fr> --><!DOCTYPE html>\n<html class=\"a>b\" lang=de>", "de"),
            ("<html>", nil), ("<html lang>", nil), ("<html lang=>", nil), ("<html lang=\"de ch\">", nil), ("", nil),
            ("<htmlx lang=de>", nil), ("<body><html lang=de>", nil), ("<!-- <html lang=de>", nil), ("<", nil),
            ("<html xlang=fr lang=de lang=it>", "de"), ("<html / lang=de/>", "de/"), ("<html lang=\"de", "de"),
        ] as [(String, String?)])
    func theHTMLDeclaresTheLanguage(html: String, language: String?) throws {
        let found = Array(html.utf8).withUnsafeBytes { LanguageTag(ofHTML: $0) }
        #expect(found?.text == language.flatMap(LanguageTag.init)?.text)
    }
}
