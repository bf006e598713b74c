extension CheckedPage {
    /// Rules that match elements of the page, and rules that match none.
    static let rules: [CheckedPage] = [
        CheckedPage(
            "rules by type, class, id and attribute",
            """
            <!doctype html><style>.a{background:url(/a.png)} .A{background:url(/no.png)} #b{background:url(/b.png)} #B{background:url(/no1.png)}
            u{background:url(/no2.png)} p.a.c{border-image:url(/c.png) 9} i.a{background:url(/no3.png)} *{mask-image:url(/d.png)}
            [href$=".pdf"]{background:url(/e.png)} [href$=".PDF"]{background:url(/no4.png)} [type=TEXT]{background:url(/f.png)}
            [title~=two]{border-image:url(/g.png) 9} [title~=tw]{background:url(/no5.png)} .\\31 0{background:url(/h.png)}</style>
            <p class="a c">x<i id=b>y</i><a href=/x.pdf title="one two">z</a><input type=text><b class=10>10</b><ul><li>q</ul>
            """),
        CheckedPage(
            "rules by combinators",
            """
            <!doctype html><style>ul li{background:url(/a.png)} ul>li>b{background:url(/b.png)} ul>b{background:url(/no.png)}
            li+li{background:url(/c.png)} li+ul{background:url(/no1.png)} p~div{background:url(/d.png)} div~p{background:url(/no2.png)}
            body>p{background:url(/e.png)} p p,p div{background:url(/no3.png)} table>tr{background:url(/no4.png)}
            tbody>tr>td{background:url(/f.png)} td td{background:url(/no5.png)}</style>
            <p>x<ul><li>a<b>b</b><li>c</ul><div>d</div><table><tr><td>x<td>y</table>
            """),
        CheckedPage(
            "rules by pseudo-classes",
            """
            <!doctype html><style>:root{background:url(/a.png)} p:not(.a){background:url(/b.png)} p:not(p){background:url(/no.png)}
            :is(.no,i){background:url(/c.png)} :where(.no,u){background:url(/no1.png)} li:first-child{background:url(/d.png)}
            li:last-child{list-style:url(/e.png)} p:first-child:last-child{background:url(/no2.png)} .no:hover{background:url(/no3.png)}
            a:link{background:url(/f.png)} i:nth-child(1){border-image:url(/g.png) 9} .no::before{content:url(/no4.png)}
            b::after{content:url(/h.png)} p:has(i){border-image:url(/i.png) 9}</style>
            <p class=a>x <i>y</i><p>z <a href=/q>q</a><b>b</b><ul><li>1<li>2</ul>
            """),
        CheckedPage(
            "nested rules for some elements",
            """
            <!doctype html><style>.a{p{background:url(/a.png)} u{background:url(/no.png)} & > i{background:url(/b.png)} &.no{background:url(/no1.png)}
            .x &{border-image:url(/c.png) 9} @media all{background:url(/d.png)} +b{background:url(/e.png)}} .no{p{background:url(/no2.png)}}
            </style><body class=x><div class=a><p>x</p><i>y</i></div><b>z</b>
            """),
        CheckedPage(
            "classes in quirks mode",
            "<style>.A{background:url(/a.png)} #B{background:url(/b.png)}</style><p class=a>x<i id=b>y</i>"),
        CheckedPage(
            "a bundle of styles",
            "<!doctype html><link rel=stylesheet href=/css/all.css><body class=page><h1>Down</h1><p>Sorry",
            [
                "css/all.css": (0..<40).map { ".icon-\($0){background:url(icons/\($0).png)}" }.joined(separator: "\n")
                    + "h1{background:url(h1.png)} .page p{background:url(p.png)} .nav .page{background:url(no.png)}"
            ]),
        CheckedPage(
            "a sheet that page and frame use",
            "<!doctype html><link rel=stylesheet href=/a.css><p>x<iframe src=/f.html></iframe>",
            [
                "a.css": "p{background:url(p.png)} b{background:url(b.png)} i{background:url(no.png)}",
                "f.html": "<!doctype html><link rel=stylesheet href=/a.css><b>x</b>",
            ]),
        CheckedPage(
            "a sheet that a script changes the page for",
            "<!doctype html><style>.no{background:url(/no.png)} p{background:url(/a.png)}</style><p>x<script>1</script>"
        ),
        CheckedPage(
            "fonts of some elements",
            """
            <!doctype html><style>@font-face{font-family:"One Two";src:url(/a.woff2)} @font-face{font-family:unused;src:url(/no.woff2)}
            @font-face{font-family:other;src:url(/no1.woff2)} @font-face{font-family:short;src:url(/b.woff2)}
            @font-face{font-family:icons;src:url(/c.woff2)} p{font-family:one two,serif} .no{font-family:other}
            b{font:italic bold 12px/30px Short,serif} .i::before{font-family:icons;content:"x"}</style><p>x</p><b>y</b><i class=i></i>
            """),
        CheckedPage(
            "tags that are left out",
            """
            <!doctype html><title>t</title><style>head p,li li,p ul,dt dd,option option,h1 h2{background:url(/no.png)}
            html>body>p{border-image:url(/a.png) 9} ul>li+li{background:url(/b.png)} dl>dt+dd{background:url(/c.png)}
            div+p{background:url(/d.png)}</style><p>x<ul><li>a<li>b</ul><dl><dt>a<dd>b</dl><div><p>y</div><p>z
            """),
        CheckedPage(
            "import maps",
            """
            <!doctype html><script type=importmap>{"imports": {"a": "/a.js", "lib/": "/lib/", "unused": "/no.js", "/b.js": "/c.js"}}</script>
            <script type=module>import "a"; import "lib/x.js"; import "/b.js"; import data from "/d.json" with {type: "json"}</script><p>x
            """, ["a.js": "import 'lib/y.js'", "c.js": "", "d.json": "{}", "lib/x.js": "", "lib/y.js": ""]),
        CheckedPage(
            "drawings with styles",
            "<!doctype html><svg><style>rect{fill:url(/a.svg#a)} circle{fill:url(/no.svg#a)}</style><rect width=9 height=9 /></svg><object data=/o.svg></object>",
            [
                "o.svg":
                    "<svg xmlns='http://www.w3.org/2000/svg'><style>svg:root > g rect{fill:url(/b.svg#a)} body rect,.no{fill:url(/no2.svg#a)}</style><g><rect width='9' height='9'/></g></svg>"
            ]),
    ]
}
