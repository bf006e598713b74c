import Testing

@testable import MaintenanceCheck

struct HTMLSyntaxTests {
    @Test(arguments: [
        ("<IMG SRC=x>", ["x"]),
        ("<img\tsrc\n=\u{C}x\r>", ["x"]),
        ("<img src = \"a b>c\">", ["a b>c"]),
        ("<img src='a\"b'>", ["a\"b"]),
        ("<img src=a/b/>", ["a/b/"]),
        ("<img src=\"x\"/>", ["x"]),
        ("<img/src=x/>", ["x/"]),
        ("<img / src='x' / >", ["x"]),
        ("<img alt='a'src='x'>", ["x"]),
        ("<img src=x src=y SRC=z>", ["x"]),
        ("<img src src=y>", [""]),
        ("<img src=>", [""]),
        ("<img =src=x>", []),
        ("<img =src=x src=y>", ["y"]),
        ("<img alt src=x>", ["x"]),
        ("<img alt=\"src=y\" src=x>", ["x"]),
        ("<imgx src=y><img:src src=y>", []),
        ("< img src=y><3<<img src=x>", ["x"]),
        ("</img src=y><img src=x>", ["x"]),
        ("</><img src=x>", ["x"]),
        ("</ <img src=y><img src=x>", ["x"]),
        ("</ a='><img src=x>", ["x"]),
    ])
    func `attributes are read as the tokenizer reads them`(html: String, expected: [String]) {
        #expect(urls(inHTML: html) == expected)
    }

    @Test(arguments: [
        ("a&amp;b", "a&b"), ("a&ampb", "a&ampb"), ("?a&amp=b", "?a&amp=b"), ("a&amp/b", "a&/b"), ("a&amp", "a&"),
        ("&lt;&gt;&quot;&apos;", "<>\"'"), ("&lt&gt&quot", "<>\""), ("&apos", "&apos"), ("&amp;amp;", "&amp;"),
        ("&#x2f;a", "/a"), ("&#X2Fa", "\u{2FA}"), ("&#47;a", "/a"), ("&#47a", "/a"), ("&#x1F600;", "\u{1F600}"),
        ("&#0;&#xD800;&#x110000;", "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ("&#4294967343;&#x10000002f;", "\u{FFFD}\u{FFFD}"), ("&#99999999999999999999;", "\u{FFFD}"),
        ("&#xFFFFFFFFFFFFFFFFFFFF;", "\u{FFFD}"),
        ("/caf&eacute;.png", "/café.png"), ("&eacute/", "é/"), ("&eacutex", "&eacutex"), ("&eacute=", "&eacute="),
        ("&Afr;", "\u{1D504}"),
        ("&notit;", "&notit;"), ("&NotEqualTilde;", "\u{2242}\u{338}"),
        ("&CounterClockwiseContourIntegral;", "\u{2233}"),
        ("&", "&"), ("&#", "&#"), ("&#;", "&#;"), ("&#x", "&#x"), ("&#xg;", "&#xg;"), ("&unknown;", "&unknown;"),
    ])
    func `character references are decoded`(written: String, expected: String) {
        #expect(urls(inHTML: "<img src='\(written)'>") == [expected])
    }

    @Test(arguments: [
        "<!-->", "<!--->", "<!-- <img src=y> -->", "<!--><!-- > <img src=y> -->", "<!---><!-- -> <img src=y> -->",
        "<!----><!---->", "<!-- <img src=y> --!>", "<!-- -- > <img src=y> --->", "<!--<!--<img src=y>-->",
        "<svg / ><![CDATA[ > <img src=y> ]]></svg>", "<svg/><![CDATA[>", "<svg /><![CDATA[>", "<!doctype html>",
        "<!DOCTYPE html PUBLIC \"<img src=y\">", "<!><?><?php <img src=y ?>", "<!img src=y>", "<![CDATA[<img src=y]]>",
        "<svg><![CDATA[ > <img src=y> ]] > ]]></svg>",
    ])
    func `comments end where the tokenizer ends them`(html: String) {
        #expect(urls(inHTML: html + "<img src=x>") == ["x"])
    }

    @Test func `a CDATA section outside svg is a comment up to the first angle bracket`() {
        #expect(urls(inHTML: "<svg></svg><![CDATA[ > <img src=x> ]]>") == ["x"])
    }

    @Test(arguments: [
        "<script>'<img src=y>'</script>", "<textarea><img src=y></textarea>", "<title><img src=y></title>",
        "<xmp><img src=y></xmp>", "<noframes><img src=y></noframes>", "<noembed><img src=y></noembed>",
        "<iframe><img src=y></iframe>", "<style><img src=y></style>", "<TITLE><img src=y></Title>",
        "<title></titles><img src=y></title >", "<title></ title><img src=y></title/>", "<title/><img src=y></title>",
        "<script><!-- <img src=y> --></script>", "<script><!-- <img src=y></script>",
        "<script><!-- <script> </script> <img src=y></script>", "<script><!-- <script> --> <img src=y></script>",
        "<script><!--> <script></script>", "<script><!-- <scripts> </script>",
        "<script><!-- <script> </script> <script> </script> <img src=y> </script>",
        "<svg><style/><script /><title/></svg>", "<svg/><style></style>",
    ])
    func `raw text ends at its own end tag`(html: String) {
        #expect(urls(inHTML: html + "<img src=x>") == ["x"])
    }

    @Test(arguments: [
        ("<img src=x", []), ("<img src='x", []), ("<img src='x'", []), ("<img src=", []), ("<img ", []), ("<", []),
        ("</", []), ("<!", []), ("<!--", []), ("<!-- <img src=x>", []), ("<!--->", []), ("<!doctype", []),
        ("<svg><![CDATA[<img src=x>", []), ("<title><img src=x>", []), ("<script><!--<script></script>", []),
        ("<plaintext></plaintext><img src=x>", []), ("<style>@import 'x'", ["x"]), ("<style>@import 'x'</style", ["x"]),
    ])
    func `the end of the page ends everything`(html: String, expected: [String]) {
        #expect(urls(inHTML: html) == expected)
    }

    @Test(arguments: [
        ("a", ["a"]), ("a 1x, b 2x", ["a", "b"]), (" a , b ,c", ["a", "b", "c"]), ("a, b", ["a", "b"]),
        ("a,b", ["a,b"]), ("a,,, b", ["a", "b"]), (",, a 1x,, b", ["a", "b"]), ("data:,x 1x, b", ["data:,x", "b"]),
        ("a 100w 50h,b 200w", ["a", "b"]), ("a (1,2) x, b", ["a", "b"]), ("a ((1), b", ["a", "b"]), ("a (1, b", ["a"]),
        ("a\n1x\n,\tb", ["a", "b"]), ("", []), (" , ", []), ("/a?x=(1,2) 1x, b", ["/a?x=(1,2)", "b"]),
    ])
    func `a srcset holds the URLs of its candidates`(srcset: String, expected: [String]) {
        #expect(urls(inHTML: "<img srcset='\(srcset)'>") == expected)
    }

    @Test func `invalid UTF-8 is replaced in the URL alone`() {
        let html = Array("<img alt='".utf8) + [0xFF, 0xC3] + Array("' src='a".utf8) + [0xFF] + Array("b'>".utf8)
        #expect(HTMLReferences.scan(html).references == [Reference(url: "a\u{FFFD}b", line: 1, destination: .image)])
    }
}
