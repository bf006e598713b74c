import Foundation
import TestSupport
import Testing

/// The field Refresh, and how the script calls it off without breaking off what the page loads.
@Suite(.timeLimit(.minutes(5))) struct RefreshTests {
    /// What is loaded by Refresh alone, at the URL without a fragment: Chromium only scrolls to one.
    @Test func withoutScriptsRefreshBringsTheVisitorBack() throws {
        let stage = try Stage(options: ["--refresh", "1"])
        let browser = try Browser()
        stage.goDown()
        try browser.tell("Emulation.setScriptExecutionDisabled", ["value": true])
        try browser.open(stage.base + "/shop?a=b")
        #expect(browser.shows("manual"))
        try stage.comeUp()
        #expect(browser.becomes(ReturnTests.isApplication))
        #expect(browser.url == stage.base + "/shop?a=b")
    }

    @Test func withScriptsNothingIsLoadedBlindly() throws {
        let stage = try Stage(options: ["--refresh", "1"])
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop?a=b")
        #expect(browser.shows("waiting"))
        _ = try browser.evaluate("window.isTheSame = true")
        // Refresh is a second to one and a half.
        #expect(
            !eventually(within: .seconds(3)) { (try? browser.evaluate("return !window.isTheSame") as? Bool) == true })
        try stage.comeUp()
        #expect(browser.becomes(ReturnTests.isApplication))
    }
}
