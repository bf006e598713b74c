import Testing

@testable import MaintenanceCheck

struct CSSReferencesTests {
    private func urls(inCSS css: String) -> [String] {
        CSSReferences.scan(Array(css.utf8)).references.map(\.url)
    }

    @Test(arguments: [
        ("a { background: url(x) }", ["x"]),
        ("a { background: URL( \n x \t) }", ["x"]),
        ("a { background: url('x y)') }", ["x y)"]),
        ("a { background: url( \"x\" ) }", ["x"]),
        ("a{background:url(x),url(y)}", ["x", "y"]),
        ("a { background: url() }", [""]),
        ("a { background: url(data:image/png;base64,AA//==) }", ["data:image/png;base64,AA//=="]),
        ("@font-face { font-family: a; src: local('z'), url(x.woff2) format('woff2') }", ["x.woff2"]),
        ("@import 'x';", ["x"]),
        ("@IMPORT\"x\" screen;", ["x"]),
        ("@import /* why */ 'x';", ["x"]),
        ("@import url(x) layer(base);", ["x"]),
        ("@import url('x');", ["x"]),
        ("a { background: image-set('a' 1x, \"b\" type('z') 2x, url(c) 3x) }", ["a", "b", "c"]),
        ("a { background: -webkit-image-set(url(a) 1x) }", ["a"]),
        ("a { background: -webkit-cross-fade(url(a), url(b), 50%) }", ["a", "b"]),
        ("@media (min-width: 1px) { a { background: url(x) } }", ["x"]),
        ("@supports (background: url(z)) { a { background: url(x) } }", ["x"]),
        ("@namespace url(z); a { background: url(x) }", ["x"]),
        ("<!-- a { background: url(x) } -->", ["x"]),
        ("a { --a: url(x) }", ["x"]), ("a { color: red; & b { background: url(x) } }", ["x"]),
        ("a { b:hover { background: url(x) } background: url(y) }", ["x", "y"]),
        ("a:hover { background: url(x) }", ["x"]),
        ("@charset 'z'; @layer a; @import 'x';", ["x"]), ("@media print { a { background: url(x) } }", ["x"]),
        ("@keyframes k { from { background: url(x) } }", ["x"]), ("@layer a { a { background: url(x) } }", ["x"]),
        ("a { filter: url(x) blur(1px); clip-path: url(y); fill: url(z) }", ["x", "y", "z"]),
        ("a { background: url(x) !important }", ["x"]),
        ("a { background: URL(x),url(y) no-repeat 50% 1.5px / cover #fff }", ["x", "y"]),
        ("@font-face { font-family: a; src: url(y) } @font-face { font-family: b; src: url(x) }", ["y", "x"]),
    ])
    func `the URLs that a style sheet loads are found`(css: String, expected: [String]) {
        #expect(urls(inCSS: css) == expected)
    }

    @Test(arguments: [
        ("a { background: url(z); background: url(x) }", ["x"]),
        ("a { background: url(z); background-image: url(x) }", ["x"]),
        ("a { background: url(z); background: none }", []), ("a { background: url(x); background-color: red }", ["x"]),
        ("a { background: url(x); background: -moz-linear-gradient(red, blue) }", ["x"]),
        ("a { background: url(x) !important; background: url(z) }", ["x"]),
        ("a { background: url(x); background: url(z) !ie }", ["x"]),
        ("a { background: url(x) } a { background: url(y) }", ["x", "y"]),
        ("a { mask: url(z); -webkit-mask-image: url(x) }", ["x"]),
        ("a { list-style: url(z); list-style-image: url(x) }", ["x"]),
        ("a { background: url(x); mask: url(y) }", ["x", "y"]),
        (
            "@font-face { font-family: a; src: url(z.eot); src: url(z.eot?#iefix) format('embedded-opentype'), url(x) format(woff2) }",
            ["x"]
        ),
        ("@font-face { font-family: a; src: url(x) format('woff2-variations'), url(z) format('svg') }", ["x"]),
        ("@font-face { src: url(z) }", []),
    ])
    func `the last valid declaration of a property counts`(css: String, expected: [String]) {
        #expect(urls(inCSS: css) == expected)
    }

