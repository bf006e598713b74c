import Foundation
import TestSupport
import Testing

extension EngineTests {
    /// An application, or a proxy, that treats visitors differently by their cookies and passwords.
    @Suite struct LoginTests {
        /// No login that the visitor did not ask for, and none that holds up the check: the browser asks as it opens the page.
        @Test func anApplicationThatAsksForALoginIsFound() async {
            await inEachEngine { browser in
                let stage = try Stage(status: { _ in "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"staff\"" })
                stage.goDown()
                try browser.open(stage.base + "/shop")
                #expect(browser.shows("waiting"))
                try stage.comeUp()
                #expect(eventually(within: .seconds(40)) { stage.applicationRequests.count(of: "GET /shop ") >= 1 })
            }
        }

        @Test func aRedirectToALoginIsFollowed() async {
            await inEachEngine { browser in
                let stage = try Stage(status: {
                    $0.split(separator: " ")[1] == "/login" ? "200 OK" : "302 Found\r\nLocation: /login"
                })
                stage.goDown()
                try browser.open(stage.base + "/shop")
                #expect(browser.shows("waiting"))
                try stage.comeUp()
                #expect(browser.arrives)
                #expect(browser.url == stage.base + "/login")
            }
        }

        /// Whom a cookie, or what else the browser sends, leads elsewhere stays there.
        @Test func whatOthersWouldGetIsNoReturn() async {
            await inEachEngine { browser in
                let away = "503 Service Unavailable\r\nMaintenance: on\r\nRetry-After: 1"
                let stage = try Stage(status: {
                    $0.lowercased().contains("cookie: server=") ? away : "302 Found\r\nLocation: /login"
                })
                stage.goDown()
                try browser.open(stage.base + "/shop")
                #expect(browser.shows("waiting"))
                _ = try browser.evaluate("document.cookie = 'server=backup; path=/'")
                try stage.comeUp()
                #expect(eventually(within: .seconds(40)) { stage.applicationRequests.count(of: "HEAD /shop ") >= 4 })
                #expect(stage.applicationRequests.count(of: "GET /shop ") == 0)
                #expect(try browser.states().contains("waiting"))
            }
        }

        /// A proxy that lets nobody to the maintenance server without a password: the page came with it.
        @Test func aLoginInFrontOfThePageIsNoReturn() async {
            await inEachEngine { browser in
                let stage = try Stage(rules: [
                    "http-request auth realm staff if !{ req.fhdr(Authorization) -m found }",
                    "http-request del-header Authorization",
                ])
                stage.goDown()
                try browser.open("http://me:secret@127.0.0.1:\(stage.port)/shop")
                #expect(browser.shows("waiting"))
                _ = try browser.evaluate("window.isTheSame = true")
                #expect(!browser.leaves("waiting", within: .seconds(4)))
                #expect(try browser.evaluate("return window.isTheSame") as? Bool == true)
                try stage.comeUp()
                #expect(browser.arrives)
            }
        }
    }
}
