import Foundation
import MaintenanceCheck
import MaintenanceSite
import TestSupport
import Testing

@Suite struct SiteCheckTests {
    private func warnings(_ files: [String: String]) throws -> [String] {
        let directory = try TemporaryDirectory(files)
        return SiteCheck(try Site.load(directory: directory.path)).warnings().map(\.description)
    }

    @Test func aPageWhoseReferencesAreThereIsFine() throws {
        let page = """
            <link rel="stylesheet" href="/css/site.css?v=3"><link rel="icon" href="/images/caf%C3%A9.png">
            <img src="https://example.org/x.png"><img src="//cdn.example.org/x.png"><img src="data:,x">
            <a href="/elsewhere">Elsewhere</a><a href="#top">Top</a><a href="">Again</a><a href="?again">Again</a>
            """
        let files = [
            "index.html": page, "css/site.css": "p { background: url(' ../images/p.png') }", "images/café.png": "x",
            "images/p.png": "x",
        ]
        #expect(try warnings(files) == [])
    }

    @Test func aRelativeReferenceIsNamedWithItsLine() throws {
        let found = try warnings(["index.html": "<h1>\n<img src=\"logo.png\">", "logo.png": "x"])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("index.html:2: 'logo.png' is relative") == true)
        #expect(found.first?.contains("/shop/logo.png") == true)
    }

    @Test func everyLanguageIsLookedAt() throws {
        let found = try warnings(["index.html": "page", "index.de.html": "<img src=/x.png>", "index.fr.html": ""])
        #expect(
            found == ["index.fr.html: it is not served: it is empty", "index.de.html:1: '/x.png' is not in the site"])
    }

    @Test(arguments: ["/nosuch.png", "/", "/index.html", "/images", "/.hidden.png", "/%zz"])
    func aReferenceThatGetsThePageIsNamed(reference: String) throws {
        let files = ["index.html": "<img src=\"\(reference)\">", "images/x.png": "x", ".hidden.png": "x"]
        #expect(try warnings(files) == ["index.html:1: '\(reference)' is not in the site"])
    }

    @Test(arguments: ["<a href=x>", "<area href=\"x\">", "<form action='x'>"])
    func aRelativeLinkIsNamed(link: String) throws {
        let found = try warnings(["index.html": link])
        #expect(found.count == 1)
        #expect(found.first?.hasPrefix("index.html:1: 'x' is relative") == true)
        #expect(try warnings(["index.html": "<base href=\"/live/\">" + link]) == [])
    }

    @Test func aBaseElsewhereTakesEveryReferenceThere() throws {
        let page = "<base href=\"https://example.org/\"><img src=\"/logo.png\"><img src=\"logo.png\">"
        #expect(try warnings(["index.html": page]) == [])
    }

    // HTML: the base element.
    @Test(arguments: [
        ("/assets/", []),
        ("/assets/page", []),
        ("/", ["index.html:1: 'logo.png' is not in the site"]),
        ("https://example.org/", []),
    ])
    func relativeReferencesAreResolvedAgainstAFixedBase(base: String, expected: [String]) throws {
        let page = "<base href=\"\(base)\"><img src=\"logo.png\">"
        #expect(try warnings(["index.html": page, "assets/logo.png": "x"]) == expected)
    }

    @Test func aRelativeBaseIsNoHelp() throws {
        let found = try warnings(["index.html": "<base href=\"assets/\"><img src=\"a.png\">", "assets/a.png": "x"])
        #expect(found.count == 1)
        #expect(found.first?.contains("is relative") == true)
    }

    @Test func aStylesheetsReferencesAreRelativeToIt() throws {
        let css = "@import 'more.css';\np { background: url(/top.png) }\na { background: url(here.png) }"
        let files = ["index.html": "x", "css/site.css": css, "css/here.png": "x", "top.png": "x"]
        #expect(try warnings(files) == ["css/site.css:1: 'more.css' is not in the site"])
    }

    @Test func whatIsNotServedIsNamed() throws {
        let directory = try TemporaryDirectory(["index.html": "<img src=/logo.png>", "logo.png": "x"])
        try directory.setMode(0o000, of: "logo.png")
        try directory.link("out", to: "/etc/passwd")
        let found = SiteCheck(try Site.load(directory: directory.path)).warnings().map(\.description)
        #expect(
            found == [
                "logo.png: it is not served: it has no read permission for anybody",
                "out: it is not served: it is a symbolic link that leaves the site",
                "index.html:1: '/logo.png' is not in the site",
            ])
    }

    @Test func aStylesheetTooLargeToReadIsNamed() throws {
        let directory = try TemporaryDirectory(["index.html": "page"])
        try directory.write(Data(count: 17 << 20), to: "a.css")
        let found = SiteCheck(try Site.load(directory: directory.path)).warnings().map(\.description)
        #expect(found == ["a.css: it is too large to look for references in it"])
    }
}
