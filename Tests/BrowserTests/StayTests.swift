import Foundation
import TestSupport
import Testing

/// Chromium at the default page where it is not to open by itself, or cannot.
@Suite(.timeLimit(.minutes(15))) struct StayTests {
    /// Nothing is said to happen by itself.
    private func isLeftToTheVisitor(_ browser: Browser) -> Bool {
        eventually {
            guard let states = try? browser.states() else { return false }
            return states.isSuperset(of: ["staying", "now"]) && states.isDisjoint(with: ["seconds", "waiting", "stay"])
        }
    }

    /// Chromium loads the URL, and keeps the page.
    @Test(arguments: ["200 OK\r\nContent-Disposition: attachment; filename=a.csv", "204 No Content"])
    func aURLThatOpensNothingIsLeftToTheVisitor(status: String) throws {
        let stage = try Stage(status: { _ in status })
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/export.csv")
        #expect(browser.shows("waiting"))
        try stage.comeUp()
        #expect(isLeftToTheVisitor(browser))
        #expect(stage.applicationRequests.count(of: "GET /export.csv ") == 1)
        try browser.click("[data-maintenance=now]")
        #expect(eventually { stage.applicationRequests.count(of: "GET /export.csv ") == 2 })
    }

    @Test func whoWantsToStayStays() throws {
        let stage = try Stage(page: try Stage.quickPage(spread: 60))
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop")
        #expect(browser.shows("waiting"))
        try stage.comeUp()
        #expect(browser.shows("stay"))
        try browser.click("[data-maintenance~=stay]")
        #expect(isLeftToTheVisitor(browser))
        // Even where the site is away once more in between.
        stage.goDown()
        _ = try browser.evaluate("dispatchEvent(new Event('online'))")
        #expect(browser.shows("waiting"))
        try stage.comeUp()
        _ = try browser.evaluate("dispatchEvent(new Event('online'))")
        #expect(isLeftToTheVisitor(browser))
        try browser.click("[data-maintenance=now]")
        #expect(browser.becomes(ReturnTests.isApplication))
    }

    /// A frame whose origin is opaque may read no answer.
    @Test func aSandboxedFrameClaimsNothing() throws {
        let frame = "<!doctype html><iframe sandbox=\"allow-scripts\" src=\"/shop\"></iframe>"
        let stage = try Stage(files: ["frame.html": frame])
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/frame.html")
        let element = try browser.send("POST", "/element", ["using": "css selector", "value": "iframe"])
        try browser.send("POST", "/frame", ["id": element])
        #expect(browser.shows("manual"))
        #expect(!eventually(within: .seconds(3)) { (try? browser.states()) != ["away", "manual"] })
    }
}
