import Testing

@testable import MaintenanceCheck

/// Rules about the contents of a page, independent of other files.
@Suite struct PageRuleTests {
    @Test(arguments: [
        (
            "<meta http-equiv=refresh content='0;url=/en/'>",
            "the refresh to '/en/' takes visitors away from their URL, where a reload would show them the site"
        ),
        (
            "<META HTTP-EQUIV=Refresh content='60; URL=\"https://status.example/\"'>",
            "the refresh to 'https://status.example/' takes visitors away from their URL, where a reload would show them the site"
        ),
        (
            "<meta http-equiv=refresh content='3,en.html'>",
            "the refresh to 'en.html' takes visitors away from their URL, where a reload would show them the site"
        ),
        (
            "<meta http-equiv=refresh content=5>",
            "the refresh reloads the page every 5 s, for each visitor: leave it to the server, which sends Refresh"
        ),
        (
            "<meta http-equiv=refresh content='.5;url='>",
            "the refresh reloads the page every 0 s, for each visitor: leave it to the server, which sends Refresh"
        ),
    ])
    func aHarmfulRefreshIsReported(meta: String, text: String) throws {
        #expect(try CheckedSite(page: "<p>x\n\(meta)").warnings() == ["index.html:2: \(text)"])
    }

    @Test(arguments: [
        "<meta http-equiv=refresh content='0;url=javascript:x'>", "<meta http-equiv=refresh content='0;url=data:,x'>",
        "<meta http-equiv=refresh content=60>", "<meta http-equiv=refresh content='0;url=http://['>",
        "<meta http-equiv=refresh content='60;url=?again'>",
        "<meta http-equiv=refresh content='30;url='>",
        "<meta http-equiv=refresh content='x;url=/en/'>", "<meta name=refresh content='0;url=/en/'>",
        "<template><meta http-equiv=refresh content=1></template>", "<meta http-equiv=refresh content=5x>",
    ])
    func aSlowRefreshIsFine(meta: String) throws {
        #expect(try CheckedSite(page: "<p>x\n\(meta)").rules() == [])
    }

    @Test(arguments: [
        ("<base href=/assets/><img src=logo.png>", []), ("<base href=/assets/page><img src=logo.png>", []),
        ("<base href=/><img src=logo.png>", ["missing-file"]), ("<base href=https://example.org/><img src=/x.png>", []),
        ("<base href=assets/><img src=logo.png>", ["relative-reference"]),
        ("<base href=../assets/><img src=logo.png>", ["relative-reference"]),
        ("<img src=logo.png><base href=/assets/>", ["before-base"]),
        ("<img src=/assets/logo.png><base href=/assets/>", []),
        ("<base href=data:,x><img src=/assets/logo.png>", ["ignored-base"]),
        ("<base href='http://['><p>x", ["ignored-base"]),
        ("<base href=/><a href='#top'>x</a>", ["fragment-with-base"]), ("<base href=/><a href=x>x</a>", []),
        ("<a href='#top'>x</a>", []),
        ("<base href=''><a href='#top'>x</a>", []), ("<base target=_top><a href='#top'>x</a>", []),
    ])
    func aBaseIsReadAsBrowsersReadIt(html: String, rules: [String]) throws {
        #expect(try CheckedSite(page: html, ["assets/logo.png": "x"]).rules() == rules.map { "index.html:1 \($0)" })
    }

