import Foundation
import TestSupport
import Testing

/// The field Refresh, and how the script calls it off without breaking off what the page loads.
@Suite(.timeLimit(.minutes(15))) struct RefreshTests {
    private static let ownPage = """
        <!doctype html><title>Ours</title><h1 data-maintenance="away">Ours</h1><script>
        const results = [];
        addEventListener('load', () => {
          fetch('/logo.svg?1').then(() => results.push('fetch'), () => results.push('fetch failed'));
          const request = new XMLHttpRequest();
          request.onloadend = () => results.push(request.status === 200 ? 'request' : 'request failed');
          request.open('GET', '/logo.svg?2');
          request.send();
          const image = new Image();
          image.onload = () => results.push('image');
          image.onerror = () => results.push('image failed');
          image.src = '/logo.svg?3';
        });
        </script>
        <script src="/.well-known/maintenance/return.js" data-first="0.2" data-spread="1" defer></script>
        """

    @Test func whatAPageOfOnesOwnLoadsIsNotBrokenOff() throws {
        let stage = try Stage(page: RefreshTests.ownPage)
        let browser = try Browser()
        stage.goDown()
        let conditions: [String: Any] = [
            "offline": false, "latency": 600, "download_throughput": 500_000, "upload_throughput": 500_000,
        ]
        try browser.send("POST", "/chromium/network_conditions", ["network_conditions": conditions])
        try browser.open(stage.base + "/shop")
        #expect(browser.becomes("results.length === 3"))
        #expect(try browser.evaluate("return results.sort()") as? [String] == ["fetch", "image", "request"])
    }

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

    /// Without the Navigation API stop() is what calls Refresh off, and the server says when.
    @Test func anOlderBrowserLoadsNothingBlindlyEither() throws {
        let stage = try Stage(
            options: ["--refresh", "4"], rules: ["http-response add-header Server-Timing refresh;dur=4000"])
        let browser = try Browser()
        stage.goDown()
        let older = "Object.defineProperty(window, 'navigation', { value: undefined })"
        try browser.tell("Page.addScriptToEvaluateOnNewDocument", ["source": older])
        try browser.open(stage.base + "/shop?a=b")
        #expect(browser.shows("waiting"))
        _ = try browser.evaluate("window.isTheSame = true")
        // Refresh is four seconds to six.
        #expect(
            !eventually(within: .seconds(8)) { (try? browser.evaluate("return !window.isTheSame") as? Bool) == true })
        try stage.comeUp()
        #expect(browser.becomes(ReturnTests.isApplication))
    }

    /// Neither of the two is Refresh.
    @Test func theVisitorsOwnReloadLoadsThePage() throws {
        let stage = try Stage()
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop")
        #expect(browser.shows("waiting"))
        try browser.reload()
        #expect(browser.shows("waiting"))
        _ = try browser.evaluate(
            """
            window.isTheSame = true;
            const button = document.createElement('button');
            button.id = 'reload';
            button.addEventListener('click', () => location.reload());
            document.body.append(button);
            """)
        let element = try browser.send("POST", "/element", ["using": "css selector", "value": "#reload"])
        let id = try #require((element as? [String: String])?.values.first)
        try browser.send("POST", "/element/\(id)/click")
        #expect(browser.becomes("!window.isTheSame"))
    }
}
