import TestSupport
import Testing

@testable import MaintenanceCheck

/// The match of a rule with these selectors in a page.
func likelihood(of selectors: String, in html: String) -> Likelihood {
    var matcher = SelectorMatcher(TreeBuilder.build(Array(html.utf8)))
    return matcher.matches(of: [StyleRule(selectors: selectors, parent: nil, depth: 0)])[0].likelihood
}

@Suite struct SelectorMatcherTests {
    private static let page = """
        <!doctype html><html lang=de-AT><title>t</title><body class="home Page">
        <header id=top><h1>x</h1><nav><ul><li class=first><a href=/a.pdf title="one two">a</a><li><a href=/b>b</a></ul></nav></header>
        <main><p>one<p class="intro lead">two <em>x</em><div><input type=CHECKBOX><img src=/x.png></div></main>
        <table><tr><td>x</table>
        """

    @Test(arguments: [
        "p", "P", "*", "html", "body", ".intro", ".lead.intro", "p.intro", "#top", "header#top", ":root", "*|p",
        "svg|p",
        "[lang]", "[lang|=de]", "[LANG|=DE]", "a[href$=\".pdf\"]", "[href^='/a']", "[href*=pdf]", "[title~=two]",
        "[title='ONE TWO' i]", "[type=checkbox]", "li.first a", "header a", "body header nav ul li a", "ul > li",
        "ul>li>a",
        "h1 + nav", "h1~nav", "p + p", "p ~ div", "li + li", "main > div > img", "tbody > tr > td", "table tr",
        "html > body",
        ":is(.no, .intro)", ":where(header, footer) a", ":is(header nav) li", "p:not(.intro)", "a:not([title])",
        ":not(p)",
        "li:first-child", "li:last-child", "h1:first-child", "p::before", "p:after", "p::first-line", "a:link",
        "p:not(nav p)",
        ".no, .intro", ".no , p", "p/* c */.intro", "\\70", ".\\69ntro", "p:not(.a, .b)", "em:only-child",
        "p:not(:first-child)", ".first:not(.last)>a", "header :not(p) a",
    ])
    func aSelectorOfAnElementMatches(selector: String) {
        #expect(likelihood(of: selector, in: Self.page) == .certain)
    }

    @Test(arguments: [
        "b", ".no", ".Intro", ".page", "#Top", "#no", "p.first", "h1.intro", "[no]", "[lang=de]", "[href$=PDF]",
        "[title~=tw]",
        "[title~='one two']", "[title='ONE TWO']", "[title^='']", "header p", "a header", "body > p", "ul > a",
        "table > tr",
        "nav + h1", "nav ~ h1", "p ~ header", "header ~ nav", "li > li", "p p", ":is(.no, b)", ":is()", "p:not(p)",
        "p:not(.intro):not(:first-child)", "a:not([href])", "p:not(main p)", "nav:first-child", "h1:last-child",
        "p:only-child", ":root p + header", "html html", "p:hover.no", ".no:nth-child(2)", ".no::before",
        ".no:is(p, :hover)",
        "main:root", ".no > p", ".no p", "p .no", "em em", ".home .home", "#top.first", "title p",
    ])
    func aSelectorOfNoElementDoesNotMatch(selector: String) {
        #expect(likelihood(of: selector, in: Self.page) == .never)
    }

    @Test(arguments: [
        "p:hover", "a:visited", "li:nth-child(2)", "li:nth-child(2n + 1 of .first)", "p::selection",
        "p::-webkit-scrollbar",
        "p:has(em)", "p:not(:hover)", ":host p", "p:unknown", "p::part(x)", "::slotted(p)", "&", "p:lang(de)", "p!",
        "%",
        "p:is(:hover)", "a:not(b:hover)", "p:nth-child(')')", "td:not(:is(:focus))", "", "[", "[a",
        "p:is(:is(:is(:is(:is(:is(:is(:is(:is(.no)))))))))",
    ])
    func unknownSelectorsMayMatch(selector: String) {
        #expect(likelihood(of: selector, in: Self.page) == .conditional)
    }

