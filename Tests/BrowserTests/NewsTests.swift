import Foundation
import TestSupport
import Testing

extension EngineTests {
    /// A visitor who was already waiting before the news.
    @Suite struct NewsTests {
        private static let note = "document.querySelector('p[data-maintenance=note]')"

        private func end(in seconds: Double) -> String {
            ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: seconds))
        }

        @Test func newsAppearWithoutAReload() async {
            await inEachEngine { browser in
                let stage = try Stage()
                stage.goDown()
                try browser.open(stage.base + "/shop/cart?item=3")
                #expect(browser.shows("waiting"))
                _ = try browser.evaluate("window.isTheSame = true")
                #expect(try browser.states().isDisjoint(with: ["note", "changed", "until"]))

                try stage.write("Restoring <b>.\nSee https://status.example.org/x.", to: ".maintenance/note")
                #expect(
                    browser.becomes(
                        "\(NewsTests.note).textContent === 'Restoring <b>.\\nSee https://status.example.org/x.'"))
                #expect(try browser.states().isSuperset(of: ["note", "changed"]))
                let link = "return [...\(NewsTests.note).querySelectorAll('*')].map((e) => e.tagName + e.href)"
                let lines = """
                    return \(NewsTests.note).clientHeight / parseFloat(getComputedStyle(\(NewsTests.note)).lineHeight) > 1.5
                    """
                #expect(try browser.evaluate(lines) as? Bool == true)
                #expect(try browser.evaluate(link) as? [String] == ["Ahttps://status.example.org/x"])
                let live =
                    "return \(NewsTests.note).closest('[aria-live=polite]').contains(document.querySelector('time'))"
                #expect(try browser.evaluate(live) as? Bool == true)

                try stage.write("Other languages.", to: ".maintenance/note")
                try stage.write("English.", to: ".maintenance/note.en")
                #expect(browser.becomes("\(NewsTests.note).innerText === 'English.'"))

                try FileManager.default.removeItem(atPath: stage.path(of: ".maintenance/note.en"))
                #expect(browser.becomes("\(NewsTests.note).innerText === 'Other languages.'"))
                try FileManager.default.removeItem(atPath: stage.path(of: ".maintenance/note"))
                #expect(browser.becomes("\(NewsTests.note).hidden"))

                // The next check is at the end.
                try stage.write(end(in: 6), to: ".maintenance/until")
                #expect(browser.shows("until"))
                try stage.write("2099-01-01T12:00Z", to: ".maintenance/until")
                #expect(browser.becomes("document.querySelector('time').textContent.includes('2099')"))
                let fetches = """
                    return performance.getEntriesByType('resource').filter((e) => e.name.includes('status.json')).length
                    """
                // Each text is fetched once, or twice if both files were not found at once, and none for the end.
                #expect((3...4).contains(try browser.evaluate(fetches) as? Int ?? 0))
                #expect(try browser.evaluate("return window.isTheSame") as? Bool == true)
                #expect(try browser.complaints() == [])
            }
        }

        /// The page contains the note, and a custom page shows it in an element.
        @Test func laterVisitorsSeeTheNoteAtOnce() async {
            await inEachEngine { browser in
                let own = """
                    <!doctype html><title>Ours</title><h1>Ours</h1><p data-maintenance="note" hidden></p>
                    <script src="/.well-known/maintenance/return.js" data-first="0.2" defer></script>
                    """
                // Each server runs to the end, because the previous page still sends requests to it.
                var stages: [Stage] = []
                for page in [nil, own] {
                    let stage = try Stage(page: page, files: [".maintenance/note": "Restoring."])
                    stages.append(stage)
                    stage.goDown()
                    try browser.open(stage.base + "/shop")
                    #expect(
                        browser.becomes("\(NewsTests.note).textContent === 'Restoring.' && !\(NewsTests.note).hidden"))
                    try stage.write("Restored.", to: ".maintenance/note")
                    #expect(browser.becomes("\(NewsTests.note).innerText === 'Restored.'"))
                }
                let complaints = try browser.complaints()
                withExtendedLifetime(stages) {}
                #expect(complaints == [])
            }
        }

        @Test func theSwitchSendsVisitorsAwayAndBack() async {
            await inEachEngine { browser in
                let stage = try Stage(
                    options: ["--admin", "127.0.0.1:0"], configuration: "planned.cfg")
                let url = stage.base + "/shop/cart?item=3"
                try browser.open(url)
                #expect(browser.arrives)
                try stage.write("Upgrading.", to: ".maintenance/note")
                try stage.write("", to: ".maintenance/on")
                #expect(
                    try eventually {
                        try RawClient(port: stage.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 503
                    })
                try browser.reload()
                #expect(browser.becomes("\(NewsTests.note)?.innerText === 'Upgrading.'"))
                #expect(browser.url == url)
                try FileManager.default.removeItem(atPath: stage.path(of: ".maintenance/on"))
                #expect(browser.arrives)
                #expect(browser.url == url)
            }
        }
    }
}
