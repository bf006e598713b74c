import Foundation
import HTTP
import TestSupport
import Testing

@testable import MaintenancePage
@testable import MaintenanceSite

/// The built-in page, in each language and format.
@Suite struct BuiltInPageTests {
    private static let directory = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("Sources/MaintenancePage/Resources").path

    private func files(_ change: (inout Branding) throws -> Void = { _ in }) throws -> [String: String] {
        var branding = Branding()
        try change(&branding)
        let files = try BuiltInPage.files(for: branding)
        return Dictionary(uniqueKeysWithValues: files.map { ($0.name, $0.text) })
    }

    private func pages(_ change: (inout Branding) throws -> Void = { _ in }) throws -> [String: String] {
        try files(change).filter { $0.key.hasSuffix(".html") }
    }

    @Test func eachTextFileMakesAPage() throws {
        let names = try FileManager.default.contentsOfDirectory(atPath: BuiltInPageTests.directory + "/Texts")
        let languages = Set(names.map { $0.replacing(".txt", with: "") })
        #expect(Set(PageTexts.files.map(\.key)) == languages)
        #expect(languages.isSuperset(of: ["en", "pt-BR", "zh-HK", "zh-TW"]))
        let pages = try pages()
        #expect(pages.count == languages.count)
        for language in languages {
            let page = try #require(pages[language == "en" ? "index.html" : "index.\(language).html"])
            #expect(page.contains("<html lang=\"\(language)\""))
        }
    }

    /// The policy blocks every other script, so a wrong hash would leave the page without a script.
    @Test func thePolicyHasTheHashOfTheScript() throws {
        let digest = try Program(
            ["/bin/sh", "-c", "openssl dgst -sha256 -binary script | base64"],
            files: ["script": BuiltInPage.script]
        ).waitForEnd().output.trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(BuiltInPage.scriptHash == "sha256-\(digest)", "BuiltInPage.scriptHash has to be sha256-\(digest)")
        for page in try pages().values {
            #expect(page.contains("script-src 'sha256-\(digest)'"))
            #expect(page.contains("<script>\(BuiltInPage.script)</script>"))
        }
    }

