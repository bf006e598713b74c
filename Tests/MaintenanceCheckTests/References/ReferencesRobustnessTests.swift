import MaintenanceCheck
import Testing

/// SplitMix64, so that a failing input can be found again.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}

struct ReferencesRobustnessTests {
    private static let page = """
        <!doctype html><!-- c --><base href="/"><link rel="icon" href=/i.png imagesrcset="a 1x, b (2,3)">
        <style>@import "a"; @namespace url(n); p{background:image-set("b" 1x,url( c )) url(\\2f d)}/* e */</style>
        <svg><![CDATA[ x ]]><use xlink:href='#a'/><style/></svg><template><img src=x></template>
        <script src=s><!-- <script> </script> --></script><p style="background:url(&quot;f&#x2f;g&#47;&amp;&quot;)">
        """

    private func scanEverything(_ bytes: [UInt8]) {
        let lineCount = bytes.count { $0 == 10 || $0 == 13 } + 1
        let references = HTMLReferences.scan(bytes).references + CSSReferences.scan(bytes)
        #expect(references.allSatisfy { 1...lineCount ~= $0.line })
        _ = references.map(\.kind)
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `random bytes are scanned to their end`(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let alphabet = Array("<>!-/[]()\"'=&#;:@\\*{},urlx2 \n\r".utf8) + [0x00, 0x80, 0xC3, 0xFF]
        for _ in 0..<300 {
            let length = Int.random(in: 0...200, using: &generator)
            scanEverything((0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) })
            scanEverything((0..<length).map { _ in alphabet.randomElement(using: &generator) ?? 0 })
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a damaged page is scanned to its end`(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
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

    /// At this size a scanner that looks far ahead or back at every byte takes minutes.
    @Test(
        .timeLimit(.minutes(15)),
        arguments: [
            ("", "<"), ("", "</"), ("", "<!"), ("", "<!--"), ("", "<a "), ("", "<a b='"), ("", "<img src=a src=b "),
            ("", "<template>"), ("", "<style>"), ("", "<p style=url(x)>"), ("", "<style>@import 'x'</style>"),
            ("<!--", "-- "), ("<svg><![CDATA[", "]]"), ("<title>", "</titl"), ("<img src='", "&"), ("<img src='", "&#"),
            ("<img src='&#x", "0"), ("<img ", "src "), ("<img srcset='", ",,a "), ("<img srcset='", "a ("),
            ("<script>", "<!--"), ("<script><!--", "<script"), ("<script><!--<script>", "</script -"),
            ("", "url("), ("", "url( "), ("", "url('"), ("", "@import "), ("", "@import'x'\n"), ("", "\\"),
            ("", "\\0 "), ("", "/*"), ("", "/**/"), ("", "("), ("", ")"), ("", "'"), ("", "\"\n"), ("", "a"),
            ("", "\r"),
        ]
    )
    func `the time is linear in the size`(start: String, repeated: String) {
        let middle = String(repeating: repeated, count: 262_144 / repeated.utf8.count)
        scanEverything(Array((start + middle + "'>").utf8))
    }
}
