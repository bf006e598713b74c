import Testing

@testable import MaintenanceCheck

@Suite struct TreeBuilderTests {
    /// Optional tags.
    @Test(arguments: [
        ("x", "html > body", true), ("<title>t</title><p>x", "head > title", true),
        ("<title>t</title><p>x", "body > p", true),
        ("<p>a<p>b", "body > p + p", true), ("<p>a<p>b", "p p", false), ("<p>a<div>b</div>", "p div", false),
        ("<p>a<span>b<div>c", "p > span", true), ("<p>a<table><tr><td>b", "p table", false),
        ("<ul><li>a<li>b", "ul > li + li", true), ("<ul><li>a<ul><li>b", "li > ul > li", true),
        ("<ul><li>a<div><li>b", "li li", false), ("<dl><dt>a<dd>b<dt>c", "dd + dt", true),
        ("<dl><dt>a<dd>b", "dt dd", false),
        ("<table><tr><td>a<td>b<tr><td>c", "table > tbody > tr + tr > td", true),
        ("<table><tr><td>a<td>b", "td td", false),
        ("<table><td>a", "tbody > tr > td", true),
        ("<table><thead><tr><th>a<tbody><tr><td>b", "thead + tbody td", true),
        ("<table><tr><td><table><tr><td>x</table><td>y</table><p>z", "body > table + p", true),
        ("<table><tr><td><ul><li>a<td>b", "li td", false), ("<table><col>", "colgroup > col", true),
        ("<table><caption>a<tr><td>b", "caption + tbody", true),
        ("<select><option>a<option>b</select>", "select > option + option", true), ("<h1>a<h2>b", "h1 h2", false),
        ("<div><p>a</div><p>b", "div + p", true), ("<div><p>a</div><p>b", "div > p + p", false),
        ("<p>a<button><p>b</button>", "p p", true), ("<br></br>", "br + br", true), ("</p>", "p", false),
        ("x</p>", "body > p", true), ("<h1>x</h2><i>y", "h1 + i", true),
        ("<ul><li><ul></li><i>x", "ul > i", true),
        ("<img><p>x", "img > p", false), ("<img/><p/>x<b>", "p b", true), ("<image>", "img", true),
        ("<noscript><link></noscript><p>x", "body > p", true), ("<meta><p>x<meta>", "head > meta", true),
        ("<html class=a><body class=b>x", ".a > .b", true), ("<head></head><link><p>", "head > link", true),
        ("<svg><g><path/></g></svg><p>", "svg + p", true), ("<svg><g/><path/></svg>", "g path", false),
        ("<svg><g><p>x", "g p", false),
        ("<svg><foreignObject><p>x</p></foreignObject></svg><b>", "foreignobject > p", true),
        ("<svg><style>a</style><rect/></svg>", "style + rect", true), ("<math><mi>x</mi></math>", "math > mi", true),
        ("<template><p>x</template><b>y", "p", false), ("<div><template><p></template><b>y</div>", "div > b", true),
        ("<div><template shadowrootmode=open><p>x</template></div>", "p", true), ("<script><p></script>", "p", false),
        ("<textarea><p></textarea>", "p", false), ("<!-- <p> -->", "p", false),
        ("<div></span><p>x</div>", "div > p", true),
        ("<object><p>x</object><p>y", "object + p", true), ("<form><div><p></form><i>", "i", true),
        ("<video><source></video>", "video > source", true), ("<article></p><b>", "article > p + b", true),
    ])
    func elementsAreWhereBrowsersHaveThem(html: String, selector: String, isThere: Bool) {
        let found = likelihood(of: selector, in: "<!doctype html>" + html)
        #expect((found > .never) == isThere)
    }

    /// Browsers move or copy elements here, so the relations between elements are not known.
    @Test(arguments: [
        ("<b><p>x</b>y</p><i>z</i>", "b i"), ("<p><b>x<p><i>y</i>", "b i"),
        ("<table><div>x</div></table>", "div + table"),
        ("<table>x</table>", "body table"), ("<a>x<a>y</a>", "a + a"), ("<tr><td>x", "body td"),
        ("<div><b></div><i>x</i>", "b i"),
        ("<html class=a><html id=b><p>x", "html.a#b p"), ("<select><div>x</div></select>", "select div"),
        ("<p><body class=a><body id=b>", "body.a#b"),
    ])
    func combinatorsMayMatchIfABrowserMovesElements(html: String, selector: String) {
        #expect(likelihood(of: selector, in: "<!doctype html>" + html) > .never)
    }

    @Test func aDrawingIsXML() {
        let svg = "<svg xmlns='http://www.w3.org/2000/svg'><p class='A'/><title>t</title><g><b><rect/></b></g></svg>"
        var matcher = SelectorMatcher(TreeBuilder.build(Array(svg.utf8), isXML: true))
        func likelihood(_ selectors: String) -> Likelihood {
            matcher.matches(of: [StyleRule(selectors: selectors, parent: nil, depth: 0)])[0].likelihood
        }
        #expect(likelihood("svg:root > g > b > rect") == .certain)
        #expect(likelihood("p.A + title + g") == .certain)
        #expect(likelihood("p rect") == .never)
        #expect(likelihood("body, html, .a") == .never)
    }
}
