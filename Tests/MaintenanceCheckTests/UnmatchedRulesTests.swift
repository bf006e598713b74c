import Testing

@testable import MaintenanceCheck

/// Browsers request the files in a style sheet if its rule matches an element of a page that uses the sheet.
@Suite struct UnmatchedRulesTests {
    @Test(arguments: [
        ("<style>.no{background:url(/a.png)}</style><p>x", []),
        ("<style>p{background:url(/a.png)}</style><p>x", ["missing-file"]),
        ("<style>p .no{background:url(a.png)}</style><p>x", []), ("<style>.no p{background:url(/)}</style><p>x", []),
        ("<style>.no{background:url(http://cdn.example/a.png)}</style><p>x", []),
        ("<style>p:hover{background:url(/a.png)}</style><p>x", ["missing-file"]),
        ("<style>.no:hover{background:url(/a.png)}</style><p>x", []),
        ("<style>@media print{p{background:url(/a.png)}}</style><p>x", ["missing-file"]),
        ("<style>.a{ .b{background:url(/a.png)} }</style><p class=b>x", []),
        ("<style>.a{ .b{background:url(/a.png)} }</style><div class=a><p class=b>x</div>", ["missing-file"]),
        ("<style>@keyframes k{from{background:url(/a.png)}}</style><p>x", ["missing-file"]),
        ("<style>.no{--a:url(/a.png)}</style><p>x", []),
        ("<style>#\\31 a{background:url(/a.png)}</style><p id=1a>x", ["missing-file"]),
        ("<style>body{background:url(/a.png)}</style>x", ["missing-file"]),
        ("<iframe srcdoc='<style>.no{background:url(/a.png)}</style>'></iframe>", ["missing-file"]),
        ("<style>b{background:url(/a.png)}</style><iframe srcdoc='<b>x</b>'></iframe>", ["missing-file"]),
        ("<p>x<template><style>p{background:url(/a.png)}</style></template>", []),
    ])
    func aRuleThatMatchesNothingMakesNoRequests(html: String, rules: [String]) throws {
        let site = try CheckedSite(page: "<!doctype html>" + html)
        #expect(try site.rules() == rules.map { "index.html:1 \($0)" })
        #expect(try site.notes() == [])
    }

