import Testing

@testable import MaintenanceCheck

func urls(inHTML html: String) -> [String] {
    HTMLReferences.scan(Array(html.utf8)).references.map(\.url)
}

struct HTMLReferencesTests {
    @Test(arguments: [
        "<img src=x>", "<script src=x></script>", "<iframe src=x></iframe>", "<embed src=x>", "<video src=x></video>",
        "<video poster=x></video>", "<audio src=x></audio>", "<track src=x>", "<audio><source src=x></audio>",
        "<video><source src=x type='video/mp4; codecs=a'></video>", "<source srcset=x>", "<img srcset=x>",
        "<object data=x></object>", "<input type=image src=x>", "<input src=x type=IMAGE>",
        "<svg><image href=x /></svg>", "<svg><image xlink:href=x /></svg>", "<svg><feImage href=x /></svg>",
        "<svg><use href=x></use></svg>", "<svg><use XLINK:HREF=x></use></svg>", "<body background=x>",
        "<table background=x>", "<td background=x>", "<link rel=stylesheet href=x>",
        "<link href=x rel='alternate StyleSheet'>", "<link rel='shortcut\nicon' href=x>",
        "<link rel=apple-touch-icon href=x>", "<link rel=apple-touch-icon-precomposed href=x>",
        "<link rel=mask-icon href=x>", "<link rel=manifest href=x>", "<link rel=preload as=font href=x>",
        "<link rel=modulepreload href=x>", "<link rel=prefetch href=x>", "<link rel=preload as=image imagesrcset=x>",
        "<p style='background: url(x)'>", "<a style=background:url(x)>", "<style>p { background: url(x) }</style>",
        "<style type='text/CSS'>@import 'x';</style>", "<style type>@import 'x';</style>",
        "<noscript><img src=x></noscript>", "<template shadowrootmode=open><img src=x></template>",
        "<iframe srcdoc='<img src=x>'></iframe>", "<frame src=x>", "<svg><script href=x></script></svg>",
        "<svg><script xlink:href=x></script></svg>", "<image src=x>", "<svg><rect fill='url(x)' /></svg>",
        "<svg><g stroke=url(x)></g></svg>", "<svg><g filter=url(x)></g></svg>",
        "<svg><g clip-path='url(\"x\")'></g></svg>", "<svg><g mask=url(x)></g></svg>",
        "<svg><path marker-start=url(x) /></svg>", "<svg><path marker-mid=url(x) /></svg>",
        "<svg><path marker-end=url(x) /></svg>", "<svg><g cursor='url(x),auto'></g></svg>",
        "<svg><title><img src=x></title></svg>", "<svg><template><image href=x /></template></svg>",
        "<svg><foreignObject><img src=x></foreignObject></svg>", "<svg><p>out</p><img src=x>",
        "<svg><div></svg><title/></title><img src=x>", "<svg><style><![CDATA[rect{fill:url(x)}]]></style></svg>",
    ])
    func `URLs that the page shows are loaded`(html: String) {
        #expect(urls(inHTML: html) == ["x"])
    }