    @Test(arguments: [
        ("<p class=A>x", ".a", Likelihood.certain), ("<p id=A>x", "#a", .certain),
        ("<!DOCTYPE HTML><p class=A>x", ".a", .never),
        ("<!-- c --> <!doctype html><p id=A>x", "#a", .never),
        ("<!doctype html public '-//W3C//DTD HTML 4.01 Transitional//EN'><p id=A>x", "#a", .certain),
        ("<!doctype html><p class='&eacute;'>x", ".é", .certain),
    ])
    func classesIgnoreCaseInQuirksMode(html: String, selector: String, expected: Likelihood) {
        #expect(likelihood(of: selector, in: html) == expected)
    }

    @Test(arguments: [
        ("<noscript><p>x</noscript>", "p"), ("<div hidden><p>x</div>", "p"), ("<details><p>x</details>", "p"),
        ("<dialog><p>x</dialog>", "p"), ("x", "title, head"), ("<title>x</title>", "title"),
    ])
    func elementsThatAreRenderedLaterMayMatch(html: String, selector: String) {
        let expected: Likelihood = .conditional
        #expect(likelihood(of: selector, in: "<!doctype html>" + html) == expected)
    }

    @Test func nestedRulesMatchWithinTheElementsOfTheirParents() {
        let tree = TreeBuilder.build(Array("<!doctype html><div class=a><p>x</p></div><b>y</b>".utf8))
        func match(_ selectors: String...) -> Likelihood {
            var matcher = SelectorMatcher(tree)
            let rules = selectors.enumerated().map { index, text in
                StyleRule(selectors: text, parent: index == 0 ? nil : index - 1, depth: index)
            }
            return matcher.matches(of: rules).last?.likelihood ?? .never
        }
        #expect(match(".a", "p") == .certain)
        #expect(match(".a", "> p") == .certain)
        #expect(match(".a", "& p") == .certain)
        #expect(match("p", ".a &") == .certain)
        #expect(match(".a, b", "+ b") == .certain)
        #expect(match(".a", "&.a") == .certain)
        #expect(match(".a", "b") == .never)
        #expect(match("b", "p") == .never)
        #expect(match(".no", "p") == .never)
        #expect(match(".a", "&.no") == .never)
        #expect(match(".a:hover", "p") == .conditional)
        #expect(match(".no:hover", "p") == .never)
        #expect(match("*", "*", "*", "*", "*", "*", "*", "*", "*") == .conditional)
    }

    // Size

    /// Neither nesting nor the number of rules makes the check of a page slow. The work is bounded; beyond the bound
    /// rules may match.
    @Test(arguments: [
        ("<div class=a>", ".a .a .a .b"), ("<div class=a>", ".a > .a > .b"), ("<p class=a>x</p>", ".a ~ .a ~ .b"),
        ("<i>", "i i:not(i i) .b"), ("<ul><li>", "ul li ul li .b"), ("<table><tr><td>", "td td .b"), ("</p>", "p + p"),
        ("<svg><g>", "g g"), ("<p>x</div>", "p p"), ("<li>", "li li"), ("<svg></p>", "p p"), ("<b><p>", "b p"),
    ])
    func timeGrowsWithTheSizeOfThePage(part: String, selector: String) {
        let ratio = growth(from: 500) { count in
            _ = likelihood(of: selector, in: "<!doctype html>" + String(repeating: part, count: count))
        }
        #expect(ratio <= 14)
    }

    @Test func elementsMayBeNestedDeeply() {
        let html = "<!doctype html><b>x</b>" + String(repeating: "<div class=a>", count: 20_000) + "<p>x"
        #expect(likelihood(of: ".a .a p", in: html) == .certain)
        #expect(likelihood(of: "b .a p", in: html) == .never)
        #expect(likelihood(of: String(repeating: ".a ", count: 20) + "p", in: html) == .certain)
        #expect(likelihood(of: String(repeating: ":is(", count: 20_000), in: html) == .conditional)
    }

    @Test func manyRulesAndElementsAreBounded() {
        let html = "<!doctype html>" + String(repeating: "<p class=a>x", count: 1000)
        var matcher = SelectorMatcher(TreeBuilder.build(Array(html.utf8)), workLimit: 100_000)
        let rules = (0..<1000).map { StyleRule(selectors: "p:not(.x\($0)).a b", parent: nil, depth: 0) }
        // The first rules are matched. Beyond the bound the others may match, so no finding is lost.
        let matches = matcher.matches(of: rules).map(\.likelihood)
        #expect(matches.first == .never)
        #expect(matches.last == .conditional)
    }
}
