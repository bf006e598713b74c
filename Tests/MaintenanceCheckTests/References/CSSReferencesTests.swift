import MaintenanceCheck
import Testing

struct CSSReferencesTests {
    private func urls(inCSS css: String) -> [String] {
        CSSReferences.scan(Array(css.utf8)).map(\.url)
    }

    @Test(arguments: [
        ("a { background: url(x) }", ["x"]),
        ("a { background: URL( \n x \t) }", ["x"]),
        ("a { background: url('x y)') }", ["x y)"]),
        ("a { background: url( \"x\" ) }", ["x"]),
        ("a{background:url(x),url(y)}", ["x", "y"]),
        ("a { background: url() }", [""]),
        ("a { background: url(data:image/png;base64,AA//==) }", ["data:image/png;base64,AA//=="]),
        ("@font-face { src: local('z'), url(x.woff2) format('woff2') }", ["x.woff2"]),
        ("@import 'x';", ["x"]),
        ("@IMPORT\"x\" screen;", ["x"]),
        ("@import /* why */ 'x';", ["x"]),
        ("@import url(x) layer(base);", ["x"]),
        ("@import url('x');", ["x"]),
        ("a { background: image-set('a' 1x, \"b\" type('z') 2x, url(c) 3x) }", ["a", "b", "c"]),
        ("a { background: -webkit-image-set(url(a) 1x) }", ["a"]),
        ("a { background: src('x') }", ["x"]),
        ("a { background: cross-fade(url(a), url(b)) }", ["a", "b"]),
        ("@media (min-width: 1px) { a { background: url(x) } }", ["x"]),
        ("@supports (background: url(z)) { a { background: url(x) } }", ["x"]),
        ("@namespace url(z); a { background: url(x) }", ["x"]),
        ("@namespace svg 'z'; @import 'x';", ["x"]),
        ("<!-- a { background: url(x) } -->", ["x"]),
        ("<!--url(x)-->url(y)", ["x", "y"]),
    ])
    func `what a stylesheet loads is found`(css: String, expected: [String]) {
        #expect(urls(inCSS: css) == expected)
    }

    @Test(arguments: [
        "/* url(x) */", "/* a { } * / url(x)", "a { content: 'url(x)' }", "a { content: \"@import 'x'\" }",
        "a { content: '\\'url(x)' }", "a { content: 'a\\\nurl(x)' }", "@charset 'x';", "a { width: calc(1px) 'x' }",
        "@import; 'x'", "@import layer 'x';", "@importer 'x';", "import 'x';", "a { b: image-set(('x')) }",
        "image-set() 'x'", "curl(x)", "url (x)", "--url(x)", "#url(x)", "1url(x)", "url2(x)", "éurl(x)", "@url(x)",
        "url(a b)", "url(a'b)", "url(a(b)", "url(\u{1})", "url(a b\\) url(x))", "url(a\\\n)",
    ])
    func `what a stylesheet does not load is skipped`(css: String) {
        #expect(urls(inCSS: css) == [])
    }

    @Test(arguments: [
        ("url(a\\)b)", "a)b"), ("url(a\\ b)", "a b"), ("url(\\2f a)", "/a"), ("url(\\00002fa)", "/a"),
        ("url(\\2F\r\na)", "/a"), ("url(\\2f  )", "/"), ("url('\\2fg')", "/g"), ("url('a\\'b')", "a'b"),
        ("url('a\\\nb')", "ab"), ("url('a\\\r\nb')", "ab"), ("url(\\0 )", "\u{FFFD}"), ("url(\\d800 )", "\u{FFFD}"),
        ("url(\\ffffff )", "\u{FFFD}"), ("url(\\1F600 )", "\u{1F600}"), ("url(\\é)", "é"), ("u\\72 l(x)", "x"),
        ("\\75rl(x)", "x"),
        ("u\\52l(x)", "x"), ("@im\\70ort 'x'", "x"), ("url(\\", "\u{FFFD}"), ("url('a\\", "a"),
    ])
    func `escapes are decoded`(css: String, expected: String) {
        #expect(urls(inCSS: css) == [expected])
    }

    @Test(arguments: [
        ("url(x", ["x"]), ("url(x ", ["x"]), ("url('x", ["x"]), ("@import 'x", ["x"]), ("url(", [""]), ("@import", []),
        ("/* url(x)", []), ("url(a b", []), ("a { content: 'x", []), ("a { b: 'z\n; background: url(x)", ["x"]),
        ("}}))url(x)", ["x"]), ("@", []), ("#", []), ("\\", []),
    ])
    func `the end of a stylesheet ends everything`(css: String, expected: [String]) {
        #expect(urls(inCSS: css) == expected)
    }

    @Test func `lines count from the first`() {
        let css = "@import\n'a';\r\n/*\r*/ p { background: url(\n\nb\n), url('\\\nc'), url(d) }"
        #expect(CSSReferences.scan(Array(css.utf8)).map(\.line) == [2, 6, 7, 8])
        #expect(CSSReferences.scan(Array(css.utf8), firstLine: 10).map(\.line) == [11, 15, 16, 17])
    }

    @Test func `invalid UTF-8 is replaced in the URL alone`() {
        let css: [UInt8] = [0xFF, 0x20] + Array("url(a".utf8) + [0xFF] + Array("b)".utf8)
        #expect(CSSReferences.scan(css) == [Reference(url: "a\u{FFFD}b", line: 1)])
    }
}
