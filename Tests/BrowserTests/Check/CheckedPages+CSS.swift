extension CheckedPage {
    static let styles: [CheckedPage] = [
        CheckedPage(
            css: """
                p{background:url(/a.png)} i{background-image:url("/b.png"),linear-gradient(red,blue)} li{list-style:url(/c.png)}
                b::before{content:url(/d.png)} u{border-image:url(/e.png) 30} em{mask-image:url(/f.png)} h1{cursor:url(/g.cur),auto}
                h2{-webkit-mask:url(/h.png)} h3{background:URL( /i.png )}
                """, name: "properties"),
        CheckedPage(
            css: """
                p{background:url(/no.png);background:url(/a.png)} i{background:url(/b.png);background:-moz-linear-gradient(red,blue)}
                b{background-image:url(/no2.png);background:none} em{background:url(/c.png)!important;background:url(/no3.png)}
                u{background:url(/d.png);background-color:red} li{list-style-image:url(/no4.png);list-style:none}
                """, name: "the last declaration counts"),
        CheckedPage(
            css: """
                p{background:url(/no.png)\\9} i{backgroun:url(/no2.png)} b{color:url(/no3.png)} em{background:url(/no4.png) !ie}
                u{*background:url(/no5.png);background:url(/a.png)} h1{background:url(/no6.png) color:red} h2{background:src("/no7.png")}
                h3{filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='/no8.png')} li{behavior:url(/no9.htc)}
                p{background:url(/no10.png x)} ul{background:url(/b.png)} em{background:url("/no11.png" x)}
                """, name: "invalid declarations"),
        CheckedPage(
            css: """
                @charset "utf-8"; @import "/a.css"; @import url(/b.css) screen; @layer x; @import url("/c.css") layer(x);
                p{color:red} @import "/late.css"; @media screen{@import "/inside.css"; i{background:url(/d.png)}}
                """, name: "imports"),
        CheckedPage(
            css: "@import '/a/a.css'; p{background:url(/p.png)}", name: "imports of imports",
            [
                "a/a.css": "@import 'b.css'; i{background:url(../i.png)}", "a/b.css": "b{background:url(b.png)}",
                "i.png": "x",
            ]),
        CheckedPage(
            css: """
                @media screen{p{background:url(/a.png)}} @media print{p{background:url(/no.png)}}
                @supports (display:grid){i{background:url(/b.png)}} @supports (a:b){i{background:url(/no2.png)}}
                @layer x{b{background:url(/c.png)}} b:hover{background:url(/no3.png)}
                @unknown{u{background:url(/no4.png)}} em{background:url(/d.png)}
                """, name: "conditions"),
        CheckedPage(
            css:
                "ul{background:url(/a.png); li{background:url(/b.png)} &:hover{background:url(/no.png)}} p{background:url(/c.png)}",
            name: "nested rules"),
        CheckedPage(
            css: """
                p{background-image:image-set("/a.png" 1x,"/b.png" 2x)} i{background:-webkit-image-set(url(/c.png) 1x,url(/d.png) 2x)}
                b{background-image:-webkit-cross-fade(url(/e.png),url(/f.png),50%)}
                """, name: "image sets"),
        CheckedPage(
            css: """
                @font-face{font-family:a;src:url(/a.eot);src:url(/a.eot?#iefix) format("embedded-opentype"),
                url(/a.woff2) format("woff2"),url(/a.woff) format("woff"),url(/a.ttf) format(truetype),url(/a.svg#a) format("svg")}
                p{font-family:a} @font-face{font-family:c;src:local("no such font"),url(/c.woff2)} i{font-family:c}
                @font-face{src:url(/nameless.woff2)}
                """, name: "fonts"),
        CheckedPage(
            css: "p{--a:url(/a.png);background:var(--a)} i{--b:{background:url(/no.png)}} b{background:url(/b.png)}",
            name: "variables"),
        CheckedPage(
            css: """
                /* p{background:url(/no.png)} */ p{background:url(\\2f a.png)} i{background:url('/b\\'.png')} b{back\\67round:url(/c.png)}
                em{content:"url(/no2.png)"} u{background:url(/d\\
                .png)} h1{background:url(/e.png
                """, name: "escapes and comments"),
        CheckedPage(
            css:
                "<!-- p{background:url(/a.png)} --> i{background:url(b.png)} } b{background:url(/no.png)} em{background:url(/c.png)}",
            name: "signs of comments"),
        CheckedPage(
            css: "p{width:calc(1px}i{background:url(/no.png)} b{background:url(/no2.png)}",
            name: "what is left open swallows the rest"),
        CheckedPage(
            css:
                "p{filter:url(/a.svg#a)} i{clip-path:url(/b.svg#a)} b{background:url('/c.png')} @keyframes k{from{background:url(/k.png)}}",
            name: "drawings in style sheets"),
        CheckedPage(
            css: """
                p{background:var(--none) url(/no.png)} i{cursor:pointer url(/no2.cur)} b{cursor:url(/no3.cur)} em{background:image(url(/no4.png))}
                u{background:element(#x)} h1{shape-outside:url(/a.png);float:left} h2{backdrop-filter:url(/b.svg#a)}
                h3{-webkit-box-reflect:below 0 url(/c.png)} li{list-style:square url(/d.png)} ul{-webkit-mask-box-image:url(/e.png)}
                """, name: "values of several parts"),
        CheckedPage(
            "style sheets for print",
            """
            <style media=print>@import "/a.css"; p{background:url(/no.png)}</style><link rel=preload as=image media=print href=/no2.png>
            <link rel=preload as=image type=image/none href=/no3.png><p>x
            """),
        CheckedPage(
            "style attributes",
            "<p style='background:url(/a.png)'>x<p style='background:url(&quot;/b.png&quot;);color:red'>y<i style=background:url(c.png)>z</i>"
        ),
        CheckedPage(
            "style sheets of the site", "<link rel=stylesheet href=/css/a.css><p>x <i>y</i>",
            [
                "css/a.css": "p{background:url(x.png)} i{background:url(../y.png)}", "css/x.png": "x",
                "css/unused.css": "p{background:url(/no.png)}",
            ]),
        CheckedPage(
            "refused style sheets", "<link rel=stylesheet href=/a.scss><p>x", ["a.scss": "p{background:url(/no.png)}"]),
        CheckedPage(
            "invalid styles",
            "<style type=text/less>p{background:url(/no.png)}</style><style type=''>p{background:url(/a.png)}</style><p>x"
        ),
        CheckedPage(
            "style sheets in frames", "<iframe src=/f.html></iframe>",
            ["f.html": "<link rel=stylesheet href=f.css><p>x", "f.css": "p{background:url(f.png)}"]),
    ]

    static let bases: [CheckedPage] = [
        CheckedPage(
            "fixed base", "<base href=/b/><img src=a.png><img src=?q><img src=/c.png><p style='background:url(d.png)'>x"
        ),
        CheckedPage("two bases", "<base target=_top><base href=/b/><base href=/c/><img src=a.png>"),
        CheckedPage("relative base", "<base href=assets/><img src=a.png><img src=?q>"),
        CheckedPage("base that goes up", "<base href=../up/><img src=a.png><img src=../b.png>"),
        CheckedPage("base with a query", "<base href='?y=2'><img src=a.png><img src=?q>"),
        CheckedPage("data: base", "<base href='data:text/plain,x'><img src=a.png><img src=/b.png>"),
        CheckedPage("invalid base", "<base href='http://['><img src=a.png><img src=/b.png>"),
        CheckedPage("script base", "<base href='javascript:1'><img src=a.png>"),
        CheckedPage(
            "base after references",
            "<img src=early.png><link rel=stylesheet href=early.css><base href=/b/><img src=late.png>"),
        CheckedPage("base in a template", "<template><base href=/b/></template><img src=a.png>"),
    ]

    static let all = html + styles + rules + bases
}
