import Foundation
import TestSupport
import Testing

extension EngineTests {
    /// The default page behind HAProxy waits, and returns to its URL.
    @Suite struct ReturnTests {
        @Test(.serialized, arguments: ["/shop/cart?item=3&item=4#total", "/"])
        func theVisitorReturnsToTheSameURL(target: String) async {
            await inEachEngine { browser in
                let stage = try Stage()
                let url = stage.base + target
                try browser.open(stage.base + "/before")
                try browser.open(url)
                #expect(browser.arrives)
                stage.goDown()
                try browser.reload()
                #expect(browser.shows("waiting"))
                #expect(browser.url == url)
                let length = try browser.evaluate("return history.length") as? Int
                try stage.comeUp()
                #expect(browser.arrives)
                #expect(browser.url == url)
                // The maintenance page is not in the history, and the fragment is preserved.
                #expect(try browser.evaluate("return history.length") as? Int == length)
                if target.hasSuffix("#total") { #expect(browser.becomes("scrollY > 2000")) }
                #expect(try browser.complaints() == [])
                try browser.send(.back)
                #expect(eventually { browser.url == stage.base + "/before" })
            }
        }

        /// A custom page with the script by one line, and none of its elements.
        @Test func aCustomPageNeedsOneLine() async {
            await inEachEngine { browser in
                let page = """
                    <!doctype html><title>Ours</title><img src="/logo.svg" alt=""><h1 data-maintenance="away">Ours</h1>
                    <script src="/.well-known/maintenance/return.js" data-first="0.2" data-spread="1" defer></script>
                    """
                let stage = try Stage(page: page)
                stage.goDown()
                try browser.open(stage.base + "/shop/cart?item=3")
                #expect(browser.becomes("document.images[0].naturalWidth === 24"))
                try stage.comeUp()
                #expect(browser.arrives)
                #expect(browser.url == stage.base + "/shop/cart?item=3")
            }
        }

        /// The application's answers to HEAD once it is back, each in a window of the same name.
        @Test func anyAnswerOfTheApplicationIsAReturn() async {
            let statuses = [
                "/302": "302 Found\r\nLocation: /form", "/405": "405 Method Not Allowed",
                "/401": "401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"staff\"",
            ]
            await inEachEngine { browser in
                let stage = try Stage(status: { statuses[String($0.split(separator: " ")[1])] ?? "200 OK" })
                stage.goDown()
                let windows = try browser.open(statuses.keys.sorted().map { stage.base + $0 })
                try stage.comeUp()
                for window in windows {
                    try browser.enter(window)
                    #expect(browser.arrives)
                }
            }
        }

        @Test func aHiddenTabSendsNoRequestsAndReturnsWhenItIsShown() async {
            await inEachEngine { browser in
                let stage = try Stage()
                stage.goDown()
                try browser.open(stage.base + "/shop?a=b#c")
                #expect(browser.shows("waiting"))
                let tab = try browser.hide()
                try stage.comeUp()
                // Longer than until the next check, and its return.
                #expect(
                    !eventually(within: .seconds(8)) { stage.applicationRequests.all.contains { $0.contains("/shop") } }
                )
                try browser.reveal(tab)
                #expect(browser.arrives)
                #expect(browser.url == stage.base + "/shop?a=b#c")
            }
        }

        @Test func withoutAConnectionThePageWaitsForOne() async {
            await inEachEngine { browser in
                let stage = try Stage()
                stage.goDown()
                try browser.open(stage.base + "/shop")
                #expect(browser.shows("waiting"))
                stage.disconnect()
                #expect(browser.shows("offline"))
                try stage.comeUp()
                try stage.reconnect()
                #expect(browser.arrives)
            }
        }

        @Test func theBackButtonFindsTheApplication() async {
            await inEachEngine { browser in
                let stage = try Stage()
                stage.goDown()
                try browser.open(stage.base + "/shop?a=b")
                #expect(browser.shows("waiting"))
                try browser.open("about:blank")
                try stage.comeUp()
                try browser.send(.back)
                #expect(browser.arrives)
                #expect(browser.url == stage.base + "/shop?a=b")
            }
        }

        @Test func eachOfSeveralTabsReturnsToItsURL() async {
            await inEachEngine { browser in
                let stage = try Stage()
                stage.goDown()
                let windows = try browser.open((1...3).map { "\(stage.base)/shop/\($0)" })
                try stage.comeUp()
                for (index, window) in windows.enumerated() {
                    try browser.enter(window)
                    #expect(browser.arrives)
                    #expect(browser.url == stage.base + "/shop/\(index + 1)")
                    #expect(stage.applicationRequests.count(of: "GET /shop/\(index + 1) ") == 1)
                }
            }
        }

