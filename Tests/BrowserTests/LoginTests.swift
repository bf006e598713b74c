import Foundation
import TestSupport
import Testing

/// Chromium at an application, or a proxy, that treats visitors differently by their cookies and passwords.
@Suite(.timeLimit(.minutes(15))) struct LoginTests {
    /// No login that the visitor did not ask for, and none that holds up the check: the browser asks as it opens the page.
    @Test func anApplicationThatAsksForALoginIsFound() throws {
        let stage = try Stage(status: { _ in "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"staff\"" })
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop")
        #expect(browser.shows("waiting"))
        try stage.comeUp()
        #expect(eventually { stage.applicationRequests.count(of: "GET /shop ") >= 1 })
    }

    /// Whom a cookie, or what else the browser sends, leads elsewhere stays there.
    @Test func whatOthersWouldGetIsNoReturn() throws {
        let away = "503 Service Unavailable\r\nMaintenance: on\r\nRetry-After: 1"
        let stage = try Stage(status: {
            $0.lowercased().contains("cookie: server=") ? away : "302 Found\r\nLocation: /login"
        })
        let browser = try Browser()
        stage.goDown()
        try browser.open(stage.base + "/shop")
        #expect(browser.shows("waiting"))
        _ = try browser.evaluate("document.cookie = 'server=backup; path=/'")
        try stage.comeUp()
        #expect(eventually { stage.applicationRequests.count(of: "HEAD /shop ") >= 4 })
        #expect(stage.applicationRequests.count(of: "GET /shop ") == 0)
        #expect(try browser.states().contains("waiting"))
    }

    /// A proxy that lets nobody to the maintenance server without a password: the page came with it.
    @Test func aLoginInFrontOfThePageIsNoReturn() throws {
        let stage = try Stage(rules: [
            "http-request auth realm staff if !{ req.fhdr(Authorization) -m found }",
            "http-request del-header Authorization",
        ])
        let browser = try Browser()
        stage.goDown()
        try browser.open("http://me:secret@127.0.0.1:\(stage.port)/shop")
        #expect(browser.shows("waiting"))
        _ = try browser.evaluate("window.isTheSame = true")
        #expect(
            !eventually(within: .seconds(4)) { (try? browser.evaluate("return !window.isTheSame") as? Bool) == true })
        try stage.comeUp()
        #expect(browser.becomes(ReturnTests.isApplication))
    }
}