    /// One round trip: ten segments of 1,460 bytes (RFC 6928) carry the head too, and the largest logo and note.
    @Test func eachPageIsSmall() throws {
        for (name, page) in try pages() { #expect(compressedSize(of: page) <= 9100, "\(name)") }
    }

    @Test func theNameAndTheContactAreEscapedInEachFormat() throws {
        let files = try files {
            $0.siteName = try SiteName("Smith & <\"Sons'\\>")
            $0.contact = try Contact("https://example.org/?a&b='c'")
        }
        let text = "Smith &amp; &lt;&quot;Sons&#39;\\&gt;"
        let url = "https://example.org/?a&amp;b=&#39;c&#39;"
        for (name, page) in files where name.hasSuffix(".html") {
            #expect(page.contains("<p>\(text)</p>"), "\(name)")
            #expect(page.contains(" – \(text)</title>"), "\(name)")
            #expect(page.contains("<title data-back=\"") && page.contains(" – \(text)\">"), "\(name)")
            #expect(page.contains("<a href=\"\(url)\">\(url.dropFirst(8))</a>"), "\(name)")
        }
        let json = try JSONSerialization.jsonObject(with: Data(#require(files["index.json"]).utf8)) as? [String: Any]
        #expect((json?["detail"] as? String)?.hasPrefix("Smith & <\"Sons'\\> is down for maintenance.") == true)
        #expect(json?["contact"] as? String == "https://example.org/?a&b='c'")
        let plain = try #require(files["index.txt"])
        #expect(
            plain.contains("Smith & <\"Sons'\\> is down") && plain.contains("Contact: https://example.org/?a&b='c'\n"))
        let xml = try #require(files["index.xml"])
        #expect(xml.contains("<detail>\(text) is down") && xml.contains("<contact>\(url)</contact>"))
    }

    @Test func withoutANameOrAContactEachPageIsComplete() throws {
        for (name, text) in try files() {
            #expect(!text.contains("{{"), "\(name)")
            #expect(!text.contains("contact") || name.hasSuffix(".html"), "\(name)")
        }
        let json = try JSONSerialization.jsonObject(with: Data(#require(files()["index.json"]).utf8)) as? [String: Any]
        #expect(
            json?["detail"] as? String == """
                The site is down for maintenance. Nothing was done. Try again after the time that Retry-After says.
                """)
    }

    /// Without scripts. The text is what browsers without scripts show.
    @Test func halfAnHourPastTheEndEachHeadlineIsStillTrue() throws {
        let end = HTTPDate(secondsSinceEpoch: 784_111_777)
        let news = { (seconds: Int) in
            SitesNews(defaultEnd: end, at: HTTPDate(secondsSinceEpoch: end.secondsSinceEpoch + seconds))
        }
        let directory = try TemporaryDirectory(files())
        let site = try SiteSource(directory: directory.path).load().sites
        for (language, lines) in PageTexts.files {
            let texts = try PageTexts(language: language, String(decoding: lines, as: UTF8.self)).texts
            let visible = { (news: SitesNews) in
                let request = RequestHead("GET", "/", fields: [("Accept-Language", language)])
                guard case .page(let page) = site.announcing(news).defaultSite.answer(to: request) else { return "" }
                return String(decoding: try page.document.identity.contents.bytes(), as: UTF8.self)
                    .replacing(#/(?s)<!--.*?-->|<(script|style)\b.*?<\/\1>/#, with: "")
            }
            let (heading, overdue) = (try #require(texts["heading"]), try #require(texts["overdue"]))
            let before = try visible(news(1799))
            #expect(before.contains(">\(heading)</h1>") && !before.contains(">\(overdue)</h1>"), "\(language)")
            #expect(before.contains("1994-11-06 08:49 UTC"), "\(language)")
            let after = try visible(news(1800))
            #expect(after.contains(">\(overdue)</h1>") && !after.contains(">\(heading)</h1>"), "\(language)")
            #expect(after.contains("<title>\(overdue.replacing("<wbr>", with: ""))</title>"), "\(language)")
            #expect(after.firstRange(of: "</title>") == after.ranges(of: "</title>").last, "\(language)")
            #expect(!after.contains("1994-11-06"), "\(language)")
        }
    }

    @Test func theColoursAndTheLogoAreInEachPage() throws {
        let pages = try pages {
            $0.accent.onLightPaper = try Accent.onLightPaper("#123456")
            $0.accent.onDarkPaper = try Accent.onDarkPaper("#fedcba")
            $0.logo = try Logo(Array("<svg></svg>".utf8))
        }
        for (name, page) in pages {
            #expect(page.contains("--accent: #123456;") && page.contains("--accent: #fedcba;"), "\(name)")
            #expect(page.contains("\n  <img src=\"data:image/svg+xml,%3Csvg%3E%3C/svg%3E\" alt=\"\">\n"), "\(name)")
        }
    }
}

/// The texts, and the template that they fill.
@Suite struct PageTextsTests {
    @Test(arguments: ["heading:", "heading: ", "heading:text", "no colon", ": text", "title: a\ntitle: b"])
    func theErrorNamesAMalformedLine(lines: String) {
        let line = lines.split(separator: "\n").last.map(String.init) ?? ""
        #expect(throws: PageTexts.Malformed(line: line)) {
            try PageTexts(language: "sv", "# A comment.\ndirection: ltr\n\n" + lines)
        }
    }

    @Test func aTextMayHaveColons() throws {
        #expect(try PageTexts(language: "sv", "a: b: c").texts == ["a": "b: c"])
    }

    @Test func eachPlaceholderNeedsAValueAndEachValueAPlaceholder() throws {
        let template = Template("{{a}}, {{b}} {{a}} {{")
        #expect(try template.filled(with: ["a": "{{b}}", "b": "2"]) == "{{b}}, 2 {{b}} {{")
        #expect(throws: Template.Mismatch.missing("b")) { try template.filled(with: ["a": "1"]) }
        #expect(throws: Template.Mismatch.unknown("c")) { try template.filled(with: ["a": "1", "b": "2", "c": "3"]) }
    }
}
