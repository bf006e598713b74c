import Foundation
import TestSupport
import Testing

/// Events that must not happen, observed for 200 seconds, while the page's Refresh is 70 to 105 seconds.
@Suite(.timeLimit(.minutes(20))) struct EnduranceTests {
    private static let time = Duration.seconds(200)

    /// A window that is watched.
    private struct Scene {
        let name: String
        let window: String
        let state: String
        let historyLength: Int?
    }

    private func scene(_ name: String, in browser: Browser, showing state: String) throws -> Scene {
        #expect(browser.shows(state), "\(name)")
        _ = try browser.evaluate("window.isTheSame = true")
        let length = try browser.evaluate("return history.length") as? Int
        return Scene(name: name, window: browser.window, state: state, historyLength: length)
    }

    @Test func aVisitorMayStayOnThePageWithoutAnyReload() async {
        await forEachEngine { engine in
            let away = try Stage(options: ["--refresh", "70"])
            let back = try Stage(page: try Stage.quickPage(spread: 60), options: ["--refresh", "70"])
            let browser = try Browser(engine)
            away.goDown()
            back.goDown()
            var scenes: [Scene] = []
            for target in ["/shop?a=b", "/shop?a=b#total"] {
                if !scenes.isEmpty { _ = try browser.openWindow() }
                try browser.open(away.base + target)
                scenes.append(try scene(target, in: browser, showing: "waiting"))
            }
            _ = try browser.openWindow()
            try browser.open(back.base + "/shop?a=b")
            #expect(browser.shows("waiting"))
            try back.comeUp()
            #expect(browser.shows("stay"))
            // The second click would hit the other button, which has moved to the same place.
            let pile = "for (const button of document.querySelectorAll('button')) button.style.position = 'fixed'"
            _ = try browser.evaluate(pile)
            try browser.doubleClick("[data-maintenance~=stay]")
            scenes.append(try scene("stay", in: browser, showing: "staying"))
            let end = ContinuousClock.now + EnduranceTests.time
            while ContinuousClock.now < end {
                for scene in scenes {
                    try browser.enter(scene.window)
                    let isTheSame = try browser.evaluate("return window.isTheSame === true") as? Bool
                    try #require(isTheSame == true, "\(engine), \(scene.name)")
                    #expect(try browser.states().contains(scene.state), "\(engine), \(scene.name)")
                    let length = try browser.evaluate("return history.length") as? Int
                    #expect(length == scene.historyLength, "\(engine), \(scene.name)")
                }
                sleep(5)
            }
            #expect(back.applicationRequests.count(of: "GET /shop") == 0)
        }
    }
}