    @Test(arguments: [
        ("<h1>{{ site.title }}</h1>", "{{ site.title }}"), ("{% if x %}<p>x", "{% if x %}"),
        ("<p><%= title %>", "<%= title %>"),
        ("<?php echo $title ?><p>x", "<?php echo $title ?>"), ("<p>x<?= $x ?>", "<?= $x ?>"),
        ("<img src=%PUBLIC_URL%/logo.png>", "%PUBLIC_URL%"),
        ("<p>${user.name}", "${user.name}"), ("<img src='{{ logo }}'>", "{{ logo }}"),
        ("<a href='<?php x'>x</a>", "<?php x'>x</a>"),
        ("<style>p{background:url('{{ x }}.png')}</style><p>x", "{{ x }}"),
        ("<script type=module>import '/{{ x }}.js'</script><p>x", "{{ x }}"), ("<p>#{title}", "#{title}"),
        ("<p>{# note #}", "{# note #}"), ("<!--#include virtual='/a.html' -->x", "<!--#include virtual='/a.html' -->"),
        ("<p>x<? echo 1 ?>", "<? echo 1 ?>"), ("<a href=%URL%>x</a>", "%URL%"), ("<#if a>x</#if>", "<#if a>"),
        ("<title>{{ title }}</title><p>x", "{{ title }}"), ("<p class='{{ a }}'>x", "{{ a }}"),
    ])
    func aTemplatePlaceholderIsReported(html: String, text: String) throws {
        let expected = "index.html:2: '\(text)' looks like part of a template, and is sent as it is"
        #expect(try CheckedSite(page: "<!doctype html>\n" + html).warnings() == [expected])
    }

    @Test(arguments: [
        "<p>{ a }", "<p>100 % of 5 %", "<img src=data:,%C3%A9%20%AB>", "<script>`${a} {{ b }}`</script><p>x",
        "<style>@media all{p{x:y}}</style><p>x", "<!-- {{ a }} <?php --><p>x", "<p>$5 {x}", "<p>{{ open",
        "<?xml version='1.0'?><p>x", "<p>{#a}", "<!-- #include -->x", "<p>a # {x}", "<p>{#}", "<p>%AB%CD%",
        "<p>a < b %> c", "<p>%20%", "<p>5%AB%",
    ])
    func textThatIsNotATemplateIsFine(html: String) throws {
        #expect(try CheckedSite(page: html).rules() == [])
    }

