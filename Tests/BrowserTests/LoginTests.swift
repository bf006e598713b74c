import Foundation
import TestSupport
import Testing

extension EngineTests {
    /// An application, or a proxy, that treats visitors differently by their cookies and passwords.
    @Suite struct LoginTests {
        /// The check must not open a login dialog, or wait for one. The browser asks when it opens the page.
        @Test func thePageRecognisesAnApplicationThatRequiresALogin() async {
            await inEachEngine { browser in
                let stage = try Stage(status: { _ in "401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"staff\"" })
                stage.goDown()
                try browser.open(stage.base + "/shop")
                #expect(browser.shows("waiting"))
                try stage.comeUp()
                #expect(eventually(within: .seconds(40)) { stage.applicationRequests.count(of: "GET /shop ") >= 1 })
            }
        }

        @Test func thePageFollowsARedirectToALogin() async {
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

        /// A visitor whose cookies or other fields lead elsewhere stays there.
        @Test func anAnswerForOtherVisitorsIsNotAReturn() async {
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

        /// A proxy that requires a password in front of the maintenance server, which the page was loaded with.
        @Test func aLoginInFrontOfThePageIsNotAReturn() async {
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