    @Test(arguments: [
        "<a href=x>", "<area href=x>", "<form action=x>", "<button formaction=x>", "<blockquote cite=x>", "<p src=x>",
        "<a ping=x>", "<p background=x>", "<p data=x>", "<img poster=x>", "<video srcset=x>", "<img href=x>",
        "<link href=x>", "<link rel=canonical href=x>", "<link rel=alternate href=x>", "<link rel=next href=x>",
        "<link rel=prev href=x>", "<link rel=author href=x>", "<link rel=license href=x>", "<link rel=search href=x>",
        "<link rel=help href=x>", "<link rel=preconnect href=x>", "<link rel=dns-prefetch href=x>",
        "<link rel=iconic href=x>", "<link rel=next imagesrcset=x>", "<input src=x>", "<input type=text src=x>",
        "<meta content=x>", "<img data-src=x>", "<object type=application/x-shockwave-flash data=x></object>",
        "<embed src=x.swf>", "<object data=x.bin></object>", "<source src=x>",
        "<video><source src=x type=video/xyz></video>", "<link rel=preload href=x>",
        "<link rel=stylesheet disabled href=x>", "<link rel=stylesheet type=text/less href=x>",
        "<script type=text/babel src=x></script>", "<script language=vbscript src=x></script>",
        "<script type='text/javascript;charset=utf-8' src=x></script>", "<svg><image src=x /></svg>", "<p fill=url(x)>",
        "<image href=x>", "<use href=x>", "<frame srcdoc='<img src=x>'>", "<style type=text/less>@import 'x';</style>",
    ])
    func `URLs that the page only names are not loaded`(html: String) {
        #expect(urls(inHTML: html) == [])
    }

    @Test(arguments: [
        ("<template><img src=x></template><img src=y>", ["y"]),
        ("<TEMPLATE><template></template><img src=x></template><img src=y>", ["y"]),
        ("<template><style>@import 'x'</style><p style='background:url(x)'></template><img src=y>", ["y"]),
        ("<template><script>'</template>'</script><img src=x></template><img src=y>", ["y"]),
        ("<template><template shadowrootmode=open></template><img src=x></template><img src=y>", ["y"]),
        ("<template shadowrootmode=closed><template><img src=x></template><img src=y></template>", ["y"]),
        ("<template><base href=x><link rel=icon href=x>", []),
        ("</template><img src=y>", ["y"]),
    ])
    func `the content of a template is not loaded`(html: String, expected: [String]) {
        #expect(urls(inHTML: html) == expected)
    }

    @Test func `references come in document order`() {
        let html = """
            <link rel=icon href=1><style>@import "2"; p { background: url(3) }</style>
            <video poster=4 style="background: url(5)" src=6></video><img srcset="7 1x, 8 2x" src=9>
            """
        #expect(urls(inHTML: html) == ["1", "2", "3", "4", "5", "6", "7", "8", "9"])
    }

    @Test func `href overrides xlink:href`() {
        #expect(urls(inHTML: "<svg><use xlink:href=x href=y /></svg>") == ["y"])
    }

    @Test(arguments: [
        ("<img src=x>", nil),
        ("<base target=_blank><base href=/a/><base href=/b/>", "/a/"),
        ("<BASE HREF='/a&amp;b/'>", "/a&b/"),
        ("<template><base href=/a/></template>", nil),
        ("<!-- <base href=/a/> -->", nil),
    ])
    func `the first base with an href counts`(html: String, expected: String?) {
        #expect(HTMLReferences.scan(Array(html.utf8)).base?.value == expected)
    }

    @Test(arguments: [
        ("<img src=x>", [1]),
        ("\n\r\n\r<img\nsrc=\nx>", [6]),
        ("<!--\n-->\n<style>\n\n@import 'a';\n@import url(\nb);\n</style>\n<img src=c>", [5, 7, 9]),
        ("\n<img srcset='\na 1x,\n\nb 2x'>\n<img src=c>", [3, 5, 6]),
        ("\n<p style='color: red;\nbackground: url(a)'>", [3]),
        ("<img src=a\n\nsrcset='b'>", [1, 3]),
        ("\n<img src\n\n>", [2]),
    ])
    func `the line is that of the start of the value`(html: String, expected: [Int]) {
        #expect(HTMLReferences.scan(Array(html.utf8)).references.map(\.line) == expected)
    }

    private func first(_ html: String) -> Reference? { HTMLReferences.scan(Array(html.utf8)).references.first }

