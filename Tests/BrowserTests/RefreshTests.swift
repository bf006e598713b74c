import Foundation
import TestSupport
import Testing

extension EngineTests {
    /// The field Refresh, which is for visitors without scripts.
    @Suite struct RefreshTests {
        /// At a URL without a fragment, because Chromium only scrolls to one. No driver can look into a page without
        /// scripts.
        @Test func withoutScriptsRefreshBringsTheVisitorBack() async {
            await forEachEngine { engine in
                let stage = try Stage(options: ["--refresh", "2"])
                let browser = try Browser(engine, options: Browser.Options(hasScripts: false))
                stage.goDown()
                try browser.send(.navigate, ["url": stage.base + "/shop?a=b"])
                #expect(!eventually(within: .seconds(5)) { stage.applicationRequests.count(of: "GET /shop?a=b ") > 0 })
                try stage.comeUp()
                #expect(eventually(within: .seconds(40)) { stage.applicationRequests.count(of: "GET /shop?a=b ") == 1 })
                #expect(stage.applicationRequests.all.allSatisfy { !$0.hasPrefix("HEAD ") })
            }
        }

        /// Refresh is one to two seconds, and the test observes four.
        @Test func withScriptsNothingReloadsThePageBlindly() async {
            await inEachEngine { browser in
                let stage = try Stage(options: ["--refresh", "1"])
                stage.goDown()
                let windows = try browser.open(["/shop?a=b", "/shop?a=b#total"].map { stage.base + $0 })
                let state = "return [window.isTheSame, history.length]"
                var before: [[AnyHashable]?] = []
                for window in windows {
                    try browser.enter(window)
                    _ = try browser.evaluate("window.isTheSame = true")
                    before.append(try browser.evaluate(state) as? [AnyHashable])
                }
                sleep(4)
                for (window, before) in zip(windows, before) {
                    try browser.enter(window)
                    #expect(try browser.evaluate(state) as? [AnyHashable] == before)
                }
                try stage.comeUp()
                #expect(browser.arrives)
            }
        }

        /// The API is not enabled by default in WebKitGTK 2.50.
        @Test func webKitWithTheNavigationAPINeitherReloadsNorForgetsTheForm() throws {
            let browser = try Browser(.webkit, options: Browser.Options(features: ["NavigationAPI"]))
            let stage = try Stage(options: ["--refresh", "1"])
            try browser.open(stage.base + "/form")
            #expect(try browser.evaluate("return 'navigation' in window") as? Bool == true)
            stage.goDown()
            try browser.open(stage.base + "/shop?a=b#total")
            #expect(browser.shows("waiting"))
            _ = try browser.evaluate("window.isTheSame = true")
            // Refresh is one to two seconds.
            #expect(
                !eventually(within: .seconds(4)) {
                    (try? browser.evaluate("return !window.isTheSame") as? Bool) == true
                })
            try browser.post(to: "/order")
            #expect(browser.shows("unsent"))
            try stage.comeUp()
            #expect(browser.shows("goback"))
        }
    }
}

/// In Chromium: the script cancels Refresh without aborting the page's requests.
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

    @Test func theRefreshDoesNotInterruptACustomPage() throws {
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

    /// Without the Navigation API stop() cancels Refresh, at the time that the server reports.
    @Test func olderBrowsersDoNotReloadThePageBlindly() throws {
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
        #expect(browser.arrives)
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
        try browser.press("#reload")
        #expect(browser.becomes("!window.isTheSame"))
    }
}
