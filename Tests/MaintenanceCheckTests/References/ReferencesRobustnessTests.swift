import TestSupport
import Testing

@testable import MaintenanceCheck

struct ReferencesRobustnessTests {
    private static let page = """
        <!doctype html><!-- c --><base href="/"><link rel="icon" href=/i.png imagesrcset="a 1x, b (2,3)">
        <style>@import "a"; @namespace url(n); p{background:image-set("b" 1x,url( c )) url(\\2f d)}/* e */</style>
        <svg><![CDATA[ x ]]><use xlink:href='#a'/><style/></svg><template><img src=x></template>
        <script src=s><!-- <script> </script> --></script><p style="background:url(&quot;f&#x2f;g&#47;&amp;&quot;)">
        """

    private func scanEverything(_ bytes: [UInt8]) {
        let lineCount = bytes.count { $0 == 10 || $0 == 13 } + 1
        let references =
            HTMLReferences.scan(bytes).references + CSSReferences.scan(bytes).references + ModuleImports.scan(bytes)
        #expect(references.allSatisfy { 1...lineCount ~= $0.line })
        _ = references.map { ResolvedURL($0.url, against: .page) }
        _ = XMLSyntax.lineOfFault(in: bytes)
        var matcher = SelectorMatcher(TreeBuilder.build(bytes))
        let selectors = String(decoding: bytes.prefix(1000), as: UTF8.self)
        _ = matcher.matches(of: [StyleRule(selectors: selectors, parent: nil, depth: 0)])
        _ = SelectorParser.parse(String(decoding: bytes, as: UTF8.self))
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `random bytes are scanned to their end`(seed: UInt64) {
        var generator = SeededRandom(seed: seed)
        let alphabet = Array("<>!-/[]()\"'=&#;:@\\*{},urlx2 \n\r".utf8) + [0x00, 0x80, 0xC3, 0xFF]
        for _ in 0..<300 {
            let length = Int.random(in: 0...200, using: &generator)
            scanEverything((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
            scanEverything((0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 })
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a damaged page is scanned to its end`(seed: UInt64) {
        var generator = SeededRandom(seed: seed)
        for _ in 0..<300 {
            var bytes = Array(Self.page.utf8)
            for _ in 0..<Int.random(in: 1...8, using: &generator) {
                let index = bytes.indices.randomElement(using: &generator) ?? 0
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                default: bytes.insert(contentsOf: bytes[index...].prefix(20), at: index / 2)
                }
            }
            scanEverything(bytes)
        }
    }

    @Test func `a page cut anywhere is scanned to its end`() {
        let bytes = Array(Self.page.utf8)
        for length in bytes.indices {
            scanEverything(Array(bytes.prefix(length)))
        }
    }

    /// A scanner that looks far ahead or back at every byte would take longer.
    @Test(
        arguments: [
            ("", "<"), ("", "</"), ("", "<!"), ("", "<!--"), ("", "<a "), ("", "<a b='"), ("", "<img src=a src=b "),
            ("", "<template>"), ("", "<style>"), ("", "<p style=url(x)>"), ("", "<style>@import 'x'</style>"),
            ("<!--", "-- "), ("<svg><![CDATA[", "]]"), ("<title>", "</titl"), ("<img src='", "&"), ("<img src='", "&#"),
            ("<img src='&#x", "0"), ("<img ", "src "), ("<img srcset='", ",,a "), ("<img srcset='", "a ("),
            ("<script>", "<!--"), ("<script><!--", "<script"), ("<script><!--<script>", "</script -"),
            ("", "url("), ("", "url( "), ("", "url('"), ("", "@import "), ("", "@import'x'\n"), ("", "\\"),
            ("", "\\0 "), ("", "/*"), ("", "/**/"), ("", "("), ("", ")"), ("", "'"), ("", "\"\n"), ("", "a"),
            ("", "\r"), ("", "{{"), ("", "{% "), ("", "<?php"), ("", "${"), ("", "%A"), ("", "<svg>"),
            ("", "<svg></p>"), ("", "<svg></title>"),
            ("", "<svg><title>"), ("", "<iframe srcdoc='"),
            ("", "<iframe/srcdoc=<"), ("", "<p data-a=b.png>"), ("<p ", "data-a=b.png "), ("", "<base href=a>"),
            ("a{", "background:url(x);"),
            ("", "a{"), ("", "a{b:hover{"), ("", "@media{"), ("@font-face{font-family:a;src:", "url(x),"),
            ("import", "/*"), ("", "import'/a';"),
            ("", "`"), ("", "<a b=''>"), ("<a>", "&lt;"), ("", "<!DOCTYPE ["), ("", "<picture><source srcset=a>"),
            ("", "<video><source src=a>"),
            ("<svg fill='", "url(x) "), ("", "<meta http-equiv=refresh content=1;url=x>"),
            ("", ":is("), ("", "a>"), ("", ":not(a"), ("", "[a="), ("", "<table><tr>"), ("", "<li><p>"),
            ("", "<b><p></b>"),
            ("<p ", "a=b "), ("<p class='", "a "), ("<style>a{", "a{mask:url(x);"), ("<style>", "a{font:a}"),
            ("<p>", "&nbsp;"),
        ]
    )
    func `the time is linear in the size`(start: String, repeated: String) {
        let ratio = growth(from: 8192) { size in
            let middle = String(repeating: repeated, count: size / repeated.utf8.count)
            scanEverything(Array((start + middle + "'>").utf8))
        }
        #expect(ratio <= 14)
    }
}
