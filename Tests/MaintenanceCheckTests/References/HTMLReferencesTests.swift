import MaintenanceCheck
import Testing

func urls(inHTML html: String) -> [String] {
    HTMLReferences.scan(Array(html.utf8)).references.map(\.url)
}

struct HTMLReferencesTests {
    @Test(arguments: [
        "<img src=x>", "<script src=x></script>", "<iframe src=x></iframe>", "<embed src=x>",
        "<video src=x></video>", "<video poster=x></video>", "<audio src=x></audio>", "<track src=x>",
        "<source src=x>", "<source srcset=x>", "<img srcset=x>", "<object data=x></object>",
        "<input type=image src=x>", "<input src=x type=IMAGE>",
        "<svg><image href=x /></svg>", "<svg><image xlink:href=x /></svg>", "<svg><feImage href=x /></svg>",
        "<svg><use href=x></use></svg>", "<svg><use XLINK:HREF=x></use></svg>",
        "<body background=x>", "<table background=x>", "<td background=x>",
        "<link rel=stylesheet href=x>", "<link href=x rel='alternate StyleSheet'>",
        "<link rel='shortcut\nicon' href=x>", "<link rel=apple-touch-icon href=x>",
        "<link rel=apple-touch-icon-precomposed href=x>",
        "<link rel=mask-icon href=x>", "<link rel=manifest href=x>", "<link rel=preload href=x>",
        "<link rel=modulepreload href=x>", "<link rel=prefetch href=x>", "<link rel=preload as=image imagesrcset=x>",
        "<p style='background: url(x)'>", "<a style=background:url(x)>", "<style>p { background: url(x) }</style>",
        "<style type='text/CSS'>@import 'x';</style>", "<style type>@import 'x';</style>",
        "<noscript><img src=x></noscript>",
        "<template shadowrootmode=open><img src=x></template>",
    ])
    func `what the page shows is loaded`(html: String) {
        #expect(urls(inHTML: html) == ["x"])
    }

    @Test(arguments: [
        "<a href=x>", "<area href=x>", "<form action=x>", "<button formaction=x>", "<blockquote cite=x>", "<p src=x>",
        "<a ping=x>", "<p background=x>", "<p data=x>", "<img poster=x>", "<video srcset=x>", "<img href=x>",
        "<link href=x>", "<link rel=canonical href=x>", "<link rel=alternate href=x>", "<link rel=next href=x>",
        "<link rel=prev href=x>", "<link rel=author href=x>", "<link rel=license href=x>", "<link rel=search href=x>",
        "<link rel=help href=x>", "<link rel=preconnect href=x>", "<link rel=dns-prefetch href=x>",
        "<link rel=iconic href=x>", "<link rel=next imagesrcset=x>",
        "<input src=x>", "<input type=text src=x>", "<meta content=x>", "<img data-src=x>",
        "<iframe srcdoc='<img src=x>'>",
        "<style type=text/less>@import 'x';</style>",
    ])
    func `what the page only names is not loaded`(html: String) {
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
        #expect(HTMLReferences.scan(Array(html.utf8)).base == expected)
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
    func `a line is where the value begins`(html: String, expected: [Int]) {
        #expect(HTMLReferences.scan(Array(html.utf8)).references.map(\.line) == expected)
    }
}
