/// A page that `maintenance check` and Chromium both read.
struct CheckedPage {
    let name: String
    let html: String
    var files: [String: String] = [:]
    /// Whether the file is UTF-16 with a byte order mark.
    var isUTF16 = false

    init(_ name: String, _ html: String, _ files: [String: String] = [:]) {
        self.name = name
        self.html = html
        self.files = files
    }

    /// A style sheet whose rules are for elements that the page has.
    init(css: String, name: String, _ files: [String: String] = [:]) {
        let body = "<p>p <i>i</i> <b>b</b> <em>em</em> <u>u</u><ul><li>li</ul><h1>h1</h1><h2>h2</h2><h3>h3</h3>"
        self.init(name, "<!doctype html><style>\(css)</style>\(body)", files)
    }

    static let drawing =
        "<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><g id='a'><rect width='9' height='9'/></g></svg>"
}

extension CheckedPage {
    static let utf16: CheckedPage = {
        var page = CheckedPage(
            "UTF-16", "<p>größer<img src=/a.png><img src='/größe.png'><style>p{background:url(/b.png)}</style>")
        page.isUTF16 = true
        return page
    }()

    static let html: [CheckedPage] = [
        utf16,
        CheckedPage(
            "pictures", "<img src=/a.png><img src=b.png><input type=image src=/c.png><image src=/d.png><img src>"),
        CheckedPage(
            "urls",
            """
            <img src=../css/a.png><img src=./x.png><img src=?y><img src="  /blank.png  "><img src=../../../top.png>
            <img src="/a b.png"><img src='/q"uote.png'><img src=/x/../y.png><img src=/%2e%2e/z.png><img src=/a/./b/.png>
            """),
        CheckedPage(
            "odd urls",
            """
            <img src="http:/rel.png"><img src="http:rel2.png"><img src='\\back\\slash.png'><img src="/{}|^`.png">
            <img src="/q?a b'<c"><img src="/a%zz.png"><img src="/x.png#fragment"><img src="/t\tab.png"><img src="/a;b=c,d.png">
            """),
        CheckedPage(
            "character references",
            "<img src='/caf&eacute;.png'><img src='/&#x61;&#98;.png'><img src='/?a=1&lt=2&amp;b'><img src='/&Aring;&notit;.png'>"
        ),
        CheckedPage("letters outside ASCII", "<img src=/größe.png><img src=/日本.png><img src=/gr%C3%B6%C3%9Fe2.png>"),
        CheckedPage(
            "tables",
            "<body background=/b.png><table background=/t.png><tr background=/r.png><td background=/d.png>x</table>"),
        CheckedPage(
            "sources of a picture",
            "<picture><source srcset=/a.png><img src=/b.png></picture><img srcset='/c.png, /d.png 2x'>"),
        CheckedPage(
            "hidden",
            "<div hidden><img src=/a.png></div><details><img src=/b.png></details><dialog><img src=/c.png></dialog>"),
        CheckedPage(
            "inert",
            """
            <p>x<template><img src=/a.png></template><textarea><img src=/b.png></textarea><xmp><img src=/c.png></xmp>
            <!-- <img src=/d.png> --><!--[if IE]><img src=/e.png><![endif]--><img src=/f.png data-src=/g.png>
            <noembed><img src=/h.png></noembed><a href=/i ping=/j>x</a><form action=/k></form><img src=data:,x><img src=javascript:1>
            """),
        CheckedPage(
            "shadow roots", "<div><template shadowrootmode=open><img src=/a.png><slot></slot></template>x</div>"),
        CheckedPage(
            "without scripts",
            "<p>x<noscript><img src=/a.png><link rel=stylesheet href=/a.css></noscript><img src=/b.png>"),
        CheckedPage(
            "links",
            """
            <link rel=stylesheet href=/a.css><link rel=stylesheet media=print href=/print.css><link rel="alternate stylesheet"
            title=x href=/alternate.css><link rel=stylesheet type=text/less href=/less.less><link rel=stylesheet disabled href=/d.css>
            <link rel=canonical href=/canonical><link rel=next href=/next><p>x
            """),
        CheckedPage(
            "preloads",
            """
            <link rel=preload as=image href=/a.png><link rel=preload as=script href=/a.js><link rel=preload as=style href=/a.css>
            <link rel=preload href=/none><link rel=modulepreload href=/m.js><link rel=prefetch href=/later.js>
            <link rel=preload as=font crossorigin href=/f.woff2><link rel=preload as=fetch crossorigin href=/data.json><p>x
            """, ["m.js": "import './dependency.js'", "dependency.js": ""]),
        CheckedPage(
            "icons",
            "<link rel=icon href=/icon.png><link rel=apple-touch-icon href=/touch.png><link rel=manifest href=/m.json><p>x"
        ),
        CheckedPage(
            "scripts",
            """
            <script src=/a.js></script><script async src=/b.js></script><script defer src=c.js></script><script nomodule src=/d.js>
            </script><script type=text/babel src=/e.jsx></script><script language=vbscript src=/f.vbs></script><script
            type="text/javascript;charset=utf-8" src=/g.js></script><script type=TEXT/JavaScript src=/h.js></script>
            <script language=javascript src=/i.js></script><script><!-- <script> '</script>' <img src=/x.png> --></script><p>x
            """),
        CheckedPage(
            "modules",
            """
            <script type=module src=/a.js></script><script type=module>
            // import '/comment.js'
            import "./relative.js"; import * as b from '/b.js'
            </script><script type=importmap>{"imports": {"v": "/unused.js"}}</script><p>x
            """,
            [
                "a.js": "import {x} from './lib/x.js'; export * from '/y.js'; const s = 'from \"/no.js\"'",
                "lib/x.js": "import '../z.js'; export const x = 1", "y.js": "/* import '/no.js' */", "z.js": "",
                "b.js": "",
            ]),
        CheckedPage(
            "refused module", "<script type=module src=/src/main.jsx></script><p>x",
            ["src/main.jsx": "import './App.jsx'"]),
        CheckedPage(
            "sound and film",
            """
            <video src=/a.mp4 poster=/a.png></video><video preload=none src=/b.mp4></video><audio src=/c.mp3></audio>
            <video><source src=/d.xyz type=video/xyz><source src=/e.mp4 type=video/mp4><source src=/f.webm type=video/webm></video>
            <video src=/g.mp4><track default src=/g.vtt><track src=/h.vtt></video>
            """),
        CheckedPage(
            "frames", "<iframe src=/f.html></iframe><iframe src=/missing.html></iframe>",
            ["f.html": "<img src=in.png><a href=x>x</a>", "in.png": "x"]),
        CheckedPage(
            "nested frames", "<iframe src=/a/f.html></iframe>",
            ["a/f.html": "<iframe src=g.html></iframe>", "a/g.html": "<base href=/b/><img src=x.png>"]),
        CheckedPage("srcdoc", "<iframe srcdoc='<img src=/a.png><img src=b.png>' src=/not.html></iframe>"),
        CheckedPage(
            "frameset",
            "<frameset cols=50%,50%><frame src=/a.html><frame src=b.html></frameset><noframes><img src=/n.png></noframes>",
            ["a.html": "<img src=a.png>"]),
        CheckedPage(
            "objects",
            """
            <object data=/a.svg type=image/svg+xml></object><object data=/b.png><img src=/c.png></object>
            <embed src=/d.svg>
            """,
            [
                "a.svg": "<svg xmlns='http://www.w3.org/2000/svg'><image href='in.png'/></svg>",
                "d.svg":
                    "<svg xmlns='http://www.w3.org/2000/svg'><style><![CDATA[rect{fill:url(/e.svg#a)}]]></style><rect width='9' height='9'/></svg>",
            ]),
        CheckedPage(
            "drawings",
            """
            <svg><image href=/a.png /><image xlink:href=/b.png /><image xlink:href=/no.png href=/c.png /><image src=/none.png />
            <use href=/sprite.svg#a /><filter id=f><feImage href=/fe.png /></filter><rect filter=url(#f) width=9 height=9 />
            <script href=/s.js></script></svg>
            """, ["sprite.svg": drawing]),
        CheckedPage(
            "presentation attributes",
            """
            <svg><rect width=9 height=9 clip-path="url(/c.svg#a)" fill="url(/f.svg#a)" stroke="url('/s.svg#a')" filter=url(/fi.svg#a)
            mask="url(/m.svg#a)" /><path d="M0 0L5 5L9 0" marker-start=url(/ms.svg#a) marker-mid=url(/mm.svg#a)
            marker-end=url(/me.svg#a) /><rect fill="url(#local)" width=1 height=1 /></svg>
            """),
        CheckedPage(
            "html in svg",
            """
            <svg><title><img src=/a.png></title><template><image href=/b.png /></template><foreignObject><img src=/c.png>
            </foreignObject><desc><img src=/d.png></desc><p>out</p><img src=/e.png></svg><svg/><title><img src=/no.png></title>
            """),
        CheckedPage(
            "plug-ins",
            """
            <object type=application/x-shockwave-flash data=/a.swf><img src=/a.png></object><embed src=/b.swf><object data=/c.bin>
            </object><object type=image/png data=/d.png></object><embed src=/e.html type=text/html><object type=foo/bar data=/f></object>
            """, ["e.html": "<p>x"]),
        CheckedPage(
            "forms and links",
            """
            <form action=/contact.php method=post><input name=a><button formaction=/other.php>x</button></form><a href=/a><img src=/a.png>
            </a><map name=m><area href=/b></map><svg><a href=/c><text>x</text></a></svg>
            """, ["contact.php": "x"]),
        CheckedPage("a refresh", "<meta http-equiv=refresh content='600; url=/later'><p>x<img src=/a.png>"),
        CheckedPage(
            "nothing without scripts", "<div id=root></div><script type=module src=/a.js></script>",
            ["a.js": "import('/lazy.js')"]),
        CheckedPage(
            "another host",
            "<p>x<img src=//www.example.invalid/a.png><img src=http://www.example.invalid/b.png><img src=/c.png>"),
        CheckedPage(
            "classic scripts",
            "<script>import('/a.js'); // import '/no.js'</script><script type=text/template><img src=/no.png></script><p>x",
            ["a.js": "export default 1"]),
        CheckedPage("leftovers", "<p>{{ name }}<img src='/{{ x }}.png'><img src=/fine.png>"),
    ]
}
