import Testing

@testable import HTTP

@Suite struct AcceptLanguageTests {
    private func lookUp(_ values: [String], in available: String) throws -> String? {
        let request = RequestHead("GET", "/", fields: values.map { ("Accept-Language", $0) })
        let tags = available.split(separator: " ").compactMap { LanguageTag(String($0)) }
        return try #require(AcceptLanguage(request)).lookUp(in: tags)?.text
    }

    @Test(
        arguments: [
            // RFC 4647 §3.4: the range loses subtags until a language matches
            ("zh-Hant-CN-x-private1-private2", "zh-Hant", "zh-Hant"),
            ("zh-Hant-CN-x-private1-private2", "zh zh-Hant-CN", "zh-Hant-CN"),
            ("de-CH", "en de", "de"),
            ("de-CH", "en de de-CH", "de-CH"),
            // A range does not match a narrower language.
            ("de", "de-CH", nil),
            ("fr", "en de", nil),
            // The next range only after all of the first
            ("de-CH, fr", "fr de", "de"),
            ("it, fr", "fr de", "fr"),
            // RFC 9110 §12.5.4: by weight, then in order
            ("da, en-gb;q=0.8, en;q=0.7", "en", "en"),
            ("en;q=0.1, de;q=0.2", "en de", "de"),
            ("en;q=0.5, de;q=0.5", "de en", "en"),
            ("en;q=0.999, de", "en de", "de"),
            ("en;q=0, de;q=0.1", "en de", "de"),
            // An excluded language is not found by a narrower range.
            ("en-GB, en;q=0", "en", nil),
            // RFC 4647 §3.4: `*` matches nothing by itself
            ("*", "en", nil),
            ("*, de;q=0.1", "en de", "de"),
            // RFC 5646 §2.1.1: in any case
            ("DE-ch", "de-CH", "de-CH"),
            // Codes of one language, old and new (the subtags' registry of RFC 5646 §3.1.1)
            ("iw", "en he", "he"), ("he-IL", "iw", "iw"), ("IN-id, en", "en id", "id"), ("ji", "yi", "yi"),
            ("jw", "jv", "jv"), ("ro", "mo", "mo"), ("no", "nb", "nb"), ("nb-NO", "no", "no"),
            ("nn, en", "no en", "en"), ("inh", "id", nil), ("iw-Latn", "he he-Latn", "he-Latn"),
            ("he;q=0, en-GB;q=0.1, iw-IL", "iw en", "en"),
            // Malformed elements
            ("", "de", nil), (",,", "de", nil), ("de;q=2", "de", nil), ("d, de", "de", "de"), ("de_CH", "de", nil),
            ("de ; q=0.5", "de", "de"), ("\u{0}\u{FF}, de", "de", "de"),
        ] as [(String, String, String?)])
    func looksUp(value: String, available: String, found: String?) throws {
        #expect(try lookUp([value], in: available) == found)
    }

    @Test func onlyTheFirstHundredRangesCount() throws {
        let others = (0..<99).map { _ in "fr" }.joined(separator: ",")
        #expect(try lookUp([others, "de"], in: "en de") == "de")
        #expect(try lookUp([others, "fr, de"], in: "en de") == nil)
    }

    @Test func linesAreOneList() throws {
        #expect(try lookUp(["fr;q=0.5", "de"], in: "fr de") == "de")
    }

    @Test func withoutTheFieldThereIsNoPreference() {
        #expect(AcceptLanguage(RequestHead("GET", "/")) == nil)
    }

    @Test(arguments: ["", "d", "de-", "-de", "de--CH", "deutschland", "de-123456789", "d1", "de CH", "dé"])
    func aMalformedTagIsRefused(text: String) {
        #expect(LanguageTag(text) == nil)
    }
}
