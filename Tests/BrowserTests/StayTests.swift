import Foundation
import TestSupport
import Testing

extension Browser {
    /// Whether the page announces nothing automatic.
    var isLeftToTheVisitor: Bool {
        TestSupport.eventually(within: .seconds(40)) {
            guard let states = try? states() else { return false }
            return states.isSuperset(of: ["staying", "now"]) && states.isDisjoint(with: ["seconds", "waiting", "stay"])
        }
    }
}

extension EngineTests {
    /// The default page when it must not, or cannot, open the site automatically.
    @Suite struct StayTests {
        /// The browser loads the URL, which is a download or an answer without content, and keeps the page.
        @Test func thePageDoesNotOpenAURLThatShowsNothing() async {
            let statuses = [
                "/export.csv": "200 OK\r\nContent-Disposition: attachment; filename=a.csv", "/done": "204 No Content",
            ]
            await inEachEngine { browser in
                let stage = try Stage(status: { statuses[String($0.split(separator: " ")[1])] ?? "200 OK" })
                stage.goDown()
                let targets = statuses.keys.sorted()
                let windows = try browser.open(targets.map { stage.base + $0 })
                try stage.comeUp()
                for (target, window) in zip(targets, windows) {
                    try browser.enter(window)
                    #expect(browser.isLeftToTheVisitor, "\(target)")
                    #expect(stage.applicationRequests.count(of: "GET \(target) ") == 1)
                    try browser.click("[data-maintenance=now]")
                    #expect(eventually { stage.applicationRequests.count(of: "GET \(target) ") == 2 })
                }
            }
        }

        /// By keyboard, which continues from the visible button. A key that is held down does not press that one too.
        @Test func aVisitorMayStayOnThePage() async {
            await inEachEngine { browser in
                let stage = try Stage(page: try Stage.quickPage(spread: 60))
                stage.goDown()
                try browser.open(stage.base + "/shop")
                #expect(browser.shows("waiting"))
                try stage.comeUp()
                #expect(browser.shows("stay"))
                _ = try browser.evaluate("document.querySelector('[data-maintenance~=stay]').focus()")
                try browser.holdEnter()
                #expect(browser.isLeftToTheVisitor)
                #expect(!browser.leaves("staying", within: .seconds(1)))
                #expect(browser.becomes("document.activeElement.dataset.maintenance === 'now'"))
                // Even if the site goes down once more in between.
                stage.goDown()
                _ = try browser.evaluate("dispatchEvent(new Event('online'))")
                #expect(browser.shows("waiting"))
                try stage.comeUp()
                _ = try browser.evaluate("dispatchEvent(new Event('online'))")
                #expect(browser.isLeftToTheVisitor)
                _ = try browser.evaluate("document.querySelector('[data-maintenance=now]').focus()")
                try browser.type(Browser.enterKey)
                #expect(browser.arrives)
            }
        }

        /// While the site loads, the page says so, and the visitor may still stay.
        @Test func thePageReportsASlowApplicationAsOpening() async {
            await inEachEngine { browser in
                let stage = try Stage(status: {
                    if $0.hasPrefix("GET /slow ") { sleep(12) }
                    return "200 OK"
                })
                stage.goDown()
                try browser.open(stage.base + "/slow")
                #expect(browser.shows("waiting"))
                // Chromium's driver does not answer while a page loads, so the page itself records its state.
                let note = """
                    sessionStorage.shown = '';
                    setInterval(() => {
                        for (const word of ['opening', 'staying']) {
                            const shown = document.querySelector(`p[data-maintenance=${word}]`).getClientRects().length;
                            if (shown && !sessionStorage.shown.includes(word)) sessionStorage.shown += word + ' ';
                        }
                    }, 100);
                    """
                _ = try browser.evaluate(note)
                try stage.comeUp()
                #expect(browser.arrives)
                #expect(try browser.evaluate("return sessionStorage.shown") as? String == "opening ")
                #expect(stage.applicationRequests.count(of: "GET /slow ") == 1)
            }
        }
    }
}