    @Test(arguments: [
        "<div id=root></div><script src=/a.js></script>", "", "<body></body>", "<title>Sorry</title>",
        "<template><p>x</template>", "<!-- x -->", "<script>document.write('x')</script>", "<style>p{}</style>",
        "<input type=hidden>", "<link rel=icon href=data:,>", "<h1>&nbsp; &#8203;\u{A0}</h1>", "<img>", "<img src=''>",
        "<iframe></iframe>", "<video></video>", "<object></object>",
    ])
    func aPageThatIsBlankWithoutScriptsIsReported(html: String) throws {
        #expect(
            try CheckedSite(page: "<!doctype html>" + html, ["a.js": ""]).rules() == [
                "index.html blank-without-scripts"
            ])
    }

    @Test(arguments: [
        "Sorry", "<div id=root>Sorry</div>", "<noscript>Sorry</noscript>", "<img src=data:,x>", "<svg></svg>",
        "<input>", "<h1>&nbsp;x</h1>", "<video><source src=data:,></video>",
        "<style>body{background:url(data:,x)}</style>", "<iframe srcdoc=x></iframe>",
        "<video src=data:,></video>", "<textarea></textarea>",
    ])
    func aPageThatShowsSomethingIsFine(html: String) throws {
        #expect(try CheckedSite(page: "<!doctype html>" + html).rules() == [])
    }

    @Test(arguments: [
        ("<img data-src=a/b.png src=data:,>", true), ("<p data-srcset='a.png 1x, /b.png 2x'>x", true),
        ("<p data-bg='url(\"a.png\")'>x", true), ("<p data-src=./a.png?v=1>x", true),
        ("<p data-x='a.png, or b.png'>x", false),
        ("<p data-x=url(/a.png)>x", false), ("<p data-src='lazy.JPG' data-x=y>x", true),
        ("<p data-src=/a.png>x", false),
        ("<p data-src=https://a.example/a.png>x", false), ("<p data-x=1.5>x", false),
        ("<p data-x='see a.png'>x", false),
    ])
    func aDataAttributeWithARelativeFileIsReported(html: String, isNoted: Bool) throws {
        #expect(try CheckedSite(page: html).notes() == (isNoted ? ["index.html:1 data-reference"] : []))
    }

    // Hosts

    @Test(arguments: [
        ("<link rel=stylesheet href=https://cdn.example/a.css>", ["blocking-host"], []),
        ("<script src=//cdn.example/a.js></script>", ["blocking-host"], []),
        ("<style>@import 'https://cdn.example/a.css'</style>", ["blocking-host"], []),
        ("<script async src=//cdn.example/a.js></script>", [], ["other-host"]),
        ("<img src=https://cdn.example/a.png>", [], ["other-host"]),
        ("<img src=http://cdn.example/a.png>", ["insecure-reference"], ["other-host"]),
        ("<link rel=stylesheet media=print href=https://cdn.example/a.css>", [], ["other-host"]),
        ("<a href=http://cdn.example/>x</a>", [], []),
        ("<link rel=preconnect href=https://cdn.example>", [], []),
        ("<base href=https://cdn.example/><script src=a.js></script>", ["blocking-host"], []),
        ("<link rel=stylesheet href=/a.css>", ["blocking-host"], []),
        ("<link rel=stylesheet media=print href=/a.css>", [], ["other-host"]),
    ])
    func anotherHostIsReported(html: String, warnings: [String], notes: [String]) throws {
        let site = try CheckedSite(page: html + "<p>x", ["a.css": "@import 'https://cdn.example/b.css'"])
        #expect(try site.findings().sorted(.warning).map(\.rule.rawValue) == warnings)
        #expect(try site.findings().sorted(.note).map(\.rule.rawValue).filter { $0 != "missing-icon" } == notes)
    }

    @Test func eachHostHasOneLine() throws {
        let page =
            "<p>x"
            + (1...300).map { "\n<img src=https://\($0.isMultiple(of: 2) ? "a" : "b").example/\($0).png>" }.joined()
        let notes = try CheckedSite(page: page).findings().sorted(.note).filter { $0.rule == .otherHost }
        #expect(notes.map(\.count) == [150, 150])
        #expect(
            notes[0].description
                == "index.html:2: the page loads something from b.example (150 times, also at index.html:4, "
                + "index.html:6, index.html:8, 146 more) [other-host]")
    }

    @Test func aHostOfTheSiteIsTheSite() throws {
        let page =
            "<img src=https://www.example.org/logo.png>\n<img src=//www.example.org:8443/no.png><link rel=stylesheet href=//WWW.example.org/a.css>"
        let site = try CheckedSite(page: page, ["logo.png": "x", "a.css": ""])
        #expect(try site.rules() == ["index.html:2 blocking-host"])
        #expect(
            try site.warnings(hosts: ["www.example.org"]) == [
                "index.html:2: '//www.example.org:8443/no.png' is not in the site, which answers for www.example.org during the outage"
            ])
    }

    @Test func aStyleSheetOfAnotherSiteIsCheckedThere() throws {
        let site = try CheckedSite([
            "default/index.html": "<link rel=stylesheet href=//a.example/a.css><p>x", "a.example/index.html": "x",
            "a.example/a.css": "p{background:url(no.png)}\np{border-image:url(a.png) 1}", "a.example/a.png": "x",
        ])
        #expect(try site.rules(byHost: true) == ["a.example/a.css:1 missing-file"])
    }

    @Test func aHostThatHasAFolderIsItsSite() throws {
        let site = try CheckedSite([
            "default/index.html": "<p>x<img src=//a.example/a.png>\n<img src=//a.example/b.png>\n<img src=/a.png>",
            "a.example/index.html": "x",
            "a.example/a.png": "x", "default/b.png": "x",
        ])
        #expect(
            try site.rules(byHost: true) == ["default/index.html:2 missing-file", "default/index.html:3 missing-file"])
    }
}
