import TestSupport
import Testing

@testable import HTTP

@Suite struct AcceptEncodingTests {
    /// The coding that is preferred to all before it; nil for no coding.
    private func choice(
        _ values: [String], of available: [ContentCoding] = ContentCoding.allCases
    ) -> ContentCoding? {
        let accepted = AcceptEncoding(RequestHead("GET", "/", fields: values.map { ("accept-encoding", $0) }))
        return available.reduce(nil) { best, coding in
            accepted?.prefers(coding, to: best) ?? false ? coding : best
        }
    }

    @Test(
        arguments: [
            // RFC 9110 §12.5.3: the examples
            ("compress, gzip", .gzip),
            ("", nil),
            ("*", .brotli),
            ("compress;q=0.5, gzip;q=1.0", .gzip),
            ("gzip;q=1.0, identity; q=0.5, *;q=0", .gzip),
            // Of equals: brotli, zstandard, gzip
            ("gzip, deflate, br, zstd", .brotli),
            ("gzip, zstd", .zstandard),
            ("zstd;q=0.5, gzip;q=0.5", .zstandard),
            // §12.4.2: the highest weight; 1 is the default
            ("br;q=0.9, zstd;q=0.8, gzip", .gzip),
            ("br;q=0.001, gzip;q=0.002", .gzip),
            ("gzip;q=0.999, br", .brotli),
            // §12.4.2: 0 is not acceptable
            ("br;q=0, gzip", .gzip),
            ("br;q=0, zstd;q=0.0, gzip;q=0.000", nil),
            // §12.5.3: `*` stands for codings that are not listed
            ("*, br;q=0", .zstandard),
            ("*;q=0.5, gzip", .gzip),
            ("br;q=0.1, *;q=0.5", .zstandard),
            ("gzip, *;q=0", .gzip),
            ("*;q=0", nil),
            // §12.5.3: identity is acceptable by default, and preferred only by name
            ("identity", nil),
            ("identity, gzip;q=0.5", nil),
            ("gzip;q=0.5, identity;q=0.6", nil),
            ("gzip;q=0.5, identity;q=0.5", .gzip),
            ("gzip;q=0.1", .gzip),
            ("gzip;q=0.1, br;q=0.1, zstd;q=0.1, *;q=0.5", nil),
            ("gzip, identity;q=0", .gzip),
            // §12.5.3: identity is used even if nothing is acceptable
            ("identity;q=0", nil),
            ("compress, identity;q=0", nil),
            ("*;q=0, identity;q=0", nil),
            // §8.4.1: names in any case; §8.4.1.3: x-gzip is gzip
            ("GZip", .gzip),
            ("ZSTD;Q=1", .zstandard),
            ("x-gzip", .gzip),
            ("X-GZIP;q=0, *", .brotli),
            // Of two weights for one coding the lower
            ("gzip, gzip;q=0", nil),
            ("x-gzip;q=0, gzip", nil),
            ("br;q=0.2, br;q=0.9, gzip;q=0.5", .gzip),
        ] as [(String, ContentCoding?)])
    func theHighestWeightIsPreferred(value: String, coding: ContentCoding?) {
        #expect(choice([value]) == coding)
    }

    @Test(
        arguments: [
            // RFC 9110 §5.6.1.2: empty elements; §5.6.3: blanks
            (",", nil), (",,gzip,,", .gzip), (" , \t gzip\t ,", .gzip), ("gzip ; q=1", .gzip), ("gzip\t;\tq=0", nil),
            // §12.4.2: a malformed weight invalidates only its element
            ("br;q=, gzip", .gzip), ("br;q, gzip", .gzip), ("br;, gzip", .gzip), ("br;q=2, gzip", .gzip),
            ("br;q=1.001, gzip", .gzip), ("br;q=0.1234, gzip;q=0.1", .gzip), ("br;q=-1, gzip", .gzip),
            ("br;q=.5, gzip", .gzip), ("br;q=0,5, gzip;q=0.1", .gzip), ("br;q=1.0.0, gzip", .gzip),
            ("br;q=0x1, gzip", .gzip), ("br;q =1, gzip", .gzip), ("br;q= 1, gzip", .gzip), ("br;x=1, gzip", .gzip),
            ("br;q=1;x=1, gzip", .gzip), ("br;q=\"1\", gzip", .gzip), ("br;q=1e0, gzip", .gzip),
            ("*;q=nan, gzip", .gzip), ("gzip;q=0.0000", nil),
            // §12.4.2: a dot with nothing after it is a weight
            ("br;q=1., gzip", .brotli), ("br;q=0., gzip", .gzip), ("br;q=1.000, gzip;q=0.999", .brotli),
            // Names of codings that the server does not know
            ("b r", nil), ("gzip br", nil), ("gzipp", nil), ("gzi", nil), ("=", nil), (";", nil), (";q=1", nil),
            ("\"gzip\"", nil), ("**", nil), ("gzip\u{0}", nil), ("gzip/1", nil), ("ｇｚｉｐ", nil),
        ] as [(String, ContentCoding?)])
    func malformedElementsAreIgnored(value: String, coding: ContentCoding?) {
        #expect(choice([value]) == coding)
    }

    // RFC 9110 §5.3: lines of one name are one list
    @Test(
        arguments: [
            (["gzip;q=0.5", "br"], .brotli), (["gzip", ""], .gzip), (["gzip", "br;q=0"], .gzip), (["", ""], nil),
            (["gzip;", "q=1"], nil),
        ] as [([String], ContentCoding?)])
    func severalLinesAreOneList(values: [String], coding: ContentCoding?) {
        #expect(choice(values) == coding)
    }

    @Test func aRequestWithoutTheFieldHasNoPreference() {
        let request = RequestHead("GET", "/", fields: [("Accept", "gzip"), ("Accept-Encodin", "gzip"), ("TE", "gzip")])
        #expect(AcceptEncoding(request) == nil)
        #expect(AcceptEncoding(RequestHead("GET", "/", fields: [("ACCEPT-ENCODING", "")])) != nil)
    }

    @Test(
        arguments: [
            ([], nil), ([.gzip], .gzip), ([.zstandard, .gzip], .zstandard), ([.brotli, .gzip], .brotli),
        ] as [([ContentCoding], ContentCoding?)])
    func theBestAvailableCodingIsChosen(available: [ContentCoding], coding: ContentCoding?) {
        #expect(choice(["*"], of: available) == coding)
        #expect(choice(["br, zstd, gzip"], of: available) == coding)
        #expect(choice(["br;q=0.1, gzip;q=0, identity;q=0.2"], of: available) == nil)
    }

    @Test func readingTakesLinearTime() {
        for piece in [",", " ", "gzip;q=0.5,", ";q="] {
            let value = String(repeating: piece, count: 100_000)
            let nanoseconds = processorTime { _ = choice([value]) }
            #expect(nanoseconds < 10e9)
        }
    }
}
