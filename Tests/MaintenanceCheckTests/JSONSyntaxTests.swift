import Testing

@testable import MaintenanceCheck

@Suite struct JSONSyntaxTests {
    @Test(arguments: [
        "{}", "[]", " {\"a\": [1, -0.5e+3, 0, 10E2, true, false, null, \"\"]}\r\n", "\"\\u00e9\\n\\\"\u{E9}\"", "0",
        "[[], {}]", "{\"a\":{\"b\":{}}}", "\u{FEFF}{}", "{\"status\": 503, \"title\": \"Service Unavailable\"}",
    ])
    func validJSONIsAccepted(text: String) {
        #expect(JSONSyntax.lineOfFault(in: Array(text.utf8)) == nil)
    }

    @Test(
        arguments: [
            ("", 1), ("{", 1), ("{\n\"a\": 1,\n}", 3), ("{'a': 1}", 1), ("{\"a\" 1}", 1), ("{\"a\": }", 1),
            ("[1\n2]", 2),
            ("[1,]", 1), ("\"a", 1), ("\"\n\"", 1), ("\"\\x\"", 1), ("\"\\u12g4\"", 1), ("01", 1), ("1.", 1), (".5", 1),
            ("+1", 1),
            ("1e", 1), ("-", 1), ("True", 1), ("{} {}", 1), ("{}\n}", 2), ("<p>", 1), ("// a\n{}", 1), ("NaN", 1),
            ("{\"a\": \"b\"\n\"c\": 1}", 2), (String(repeating: "[", count: 100_000), 1),
        ])
    func invalidJSONIsRefusedAtItsLine(text: String, line: Int) {
        #expect(JSONSyntax.lineOfFault(in: Array(text.utf8)) == line)
    }

    @Test func aPageThatIsNotJSONIsReported() throws {
        let site = try CheckedSite(["index.html": "page", "index.de.json": "{\n\"a\": 1,\n}"])
        #expect(try site.warnings() == ["index.de.json:3: the file is not JSON from here on"])
    }
}

@Suite struct XMLSyntaxTests {
    @Test(arguments: [
        "<a/>", "<?xml version='1.0'?>\n<!-- c --><a b='c' d=\"e\">x<![CDATA[ <&> ]]>&amp;&#x41;&#65;<?p?></a>\n",
        "<!DOCTYPE a [<!ENTITY e \"]>\">]><a>&e;</a>", "<é.a.b-c é='1'></é.a.b-c >",
        "<x:a xmlns:x='y' xml:lang='de'><x:b x:c='1'/></x:a>", "<a><!-- a - b --></a>", "<a>&#x10FFFF;&#9;</a>",
        "<a><?xmlx?></a>", "\u{FEFF}<a/>", "<a\nb = 'c'\n/>",
    ])
    func wellFormedXMLIsAccepted(text: String) {
        #expect(XMLSyntax.lineOfFault(in: Array(text.utf8)) == nil)
    }

    @Test(arguments: [
        ("", 1), ("x", 1), ("<a>", 1), ("<a>\n</b>", 2), ("<a></a><b/>", 1), ("<a/>x", 1), ("<a b=c/>", 1),
        ("<a b/>", 1),
        ("<a b='1'\nb='2'/>", 2), ("<a>&nbsp;</a>", 1), ("<a>&amp</a>", 1), ("<a>&#;</a>", 1), ("<a b='<'/>", 1),
        ("<a b='&'/>", 1), ("<a b='1'c='2'/>", 1), ("<a><br></a>", 1), ("<1a/>", 1), ("< a/>", 1), ("<a>\u{1}</a>", 1),
        ("<a>]]></a>", 1), ("<a><!-- </a>", 1), ("<a b='", 1), ("</a>", 1), ("<a></a", 1), ("<![CDATA[x]]>", 1),
        ("<x:a/>", 1), ("<a x:b='1'/>", 1), ("<a><x:b xmlns:x='y'/>\n<x:c/></a>", 2),
        ("<a><!-- a -- b --></a>", 1), ("\n<?xml version='1.0'?><a/>", 2), ("<a>&#0;</a>", 1), ("<a>&#xD800;</a>", 1),
        ("<a>&#99999999999;</a>", 1),
    ])
    func malformedXMLIsRefusedAtItsLine(text: String, line: Int) {
        #expect(XMLSyntax.lineOfFault(in: Array(text.utf8)) == line)
    }

    @Test(arguments: [
        (
            "<svg xmlns='http://www.w3.org/2000/svg'><image xlink:href='#a'/></svg>",
            "the file is not well-formed XML from here on"
        ),
        ("<svg><g/></svg>", "browsers show no drawing without xmlns=\"http://www.w3.org/2000/svg\" in its first tag"),
        (
            "<g xmlns='http://www.w3.org/2000/svg'/>",
            "browsers show no drawing without xmlns=\"http://www.w3.org/2000/svg\" in its first tag"
        ),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", nil), ("<s:svg xmlns:s='http://www.w3.org/2000/svg'/>", nil),
    ])
    func aPictureThatBrowsersDoNotShowIsReported(svg: String, text: String?) throws {
        for html in [
            "<p>x<style>p{background:url(/a.svg)}</style>", "<img src=/a.svg>", "<object data=/a.svg></object>",
            "<p>x<svg><use href='/a.svg#b'/></svg>",
        ] {
            let warnings = try CheckedSite(page: html, ["a.svg": svg]).warnings()
            #expect(
                warnings.map { $0.split(separator: ": ", maxSplits: 1).last.map(String.init) }
                    == (text.map { [$0] } ?? []))
        }
    }

    @Test func aMalformedPageOrDrawingIsReported() throws {
        let page = "<object data=/a.svg></object>"
        let site = try CheckedSite(page: page, ["index.xml": "<a>\n<b></a>", "a.svg": "<svg>", "unused.svg": "<svg>"])
        #expect(try site.rules() == ["a.svg:1 invalid-xml", "index.xml:2 invalid-xml"])
    }
}