        @Test func afterTheEndThePageSaysThatItTakesLonger() async {
            await inEachEngine { browser in
                let end = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 10))
                let stage = try Stage(options: ["--until", end])
                stage.goDown()
                try browser.open(stage.base)
                #expect(browser.shows("imminent"))
                #expect(browser.shows("late"))
                #expect(try browser.states().isDisjoint(with: ["until", "overdue"]))
            }
        }
    }
}

/// Tests of the default page in Chromium alone, which need its driver, or do not differ between engines.
@Suite(.timeLimit(.minutes(15))) struct ReturnTests {
    @Test(arguments: [
        "503 Service Unavailable\r\nRetry-After: 1", "429 Too Many Requests\r\nRetry-After: 1",
    ])
    func anErrorOfTheApplicationIsNotAReturn(status: String) throws {
        let stage = try Stage(status: { _ in status })
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop")
        #expect(browser.shows("waiting"))
        try stage.comeUp()
        #expect(eventually { stage.applicationRequests.count(of: "HEAD /shop ") >= 3 })
        #expect(stage.applicationRequests.count(of: "GET /shop ") == 0)
        #expect(try browser.states().contains("waiting"))
    }

    @Test func withoutANetworkThePageWaitsForOne() throws {
        let stage = try Stage()
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop")
        #expect(browser.shows("waiting"))
        let conditions: [String: Any] = [
            "offline": true, "latency": 0, "download_throughput": 0, "upload_throughput": 0,
        ]
        try browser.send("POST", "/chromium/network_conditions", ["network_conditions": conditions])
        #expect(browser.shows("offline"))
        try stage.comeUp()
        try browser.send("DELETE", "/chromium/network_conditions")
        #expect(browser.arrives)
    }

    /// The end follows the server's clock from the start. The visitor's clock is a day ahead.
    @Test func thePageCorrectsAWrongClock() throws {
        let page = try Stage.quickPage(first: 30)
        let end = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 3600))
        let stage = try Stage(page: page, options: ["--until", end])
        let browser = try Browser()
        stage.goDown()
        let ahead =
            "Date.now = ((now) => () => now.call(Date) + 86400000)(Date.now)"
            + "; Object.defineProperty(performance, 'timeOrigin', { value: performance.timeOrigin + 86400000 })"
        try browser.tell("Page.addScriptToEvaluateOnNewDocument", ["source": ahead])
        try browser.open(stage.base + "/shop")
        #expect(try browser.states().isSuperset(of: ["until", "left"]))
        let left = "return document.querySelector('[data-maintenance=left]').textContent"
        #expect(["in 59 minutes", "in 60 minutes"].contains(try browser.evaluate(left) as? String))
        #expect(try !browser.states().contains("late"))
    }

    /// Half an hour after the end, "right back" would be false.
    @Test func longAfterTheEndTheHeadlineIsStillTrue() throws {
        let end = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: -1900))
        let stage = try Stage(files: [".maintenance/until": end])
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop")
        #expect(browser.shows("overdue"))
        #expect(try browser.states().isDisjoint(with: ["shortly", "late", "until"]))
        let headline = "document.querySelector('h1:not([hidden])').innerText"
        #expect(browser.becomes("\(headline) === 'We’re not back yet' && document.title === 'We’re not back yet'"))
        // The operator withdraws the end, and sets another.
        let checks = { try browser.evaluate("return window.checks") as? Int ?? 0 }
        _ = try browser.evaluate("window.checks = 0; const ask = fetch; window.fetch = (...a) => (checks++, ask(...a))")
        try stage.write("none", to: ".maintenance/until")
        #expect(
            try eventually {
                let page = try RawClient(port: stage.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                return page.status == 503 && !page.fields.contains { $0.value.contains("until;") }
            })
        let count = try checks()
        #expect(try eventually { try checks() >= count + 2 })
        #expect(try browser.states().contains("overdue"))
        try stage.write("2099-01-01T12:00Z", to: ".maintenance/until")
        #expect(browser.shows("shortly"))
        #expect(try browser.states().isDisjoint(with: ["overdue", "late"]))
    }

    @Test func theTitleSaysThatTheSiteIsBack() throws {
        let stage = try Stage(page: try Stage.quickPage(spread: 60))
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop")
        #expect(browser.becomes("document.title === 'Back soon'"))
        try stage.comeUp()
        #expect(browser.becomes("document.title === 'We’re back'"))
    }
}
