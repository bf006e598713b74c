import Foundation
import MaintenanceSite
import TestSupport
import Testing

@testable import MaintenanceCheck

/// The requests of a page that `maintenance check` finds are those of Chromium.
@Suite(.serialized, .timeLimit(.minutes(20))) struct CheckTests {
    @Test func checkFindsTheRequestsOfChromium() async throws {
        let agreement = try await runOnThread {
            let browser = try Browser()
            var agreement = Agreement()
            for page in CheckedPage.all {
                let predicted = try PredictedRequests(page)
                let asked = try ask(for: page, until: predicted.certain, by: browser)
                agreement.add(page, predicted, asked)
            }
            return agreement
        }
        print(agreement)
        #expect(CheckedPage.all.count >= 40)
        #expect(agreement.askedCount >= 150)
        #expect(agreement.precision >= 0.98, "\(agreement)")
        #expect(agreement.recall >= 0.98, "\(agreement)")
        // Most of the found requests are certain, so that precision is meaningful.
        #expect(agreement.conditionalCount * 4 < agreement.certainCount)
    }

    /// No rule that matches in Chromium counts as unmatched, and every rule that certainly matches does so in
    /// Chromium.
    @Test func selectorsMatchAsInChromium() throws {
        let browser = try Browser()
        var random = RandomPages(seed: 17)
        let cases = (0..<1500).map { _ in random.next() }
        let answer = try browser.evaluate(
            """
            return arguments[0].map(([html, selectors]) => {
                const page = new DOMParser().parseFromString(html, 'text/html');
                return selectors.map(selector => page.querySelector(selector) !== null);
            });
            """, [cases.map { [$0.html, $0.selectors] }])
        let matches = try #require(answer as? [[Bool]])
        var counts: [Likelihood: Int] = [:]
        var wrong: [String] = []
        for (page, matches) in zip(cases, matches) {
            var matcher = SelectorMatcher(TreeBuilder.build(Array(page.html.utf8)))
            let found = matcher.matches(of: page.selectors.map { StyleRule(selectors: $0, parent: nil, depth: 0) })
            for (selector, (isMatch, found)) in zip(page.selectors, zip(matches, found)) {
                counts[found.likelihood, default: 0] += 1
                switch found.likelihood {
                case .never: #expect(!isMatch, "\(selector) matches in \(page.html)")
                case .certain: if !isMatch { wrong.append("\(selector) does not match in \(page.html)") }
                case .conditional: break
                }
            }
        }
        print("Chromium: \(cases.count) random pages, selectors: \(counts)")
        #expect(counts[.never, default: 0] > 1000)
        #expect(counts[.certain, default: 0] > 1000)
        #expect(wrong.count * 100 <= counts[.certain, default: 0], "\(wrong)")
    }

    /// The browser's requests at /shop/cart?x=1, without the page itself and its icon.
    private func ask(for page: CheckedPage, until expected: Set<String>, by browser: Browser) throws -> Set<String> {
        let directory = try page.write()
        let server = try Command(
            ["--dir", directory.path, "--address", "127.0.0.1", "--port", "0", "--access-log", "combined"])
        let port = try server.waitUntilListening()
        try browser.open("http://127.0.0.1:\(port)\(PredictedRequests.page)")
        let requests = { Set(server.standardOutput.matches(of: #/"GET (\S+) HTTP/#).map { String($0.1) }) }
        // Failing requests appear within that time, which starts after the others.
        _ = eventually(within: .seconds(5)) { requests().isSuperset(of: expected) }
        var last = requests()
        _ = eventually(within: .seconds(5)) {
            _ = try? browser.evaluateLater("setTimeout(arguments[0], 300)")
            defer { last = requests() }
            return requests() == last
        }
        return last.subtracting([PredictedRequests.page, "/favicon.ico"])
    }
}

/// The requests that `maintenance check` finds.
private struct PredictedRequests {
    static let page = "/shop/cart?x=1"

    /// Requests of every browser.
    let certain: Set<String>
    /// Requests of some browsers or visitors.
    let conditional: Set<String>

    init(_ page: CheckedPage) throws {
        let directory = try page.write()
        let requests = try Site.load(directory: directory.path).pageRequests()
        certain = Set(requests.filter { !$0.isConditional }.map(\.target)).subtracting([PredictedRequests.page])
        conditional = Set(requests.map(\.target)).subtracting(certain).subtracting([PredictedRequests.page])
    }
}

/// Precision: the share of certain requests that are made. Recall: the share of made requests that are found.
private struct Agreement: CustomStringConvertible {
    private(set) var certainCount = 0
    private(set) var conditionalCount = 0
    private(set) var askedCount = 0
    private var correctCount = 0
    private var foundCount = 0
    private var differences: [String] = []

    var precision: Double { Double(correctCount) / Double(max(certainCount, 1)) }
    var recall: Double { Double(foundCount) / Double(max(askedCount, 1)) }

    mutating func add(_ page: CheckedPage, _ predicted: PredictedRequests, _ asked: Set<String>) {
        let wrong = predicted.certain.subtracting(asked)
        let unseen = asked.subtracting(predicted.certain).subtracting(predicted.conditional)
        certainCount += predicted.certain.count
        conditionalCount += predicted.conditional.count
        askedCount += asked.count
        correctCount += predicted.certain.count - wrong.count
        foundCount += asked.count - unseen.count
        if !wrong.isEmpty { differences.append("\(page.name): not asked for: \(wrong.sorted())") }
        if !unseen.isEmpty { differences.append("\(page.name): not found: \(unseen.sorted())") }
    }

    var description: String {
        """
        Chromium: \(CheckedPage.all.count) pages, \(askedCount) requests, precision \(precision) of \(certainCount) \
        (and \(conditionalCount) conditional), recall \(recall)
        """ + differences.map { "\n\($0)" }.joined()
    }
}

extension CheckedPage {
    fileprivate func write() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory(files)
        let encoding = isUTF16 ? String.Encoding.utf16 : .utf8
        try directory.write(try #require(html.data(using: encoding)), to: "index.html")
        return directory
    }
}
