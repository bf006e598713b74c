import MaintenanceSite
import TestSupport
import Testing

@testable import MaintenanceCheck

@Suite struct JSONSyntaxTests {
    @Test(arguments: [
        "{}", "[]", " {\"a\": [1, -0.5e+3, 0, 10E2, true, false, null, \"\"]}\r\n", "\"\\u00e9\\n\\\"\u{E9}\"", "0",
        "[[], {}]", "{\"a\":{\"b\":{}}}", "\u{FEFF}{}", "{\"status\": 503, \"title\": \"Service Unavailable\"}",
    ])
    func isJSON(text: String) {
        #expect(JSONSyntax.lineOfFault(in: Array(text.utf8)) == nil)
    }

    @Test(
        arguments: [
            ("", 1), ("{", 1), ("{\n\"a\": 1,\n}", 3), ("{'a': 1}", 1), ("{\"a\" 1}", 1), ("{\"a\": }", 1),
            ("[1\n2]", 2),
            ("[1,]", 1), ("\"a", 1), ("\"\n\"", 1), ("\"\\x\"", 1), ("\"\\u12g4\"", 1), ("01", 1), ("1.", 1), (".5", 1),
            ("+1", 1),
            ("1e", 1), ("-", 1), ("True", 1), ("{} {}", 1), ("{}\n}", 2), ("<p>", 1), ("// a\n{}", 1), ("NaN", 1),
            ("{\"a\": \"b\"\n\"c\": 1}", 2), (String(repeating: "[", count: 100_000), 1),
        ])
    func isNone(text: String, line: Int) {
        #expect(JSONSyntax.lineOfFault(in: Array(text.utf8)) == line)
    }

    @Test func aPageThatIsNoneIsNamed() throws {
        let directory = try TemporaryDirectory(["index.html": "page", "index.de.json": "{\n\"a\": 1,\n}"])
        let found = SiteCheck(try Site.load(directory: directory.path)).warnings().map(\.description)
        #expect(found == ["index.de.json:3: it is not JSON from here on"])
    }
}
