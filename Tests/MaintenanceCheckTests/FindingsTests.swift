import Foundation
import TestSupport
import Testing

@testable import MaintenanceCheck

@Suite struct FindingsTests {
    @Test func equalProblemsFormOneFindingWithTheFirstPlaces() throws {
        let page = "<p>x" + String(repeating: "\n<img src=/no.png>", count: 251)
        let found = try CheckedSite(page: page).findings()
        #expect(found.count(.warning) == 251)
        #expect(
            found.sorted(.warning).map(\.description) == [
                "index.html:2: '/no.png' is not in the site (251 times, also at index.html:3, index.html:4, index.html:5, 247 more) "
                    + "[missing-file]"
            ])
    }

    @Test func findingsAreSortedByFileAndLine() throws {
        let page =
            "<p>x\n<img src=/2.png>\n<link rel=stylesheet href=/a.css>\n<img src=/4.png>"
            + String(repeating: "\n", count: 6)
            + "<img src=/10.png>"
        let site = try CheckedSite(page: page, ["a.css": "p{background:url(no.png)}", "z.php": "x"])
        let places = try site.findings().sorted(.warning).map { "\($0.places[0])" }
        #expect(places == ["a.css:1", "index.html:2", "index.html:4", "index.html:10", "z.php"])
    }

    /// Any number of findings takes bounded memory, and unlisted ones are counted.
    @Test func memoryIsBounded() throws {
        var findings = Findings()
        for number in 0..<100_000 {
            findings.add(.missingFile, "'\(number % 5000)' is not in the site", at: .init(file: "a", line: number))
        }
        #expect(findings.sorted(.warning).count == 1000)
        #expect(findings.count(.warning) == 100_000)
        let total = try #require(findings.totals.first)
        #expect(total == (.missingFile, 100_000, 80_000))
        #expect(findings.totals.count == 1)
        #expect(findings.sorted(.warning).allSatisfy { $0.places.count <= 4 && $0.count == 20 })
    }

    @Test(arguments: [
        "<img src=/no.png>", "<img src=no.png>", "<p style=background:url(/no)>", "<a href=x>",
        "<iframe srcdoc='<img src=/no>'></iframe>", "{{ x }}",
    ])
    func timeGrowsWithTheSize(part: String) throws {
        let ratio = try growth(from: 500) { count in
            _ = try CheckedSite(page: "<p>x" + String(repeating: part + "\n", count: count)).findings()
        }
        #expect(ratio <= 14)
    }

    @Test func theDocumentationHasEachRule() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("Documentation/check.md"), encoding: .utf8)
        let rows = text.split(separator: "\n").filter { $0.hasPrefix("| `") && !$0.hasPrefix("| `--") }
        #expect(
            rows.map(String.init)
                == Rule.allCases.map { "| `\($0.rawValue)` | \($0.severity.rawValue) | \($0.summary) |" })
    }

    @Test func namesOfRulesConsistOfWordsAndHyphens() {
        for rule in Rule.allCases {
            #expect(rule.rawValue.wholeMatch(of: /[a-z0-9]+(-[a-z0-9]+)*/) != nil)
            #expect(rule.summary.hasSuffix("."))
        }
    }
}