    @Test(arguments: [
        "/* url(x) */", "/* a { } * / url(x)", "a { content: 'url(x)' }", "a { content: \"@import 'x'\" }",
        "a { content: '\\'url(x)' }", "a { content: 'a\\\nurl(x)' }", "@charset 'x';", "a { width: calc(1px) 'x' }",
        "@import; 'x'", "@import layer 'x';", "@importer 'x';", "import 'x';", "url(x)",
        "a { background: image-set(('x')) }", "a { b: url(x) }", "a { color: url(x) }", "a { background: curl(x) }",
        "a { background: url (x) }", "a { background: src('x') }", "a { background: #url(x) }",
        "a { background: 1url(x) }", "a { background: url2(x) }", "a { background: url(x)\\9 }",
        "a { background: url(x) color: red }", "a { background: url(x y) }", "a { background: url('x' y) }",
        "a { *background: url(x) }", "a { _background: url(x) }", "a { background: -moz-image-set(url(x) 1x) }",
        "a { background: @url(x) }", "a { filter: progid:DXImageTransform.Microsoft.AlphaImageLoader(src='x') }",
        "a { behavior: url(x) }", "a { cursor: url(x) }", "a { cursor: pointer, url(x) }",
        "a { background: element(#a), url(x) }", "a { background: (}url(x)", "@namespace url(x); ",
        "@namespace svg 'z'; @import 'x';", "a { } @import 'x';", "@media all { @import 'x'; }",
        "@media all { } @import 'x';", "@unknown { a { background: url(x) } }",
        "@font-face { font-family: a; background: url(x) }", "a { --a: { background: url(x) } }",
        "a } b { background: url(x) }", "@supports (background: url(x)) { }",
    ])
    func `URLs that browsers do not load are skipped`(css: String) {
        #expect(urls(inCSS: css) == [])
    }

    @Test(arguments: [
        ("a { background: url(x) }", false), ("a:hover { background: url(x) }", false),
        ("@media screen { a { background: url(x) } }", false),
        ("@media print { a { background: url(x) } }", true), ("@supports (a: b) { a { background: url(x) } }", true),
        ("@import 'x' print;", false), ("@import 'x' supports(a: b);", true),
        ("a { background: image-set('x' 1x) }", true), ("a { background: var(--a) url(x) }", true),
        ("a { --a: url(x) }", true), ("a::before { content: url(x) }", false),
        ("@layer b { a { background: url(x) } }", false),
        ("@media print { a { &:focus { background: url(x) } } }", true),
        ("@font-face { font-family: a; src: url(x) }", false),
        ("@font-face { font-family: a; unicode-range: U+26; src: url(x) }", true),
    ])
    func `a URL that depends on the visitor is conditional`(css: String, isConditional: Bool) {
        #expect(CSSReferences.scan(Array(css.utf8)).references.map(\.isConditional) == [isConditional])
    }

    @Test(arguments: [
        ("url(a\\)b)", "a)b"), ("url(a\\ b)", "a b"), ("url(\\2f a)", "/a"), ("url(\\00002fa)", "/a"),
        ("url(\\2F\r\na)", "/a"), ("url(\\2f  )", "/"), ("url('\\2fg')", "/g"), ("url('a\\'b')", "a'b"),
        ("url('a\\\nb')", "ab"), ("url('a\\\r\nb')", "ab"), ("url(\\0 )", "\u{FFFD}"), ("url(\\d800 )", "\u{FFFD}"),
        ("url(\\ffffff )", "\u{FFFD}"), ("url(\\1F600 )", "\u{1F600}"), ("url(\\é)", "é"), ("u\\72 l(x)", "x"),
        ("\\75rl(x)", "x"), ("u\\52l(x)", "x"), ("url(\\", "\u{FFFD}"), ("url('a\\", "a"),
    ])
    func `escapes are decoded`(value: String, expected: String) {
        #expect(urls(inCSS: "a { background: \(value)") == [expected])
        #expect(urls(inCSS: "a { back\\67round: \(value)") == [expected])
    }

    @Test(arguments: [
        ("a{background:url(x", ["x"]), ("a{background:url(x ", ["x"]), ("a{background:url('x", ["x"]),
        ("@im\\70ort 'x", ["x"]),
        ("a{background:url(", [""]), ("@import", []), ("/* url(x)", []), ("a{background:url(a b", []),
        ("a { content: 'x", []),
        ("a { b: 'z\n; background: url(x)", ["x"]), ("@", []), ("#", []), ("\\", []),
        ("@media all{a{background:url(x)", ["x"]),
    ])
    func `the end of a style sheet ends everything`(css: String, expected: [String]) {
        #expect(urls(inCSS: css) == expected)
    }

    @Test func `lines are counted from the first`() {
        let css = "@import\n'a';\r\n/*\r*/ p { background: url(\n\nb\n), url('\\\nc'), url(d) }"
        #expect(CSSReferences.scan(Array(css.utf8)).references.map(\.line) == [2, 6, 7, 8])
        #expect(CSSReferences.scan(Array(css.utf8), firstLine: 10).references.map(\.line) == [11, 15, 16, 17])
    }

    @Test func `invalid UTF-8 is replaced in the URL alone`() {
        let css: [UInt8] = [0xFF, 0x20] + Array("{background:url(a".utf8) + [0xFF] + Array("b)".utf8)
        #expect(CSSReferences.scan(css).references.map(\.url) == ["a\u{FFFD}b"])
    }
}
