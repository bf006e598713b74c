import Foundation
import TestSupport
import Testing

/// Chromium at the default page behind HAProxy: it waits, and comes back to where it was.
@Suite(.timeLimit(.minutes(15))) struct ReturnTests {
    static let isApplication = "document.body.innerText === 'the application'"
    private static let isPage = "document.querySelector('h1[data-maintenance]') !== null"

    private func isCheckOrForm(_ request: String) -> Bool {
        request.hasPrefix("HEAD ") || request.hasPrefix("GET /form ")
    }

    @Test(arguments: ["/shop/cart?item=3&item=4#total", "/"])
    func theVisitorIsAtTheSameURLAgain(target: String) throws {
        let stage = try Stage()
        let browser = try Browser()
        let url = stage.base + target
        try browser.open(url)
        #expect(browser.becomes(ReturnTests.isApplication))
        stage.goDown()
        try browser.reload()
        #expect(browser.shows("waiting"))
        #expect(browser.url == url)
        try stage.comeUp()
        #expect(browser.becomes(ReturnTests.isApplication))
        #expect(browser.url == url)
        #expect(try browser.complaints() == [])
    }

    /// An operator's own page with the script by one line, and none of its elements.
    @Test func aPageOfOnesOwnNeedsOneLine() throws {
        let page = """
            <!doctype html><title>Ours</title><img src="/logo.svg" alt=""><h1 data-maintenance="away">Ours</h1>
            <script src="/.well-known/maintenance/return.js" data-first="0.2" data-spread="1" defer></script>
            """
        let stage = try Stage(page: page)
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop/cart?item=3")
        #expect(browser.becomes(ReturnTests.isPage))
        #expect(browser.becomes("document.images[0].naturalWidth === 24"))
        try stage.comeUp()
        #expect(browser.becomes(ReturnTests.isApplication))
        #expect(browser.url == stage.base + "/shop/cart?item=3")
    }

    /// What the application answers to HEAD once it is back.
    @Test(arguments: [
        "302 Found\r\nLocation: /form", "405 Method Not Allowed",
        "401 Unauthorized\r\nWWW-Authenticate: Bearer realm=\"staff\"",
    ])
    func anyAnswerOfTheApplicationIsItsReturn(status: String) throws {
        let stage = try Stage(status: { _ in status })
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop")
        #expect(browser.shows("waiting"))
        try stage.comeUp()
        #expect(browser.becomes(ReturnTests.isApplication))
    }

    @Test(arguments: [
        "503 Service Unavailable\r\nRetry-After: 1", "429 Too Many Requests\r\nRetry-After: 1",
    ])
    func anErrorOfTheApplicationIsNoReturn(status: String) throws {
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

    @Test(arguments: ["button[data-maintenance=again]", "button[data-maintenance=now]"])
    func whatWasPostedIsSentAgainOnlyByTheVisitor(button: String) throws {
        let stage = try Stage()
        let browser = try Browser()
        try browser.open(stage.base + "/form")
        stage.goDown()
        try browser.post(to: "/order?a=b#c")
        #expect(browser.shows("unsent"))
        try stage.comeUp()
        #expect(browser.shows("ready"))
        // For longer than the return would have been spread over.
        #expect(!eventually(within: .seconds(1.5)) { !stage.applicationRequests.all.allSatisfy(isCheckOrForm) })
        #expect(try browser.states().contains("ready"))
        try browser.click("[data-maintenance=ready] > \(button)")
        #expect(browser.becomes(ReturnTests.isApplication))
        #expect(browser.url == stage.base + "/order?a=b#c")
        let isAgain = button.contains("again")
        #expect(stage.applicationRequests.count(of: "POST /order?a=b ") == (isAgain ? 1 : 0))
        #expect(stage.applicationRequests.count(of: "GET /order?a=b ") == (isAgain ? 0 : 1))
        #expect(try browser.complaints() == [])
    }

    /// Server-Timing is told there too, and a URL without a fragment is opened by a GET all the same.
    @Test func inAnInsecureContextNothingIsSentTwiceEither() throws {
        let stage = try Stage()
        let browser = try Browser(options: ["--host-resolver-rules=MAP shop.example 127.0.0.1"])
        let base = "http://shop.example:\(stage.port)"
        try browser.open(base + "/form")
        #expect(try browser.evaluate("return isSecureContext") as? Bool == false)
        stage.goDown()
        try browser.post(to: "/order?a=b")
        #expect(browser.shows("unsent"))
        try stage.comeUp()
        #expect(browser.shows("ready"))
        try browser.click("[data-maintenance=ready] > button[data-maintenance=now]")
        #expect(browser.becomes(ReturnTests.isApplication))
        #expect(browser.url == base + "/order?a=b")
        #expect(stage.applicationRequests.count(of: "POST /order") == 0)
        #expect(stage.applicationRequests.count(of: "GET /order?a=b ") == 1)
    }

    /// Of a browser that hides Server-Timing from scripts the page cannot learn of the POST.
    @Test(arguments: ["/order?a=b", "/order?a=b#c"])
    func whereThePageKnowsNoMethodItReturnsByAGET(target: String) throws {
        let stage = try Stage(rules: ["http-response del-header Server-Timing"])
        let browser = try Browser()
        try browser.open(stage.base + "/form")
        stage.goDown()
        try browser.post(to: target)
        #expect(browser.shows("waiting"))
        try stage.comeUp()
        #expect(browser.becomes(ReturnTests.isApplication))
        #expect(browser.url == stage.base + target)
        #expect(stage.applicationRequests.count(of: "POST /order") == 0)
        #expect(stage.applicationRequests.count(of: "GET /order?a=b ") == 1)
    }

    @Test func aHiddenTabAsksForNothingAndReturnsWhenShown() throws {
        let stage = try Stage()
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop?a=b#c")
        #expect(browser.shows("waiting"))
        let tab = try #require(try browser.send("GET", "/window") as? String)
        let other = try #require(try browser.send("POST", "/window/new", ["type": "tab"]) as? [String: Any])
        try browser.send("POST", "/window", ["handle": try #require(other["handle"])])
        try stage.comeUp()
        // Longer than until the next check, and its return.
        #expect(!eventually(within: .seconds(2.5)) { stage.applicationRequests.all.contains { $0.contains("/shop") } })
        try browser.send("POST", "/window", ["handle": tab])
        #expect(browser.becomes(ReturnTests.isApplication))
        #expect(browser.url == stage.base + "/shop?a=b#c")
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
        #expect(browser.becomes(ReturnTests.isApplication))
    }

    /// The end is by the server's clock: the visitor's is a day ahead. What that says is not told.
    @Test func aWrongClockIsSetRightByTheFirstCheck() throws {
        let page = try Stage.quickPage(first: 4)
        let end = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 3600))
        let stage = try Stage(page: page, options: ["--until", end])
        let browser = try Browser()
        stage.goDown()
        let ahead = "Date.now = ((now) => () => now.call(Date) + 86400000)(Date.now)"
        try browser.tell("Page.addScriptToEvaluateOnNewDocument", ["source": ahead])
        try browser.open(stage.base + "/shop")
        let left = "document.querySelector('[data-maintenance=left]')?.textContent"
        #expect(try browser.evaluate("return \(left)") as? String == "")
        #expect(try browser.states().contains("until"))
        #expect(try !browser.states().contains("late"))
        #expect(browser.becomes("/^in (59|60) minutes$/.test(\(left))"))
        #expect(try browser.states().contains("until"))
        #expect(try !browser.states().contains("late"))
    }

    @Test func theBackButtonFindsTheApplication() throws {
        let stage = try Stage()
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop?a=b")
        #expect(browser.shows("waiting"))
        try browser.open("about:blank")
        try stage.comeUp()
        try browser.send("POST", "/back")
        #expect(browser.becomes(ReturnTests.isApplication))
        #expect(browser.url == stage.base + "/shop?a=b")
    }
}