    @Test(
        arguments: [
            ("<script src=x></script>", .script), ("<script type=module src=x></script>", .module),
            ("<script type=module>import './x'</script>", .module), ("<link rel=stylesheet href=x>", .style),
            ("<style>@import 'x'</style>", .style),
            ("<img src=x>", .image), ("<style>@font-face{font-family:a;src:url(x)}</style>", .font),
            ("<iframe src=x></iframe>", .frame),
            ("<object data=x></object>", .frame), ("<video src=x></video>", .media), ("<track src=x>", .track),
            ("<svg><use href=x /></svg>", .drawing),
            ("<link rel=icon href=x>", .icon), ("<link rel=manifest href=x>", .other),
            ("<link rel=preload as=font href=x>", .font),
            ("<link rel=modulepreload href=x>", .script),
        ] as [(String, Reference.Destination)])
    func `a reference has the destination of its request`(html: String, destination: Reference.Destination) {
        #expect(first(html)?.destination == destination)
    }

    @Test(arguments: [
        ("<link rel=stylesheet href=x>", true), ("<link rel=stylesheet media=print href=x>", false),
        ("<script src=x></script>", true),
        ("<link rel='alternate stylesheet' href=x>", false), ("<script async src=x></script>", false),
        ("<script defer src=x></script>", false),
        ("<script type=module src=x></script>", false), ("<style>@import 'x'</style>", true), ("<img src=x>", false),
        ("<style media=print>@import 'x'</style>", false), ("<style>@import 'x' print</style>", true),
        ("<iframe srcdoc='<script src=x></script>'></iframe>", false), ("<svg><script href=x></script></svg>", true),
        ("<noscript><link rel=stylesheet href=x></noscript>", false),
    ])
    func `URLs that the page waits for are blocking`(html: String, isBlocking: Bool) {
        #expect(first(html)?.isBlocking == isBlocking)
    }

    @Test(arguments: [
        ("<img src=x>", false), ("<noscript><img src=x></noscript>", true), ("<img loading=lazy src=x>", true),
        ("<img srcset=x>", true),
        ("<img src=x srcset=y>", true), ("<picture><source srcset=y><img src=x></picture>", true),
        ("<picture><img src=x></picture>", false), ("<style media=print>p{background:url(x)}</style>", true),
        ("<style media=print>@import 'x'</style>", false), ("<link rel=preload as=image media=print href=x>", true),
        ("<video preload=none src=x></video>", true), ("<track src=x>", true), ("<track default src=x>", false),
        ("<script nomodule src=x></script>", true),
        ("<link rel=icon href=x>", true), ("<noscript><p style='background:url(x)'></noscript>", true),
    ])
    func `a URL that depends on the browser or the visitor is conditional`(html: String, isConditional: Bool) {
        #expect(first(html)?.isConditional == isConditional)
    }

    @Test(arguments: [
        ("import '/a'", ["/a"]), ("import a from './a'", ["./a"]), ("import {a, b as c} from \"../a\"", ["../a"]),
        ("export * from '/a'; export {b} from '/b'", ["/a", "/b"]), ("import('/a')", ["/a"]),
        ("import * as a from '/a'\nimport'/b'", ["/a", "/b"]),
        ("import a from 'a'", ["a"]), ("// import '/a'\nimport '/b'", ["/b"]), ("/* import '/a' */", []),
        ("'import \"/a\"'", []),
        ("const from = '/a'", []), ("x.import('/a')", ["/a"]), ("`import '/a'`", []),
        ("import a, {b} from 'https://h.example/a'", ["https://h.example/a"]),
        ("export const a = 'from'; f('/a')", []), ("let a = \"it's\"; import '/a'", ["/a"]), ("import(`/a`)", []),
        ("a = /[\"'/]/; import('/a')", ["/a"]), ("return /'/; import '/a'", ["/a"]),
        ("a / b; '\"'; import '/a' / 1", ["/a"]),
        ("import /* a */ '/a'", ["/a"]),
    ])
    func `a module loads its imports by URL`(script: String, expected: [String]) {
        #expect(ModuleImports.scan(Array(script.utf8)).map(\.url) == expected)
    }
}