    @Test(arguments: [
        "<script>x</script>", "<script type=module>x</script>", "<body onload=x()>", "<a href='JavaScript:x()'>a</a>",
        "<script src=/a.js></script>",
    ])
    func aScriptMayAddTheElement(script: String) throws {
        let page = "<!doctype html><style>.no{background:url(/a.png)}\n.no{background:url(b.png)}</style><p>x" + script
        let site = try CheckedSite(page: page, ["a.js": ""])
        #expect(try site.rules() == [])
        let notes = try site.findings().sorted(.note).filter { $0.rule == .unmatchedReference }.map(\.text)
        let suffix = "; browsers request it only after a script has changed the page"
        #expect(
            notes == [
                "'/a.png' is not in the site" + suffix,
                "'b.png' is relative: browsers request /shop/b.png at /shop/cart, and /b.png is not in the site either"
                    + suffix,
            ])
    }

    @Test(arguments: ["<script type=text/template>x</script>", "<script type=application/ld+json>{}</script>", "<p>x"])
    func dataBlocksAddNoElements(html: String) throws {
        let page = "<!doctype html><style>.no{background:url(/a.png)}</style><p>x" + html
        #expect(try CheckedSite(page: page).notes() == [])
    }

    @Test func aStyleSheetAppliesToAllDocumentsThatUseIt() throws {
        let css = ["i", "b", "u", "s"].map { "\($0){background:url(/\($0).png)}" }.joined(separator: "\n")
        let link = "<!doctype html><link rel=stylesheet href=/a.css>"
        let site = try CheckedSite([
            "index.html": link + "<i>x</i><iframe src=/f.html></iframe><object data=/d.svg></object>",
            "index.de.html": link.replacing("a.css", with: "import.css") + "<b>x</b>",
            "f.html": link + "<u>x</u>", "other.html": link + "<s>x</s>", "a.css": css, "import.css": "@import 'a.css'",
            "d.svg":
                "<svg xmlns='http://www.w3.org/2000/svg'><style>g{fill:url(/g.svg#a)} path{fill:url(/p.svg#a)}</style><g/></svg>",
        ])
        let expected = ["a.css:1", "a.css:2", "a.css:3", "d.svg:1"].map { "\($0) missing-file" }
        #expect(try site.rules() == expected)
    }

    @Test(arguments: [
        ("", []), ("p{font-family:a}", ["missing-file"]), ("p{font:12px/1.5 A,serif}", ["missing-file"]),
        ("p{font:bold 12px 'a'}", ["missing-file"]), ("p{font-family:serif,\"A\"!important}", ["missing-file"]),
        (":root{--f:a}p{font-family:var(--f)}", ["missing-file"]), (".no{font-family:a}", []), ("p{font-family:b}", []),
        ("p{font-family:'a b'}", []), ("p{content:'a'}", []), ("p{font:bold a}", ["missing-file"]),
        ("i::before{font-family:a;content:'x'}", ["missing-file"]),
    ])
    func browsersRequestAFontIfItIsUsed(css: String, rules: [String]) throws {
        let page = "<!doctype html><style>@font-face{font-family:a;src:url(/a.woff2)}\(css)</style><p>x<i></i>"
        #expect(try CheckedSite(page: page).rules() == rules.map { "index.html:1 \($0)" })
    }

    @Test(arguments: [
        "<p style='font-family:a'>x", "<font face='b, A'>x</font>", "<svg><text font-family=a>x</text></svg>",
    ])
    func attributesMayUseAFont(html: String) throws {
        let page = "<!doctype html><style>@font-face{font-family:a;src:url(/a.woff2)}</style>" + html
        #expect(try CheckedSite(page: page).rules() == ["index.html:1 missing-file"])
    }

    @Test func aFontAndItsUseMayBeInSeveralSheets() throws {
        let page = "<!doctype html><link rel=stylesheet href=/font.css><link rel=stylesheet href=/use.css><p>x"
        let face = "@font-face{font-family:a;src:url(no.woff2)}"
        #expect(
            try CheckedSite(page: page, ["font.css": face, "use.css": "p{font-family:a}"]).rules() == [
                "font.css:1 missing-file"
            ])
        #expect(try CheckedSite(page: page, ["font.css": face, "use.css": "b{font-family:a}"]).rules() == [])
    }

    @Test(arguments: [
        ("<style>.no{background:url(data:,x)}</style><div></div>", true),
        ("<style>div{background:url(data:,x)}</style><div></div>", false),
        ("<link rel=stylesheet href=/a.css><div></div>", false), ("<link rel=stylesheet href=/a.css>", true),
    ])
    func aPageShowsThePicturesOfRulesThatMatch(html: String, isBlank: Bool) throws {
        let site = try CheckedSite(
            page: "<!doctype html>" + html, ["a.css": "div{background:url(a.png)}", "a.png": "x"])
        #expect(try site.rules() == (isBlank ? ["index.html blank-without-scripts"] : []))
    }

    // Relative references

    @Test func theIntendedFileOfARelativeReferenceIsChecked() throws {
        let page = """
            <!doctype html><link rel=stylesheet href=css/a.css><script type=module src=./js/a.js></script>
            <iframe src=f.html></iframe><script src=b.ts></script><link rel=stylesheet href=gone.css><p>x
            """
        let site = try CheckedSite(
            page: page,
            [
                "css/a.css": "@import 'b.css';\np{background:url(../no.png)}", "css/b.css": "p{background:url(no.png)}",
                "js/a.js": "import './b.js'", "js/b.js": "import 'react'", "f.html": "<img src=/no.png>", "b.ts": "x",
                "old/gone.css": "x",
            ])
        let expected = [
            "css/a.css:2 missing-file", "css/b.css:1 missing-file", "f.html:1 missing-file",
            "index.html:1 relative-reference",
            "index.html:1 relative-reference", "index.html:2 refused-type", "index.html:2 relative-reference",
            "index.html:2 relative-reference", "index.html:2 relative-reference", "js/b.js:1 unknown-module",
        ]
        #expect(try site.rules() == expected)
        let text =
            "'gone.css' is relative: browsers request /shop/gone.css at /shop/cart, and /gone.css is not in the site either: there is /old/gone.css"
        #expect(try site.warnings().contains("index.html:2: \(text)"))
    }

    @Test(arguments: [
        ("<base href=css/><link rel=stylesheet href=a.css>", "relative-reference"),
        ("<base href=../css/><link rel=stylesheet href=a.css>", "relative-reference"),
        ("<link rel=stylesheet href=a.css><base href=/css/>", "before-base"),
    ])
    func theBaseIsPartOfTheIntendedPath(html: String, rule: String) throws {
        let site = try CheckedSite(page: "<!doctype html>" + html + "<p>x", ["css/a.css": "p{background:url(no.png)}"])
        #expect(try site.rules() == ["css/a.css:1 missing-file", "index.html:1 \(rule)"])
    }
}
