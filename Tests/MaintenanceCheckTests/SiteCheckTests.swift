import Foundation
import MaintenanceSite
import TestSupport
import Testing

@testable import MaintenanceCheck

@Suite struct SiteCheckTests {
    @Test func aPageWithoutMissingReferencesIsFine() throws {
        let page = """
            <link rel="stylesheet" href="/css/site.css?v=3"><link rel="icon" href="/images/caf%C3%A9.png">
            <img src="https://example.org/x.png"><img src="//cdn.example.org/x.png"><img src="data:,x">
            <a href="/elsewhere">Elsewhere</a><a href="#top">Top</a><a href="">Again</a><a href="?again">Again</a>
            """
        let files = [
            "css/site.css": "p { background: url(' ../images/p.png') }", "images/café.png": "x", "images/p.png": "x",
        ]
        #expect(try CheckedSite(page: page, files).warnings() == [])
    }

    // The directory

    @Test func omissionsAreReported() throws {
        let directory = try TemporaryDirectory(["index.html": "<img src=/logo.png>", "logo.png": "x"])
        try directory.setMode(0o000, of: "logo.png")
        try directory.link("out", to: "/etc/passwd")
        let sites = try SiteSource(directory: directory.path, language: nil, isByHost: false).load().sites
        let found = SitesCheck(sites).findings().sorted(.warning).map { "\($0.places[0]): \($0.text)" }
        #expect(
            found == [
                "index.html:1: '/logo.png' is not in the site",
                "logo.png: it is not served: it has no read permission for anybody",
                "out: it is not served: it is a symbolic link that leaves the site",
            ])
    }

    @Test func aFileThatIsTooLargeIsReported() throws {
        let directory = try TemporaryDirectory(["index.html": "<link rel=stylesheet href=/a.css><p>x"])
        try directory.write(Data(count: 17 << 20), to: "a.css")
        let sites = try SiteSource(directory: directory.path, language: nil, isByHost: false).load().sites
        let found = SitesCheck(sites).findings().sorted(.warning).map(\.description)
        #expect(found == ["a.css: the file is too large to search for references [not-checked]"])
    }

    @Test func everyLanguageIsChecked() throws {
        let site = try CheckedSite(["index.html": "page", "index.de.html": "<img src=/x.png>", "index.fr.html": ""])
        #expect(try site.rules() == ["index.de.html:1 missing-file", "index.fr.html not-served"])
    }

    @Test(arguments: [
        ("<link rel=icon href=data:,>", false), ("<link rel='shortcut icon' href=/i.ico>", false), ("", true),
    ])
    func aMissingIconIsReported(html: String, isMissing: Bool) throws {
        let findings = try CheckedSite(page: html + "<p>x", ["i.ico": "x"]).findings()
        #expect(findings.sorted(.note).map(\.rule) == (isMissing ? [.missingIcon] : []))
        #expect(
            try CheckedSite(page: html + "<p>x", ["i.ico": "x", "favicon.ico": "x"]).findings().sorted(.note) == [])
    }

    // References

    @Test(arguments: ["/nosuch.png", "/images", "/.hidden.png", "/%zz", "/images/", "/index.html/x"])
    func aReferenceThatGetsThePageIsReported(reference: String) throws {
        let site = try CheckedSite(page: "<img src=\"\(reference)\">", ["images/x.png": "x", ".hidden.png": "x"])
        #expect(try site.warnings() == ["index.html:1: '\(reference)' is not in the site"])
    }

    @Test(arguments: ["/", "/index.html", "/index.de.html", "?x", "/?x"])
    func aReferenceToThePageItselfIsReported(reference: String) throws {
        let site = try CheckedSite(page: "<img src=\"\(reference)\">", ["index.de.html": "Seite"])
        #expect(try site.warnings() == ["index.html:1: '\(reference)' is the page itself"])
    }

    @Test(arguments: [
        ("logo.png", "browsers request /shop/logo.png at /shop/cart, so write /logo.png"),
        ("./logo.png", "browsers request /shop/logo.png at /shop/cart, so write /logo.png"),
        ("../css/a.css", "browsers request /css/a.css at /shop/cart, so write /css/a.css"),
        ("no.png", "browsers request /shop/no.png at /shop/cart, and /no.png is not in the site either"),
        ("../../x y.png", "browsers request /x%20y.png at /shop/cart, and /x%20y.png is not in the site either"),
    ])
    func aRelativeReferenceIsReportedWithItsRequest(reference: String, expected: String) throws {
        let site = try CheckedSite(page: "<h1>x\n<img src='\(reference)'>", ["logo.png": "x", "css/a.css": ""])
        #expect(try site.warnings() == ["index.html:2: '\(reference)' is relative: \(expected)"])
    }

    @Test(arguments: [
        "<a href=x>a</a>", "<area href=\"x\">", "<form action='x'>a</form>", "<button formaction=x>a</button>",
    ])
    func aRelativeLinkIsReported(link: String) throws {
        #expect(try CheckedSite(page: link + "<p>x").rules() == ["index.html:1 relative-reference"])
        #expect(try CheckedSite(page: "<base href=\"/live/\">\(link)<p>x").rules() == [])
    }

    @Test(arguments: [
        ("/logo.png", "there is /errors/logo.png"), ("/x/LOGO.png", "there is /errors/logo.png"),
        ("/Errors/Logo.png", "the file's name is /errors/logo.png, in a different case"),
        ("/caf%C3%A9.txt", "the file's name is /cafe\u{301}.txt, in a different case"), ("/other.png", nil),
    ])
    func theReportNamesAFileThatIsElsewhere(reference: String, hint: String?) throws {
        let site = try CheckedSite(
            page: "<img src=\"\(reference)\">", ["errors/logo.png": "x", "cafe\u{301}.txt": "x"])
        let expected = "index.html:1: '\(reference)' is not in the site" + (hint.map { ": \($0)" } ?? "")
        #expect(try site.warnings() == [expected])
    }

    @Test(arguments: [
        ("<script src=/a.ts></script>", "a.ts"), ("<script type=module src=/a.jsx></script>", "a.jsx"),
        ("<script src=/a></script>", "a"),
        ("<script src=/a.php></script>", "a.php"), ("<link rel=stylesheet href=/a.scss>", "a.scss"),
        ("<style>@import '/a.less'</style>", "a.less"),
        ("<link rel=stylesheet href=/a.txt>", "a.txt"), ("<script type=module>import '/a.vue'</script>", "a.vue"),
        ("<link rel=modulepreload href=/a.tsx>", "a.tsx"),
    ])
    func aScriptOrStyleSheetThatBrowsersRejectIsReported(html: String, name: String) throws {
        let rules = try CheckedSite(page: html + "<p>x", [name: "x"]).rules().filter { !$0.hasSuffix("public-file") }
        #expect(rules == ["index.html:1 refused-type"])
    }

    @Test(arguments: [
        ("import a from '/a.json' with { type: 'json' }", []),
        ("import a from \"/a.css\" with {type:\"css\"}; f()", []),
        ("import a from '/a.css' with { type: 'json' }", ["index.html:1 refused-type"]),
        ("import a from '/a.json'", ["index.html:1 refused-type"]),
        ("import a from '/a.json'; let b = 'with type json'", ["index.html:1 refused-type"]),
        ("import('/a.json', { with: { type: 'json' } })", []),
    ])
    func aModuleMayImportData(script: String, rules: [String]) throws {
        let site = try CheckedSite(page: "<script type=module>\(script)</script><p>x", ["a.json": "{}", "a.css": ""])
        #expect(try site.rules() == rules)
    }

    @Test(arguments: [
        "<script src=/a.js></script>", "<script src=/a.mjs type=module></script>", "<link rel=stylesheet href=/a.css>",
        "<script type=text/babel src=/a.jsx></script>", "<link rel=preload as=fetch href=/a.jsx>", "<img src=/a.jsx>",
    ])
    func filesThatBrowsersAcceptAreFine(html: String) throws {
        #expect(
            try CheckedSite(page: html + "<p>x", ["a.js": "", "a.mjs": "", "a.css": "", "a.jsx": ""]).rules() == [])
    }

    @Test(arguments: [
        ("<script type=module>import 'react'</script>", ["index.html:1 unknown-module"]),
        ("<script type=module>import('react')</script>", []),
        (
            "<script type=importmap>{}</script><script type=module>import 'react'</script>",
            ["index.html:1 unknown-module"]
        ),
        (
            "<script type=importmap>{\"imports\":{\"react\":\"/no.js\"}}</script><script type=module>import 'react'</script>",
            ["index.html:1 missing-file"]
        ),
        (
            "<script type=importmap>{\"imports\":{\"react\":\"/b.js\"}}</script><script type=module>import 'react'</script>",
            []
        ),
        (
            "<script type=importmap>{\"imports\":{\"r/\":\"\\/\"}}</script><script type=module>import 'r/b.js'</script>",
            []
        ),
        (
            "<script type=importmap>{\"imports\":{\"react\":\"b.js\"}}</script><script type=module>import 'react'</script>",
            ["index.html:1 relative-reference"]
        ),
        (
            "<script type=importmap>{\"scopes\":{\"react\":\"/b.js\"}}</script><script type=module>import 'react'</script>",
            ["index.html:1 unknown-module"]
        ),
        (
            "<script type=importmap>{\"imports\":{\"react\":\"/b.js\"},}</script><script type=module>import 'react'</script>",
            ["index.html:1 unknown-module"]
        ),
        ("<script type=module src=/a.js></script>", ["a.js:2 unknown-module"]),
        (
            "<script type=module>import {a} from './a.js'</script>",
            ["a.js:2 unknown-module", "index.html:1 relative-reference"]
        ),
        ("<script type=module>const a = 'react'; export {a}</script>", []),
    ])
    func aModuleThatNoImportMapKnowsIsReported(html: String, rules: [String]) throws {
        let module = "// a\nimport React, {b} from \"react\"; export * from '/a.js'"
        #expect(try CheckedSite(page: html + "<p>x", ["a.js": module, "b.js": ""]).rules() == rules)
    }

    // Files that the page leads to

    @Test func onlyReachableStyleSheetsAreChecked() throws {
        let page = "<link rel=stylesheet href=/css/site.css><p>x"
        let css =
            "@import 'more.css';\n@import 'b.css';\np { background: url(/top.png) }\na { background: url(here.png) }"
        let site = try CheckedSite(
            page: page,
            [
                "css/site.css": css, "css/here.png": "x", "css/b.css": "p{background:url(b.png)}", "top.png": "x",
                "unused.css": css,
            ])
        #expect(
            try site.warnings() == [
                "css/b.css:1: 'b.png' is not in the site", "css/site.css:1: 'more.css' is not in the site",
            ])
    }

    @Test func framesDrawingsAndModulesAreChecked() throws {
        let page =
            "<iframe src=/f/f.html></iframe><object data=/o.svg></object><script type=module src=/m/m.js></script>"
        let site = try CheckedSite(
            page: page,
            [
                "f/f.html": "<img src=in.png>\n<img src=/no.png>", "f/in.png": "x",
                "o.svg": "<svg xmlns='http://www.w3.org/2000/svg'><image href='no.png'/></svg>",
                "m/m.js": "import './n.js'\nimport './no.js'", "m/n.js": "import '../no.js'",
            ])
        let expected = ["f/f.html:2", "m/m.js:2", "m/n.js:1", "o.svg:1"].map { "\($0) missing-file" }
        #expect(try site.rules() == expected)
    }

    @Test func browsersRequestFontsUntilOneLoads() throws {
        let css =
            "<style>@font-face{font-family:a;\nsrc:url(/a.woff2),\nurl(/b.woff),\nurl(/c.ttf)}p{font:1em a,b,c}</style><p>x"
        #expect(try CheckedSite(page: css, ["b.woff": "x"]).rules() == ["index.html:2 missing-file"])
        let other =
            "<style>@font-face{font-family:b;\nsrc:url(/b.woff),url(/no.ttf)} @font-face{font-family:c;src:url(/no.woff)}</style>"
        let rules = ["index.html:2 missing-file", "index.html:6 missing-file"]
        #expect(try CheckedSite(page: css + "\n" + other, ["b.woff": "x"]).rules() == rules)
    }

    @Test func browsersRequestVideosUntilOneLoads() throws {
        let film =
            "<video>\n<source src=/a.mp4><track src=/t.vtt default>\n<source src=/b.webm>\n<source src=/c.ogv></video>"
        let site = try CheckedSite(page: film + film, ["b.webm": "x", "t.vtt": "x"])
        #expect(try site.rules() == ["index.html:2 missing-file", "index.html:5 missing-file"])
    }

    // Forms

    @Test(arguments: [
        ("<form action=/contact.html method=post>", true), ("<button formaction='/contact.html?a'>", true),
        ("<form action=/order>", false), ("<form method=dialog action=/contact.html>", false),
    ])
    func aFormThatIsSentToAFileIsReported(form: String, isNamed: Bool) throws {
        let site = try CheckedSite(page: form + "x", ["contact.html": "x"])
        #expect(try site.rules() == (isNamed ? ["index.html:1 form-to-file"] : []))
    }

    @Test func aFormThatIsSentToTheHostThatIsDownIsReported() throws {
        let page = "<form action=https://www.example.org/contact.html method=post>x"
        let site = try CheckedSite(page: page, ["contact.html": "x"])
        #expect(try site.rules() == [])
        #expect(try site.rules(hosts: ["www.example.org"]) == ["index.html:1 form-to-file"])
    }
}
