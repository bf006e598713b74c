import Testing

@testable import HTTP

@Suite struct AcceptTests {
    private static let types = ["text/html", "application/json", "text/plain"]

    /// The most preferred type; the first among equals.
    private func choice(_ values: [String]) throws -> String? {
        let accepted = try #require(Accept(RequestHead("GET", "/", fields: values.map { ("Accept", $0) })))
        var best: (type: String, preference: Accept.Preference)?
        for type in AcceptTests.types {
            guard let preference = accepted.preference(for: type) else { continue }
            if best.map({ $0.preference < preference }) ?? true { best = (type, preference) }
        }
        return best?.type
    }

    @Test(
        arguments: [
            ("text/html", "text/html"), ("application/json", "application/json"), ("TEXT/Plain", "text/plain"),
            // RFC 9110 §12.5.1: ranges
            ("*/*", "text/html"), ("text/*", "text/html"), ("application/*", "application/json"), ("image/png", nil),
            // Weights
            ("text/plain; q=0.5, text/html;q=0.4", "text/plain"),
            ("text/html;q=0.4, */*;q=0.5", "application/json"),
            // The most specific range decides the weight.
            ("*/*, text/html;q=0", "application/json"), ("text/*;q=0, text/plain;q=0.1", "text/plain"),
            ("text/html;q=0, text/plain;q=0, application/json;q=0, */*", nil),
            // Among equal weights the most specifically named type wins
            ("application/json, */*", "application/json"), ("*/*, text/plain", "text/plain"),
            ("text/*, application/json", "application/json"),
            // Parameters, in quotes too
            ("application/json;profile=\"a,b;q=0\"", "application/json"),
            ("text/plain;a=\"\\\",\";q=0, application/json;q=0.1", "application/json"),
            // The values of browsers
            ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8", "text/html"),
            ("image/avif,image/webp,*/*;q=0.8", "text/html"),
            // The values of clients of APIs
            ("application/json, text/plain, */*", "application/json"),
            // Malformed elements
            ("", nil), (",", nil), ("text", nil), ("*/html", nil), ("text/", nil), ("/html", nil),
            ("text/html/x, text/plain", "text/plain"), ("text/html;q=1.1, text/plain;q=0.1", "text/plain"),
            ("\"text/html\"", nil), ("text/html;x=\"", "text/html"),
        ] as [(String, String?)])
    func theMostPreferredTypeIsChosen(value: String, type: String?) throws {
        #expect(try choice([value]) == type)
    }

    @Test func linesAreOneList() throws {
        #expect(try choice(["text/html;q=0.5", "text/plain"]) == "text/plain")
    }

    @Test func withoutTheFieldThereIsNoPreference() {
        #expect(Accept(RequestHead("GET", "/")) == nil)
    }
}
