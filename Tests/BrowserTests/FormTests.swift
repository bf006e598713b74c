import Foundation
import TestSupport
import Testing

extension EngineTests {
    /// Forms that were sent during the outage: the page sends none on its own, and none twice.
    @Suite struct FormTests {
        private func fill(_ browser: Browser, at base: String) throws {
            try browser.open(base + "/form")
            _ = try browser.evaluate("document.querySelector('input').value = 'typed'")
        }

        private func submit(_ browser: Browser) throws {
            _ = try browser.evaluate("document.forms[0].submit()")
        }

        @Test func thePageSendsAFormOnceMoreOrOffersTheWayBack() async {
            await inEachEngine { browser in
                let stage = try Stage()
                try fill(browser, at: stage.base)
                stage.goDown()
                try submit(browser)
                #expect(browser.shows("unsent"))
                try stage.comeUp()
                #expect(browser.shows("ready"))
                // For longer than the return would have taken.
                #expect(
                    !eventually(within: .seconds(7)) {
                        !stage.applicationRequests.all.allSatisfy {
                            $0.hasPrefix("HEAD ") || $0.hasPrefix("GET /form ")
                        }
                    })
                if browser.engine.resendsForms {
                    #expect(try browser.states().contains("again"))
                    #expect(try !browser.states().contains("goback"))
                    let again = "document.querySelector('[data-maintenance~=again]').click();"
                    _ = try browser.evaluate(again + again + again)
                    // Firefox asks the visitor for confirmation.
                    if browser.engine == .firefox { #expect(eventually { (try? browser.send(.acceptAlert)) != nil }) }
                    #expect(browser.arrives)
                    #expect(browser.url == stage.base + "/order?a=b")
                    #expect(stage.applicationRequests.count(of: "POST /order?a=b ") == 1)
                } else {
                    #expect(try !browser.states().contains("again"))
                    // A second call may lead to the page before the form, depending on the time.
                    let twice = """
                        const back = History.prototype.back;
                        sessionStorage.calls = '';
                        History.prototype.back = function () { sessionStorage.calls += 'x'; back.call(this); };
                        const button = document.querySelector('[data-maintenance~=goback]');
                        button.click();
                        button.click();
                        """
                    _ = try browser.evaluate(twice)
                    #expect(browser.becomes("document.querySelector('input')?.value === 'typed'"))
                    #expect(browser.url == stage.base + "/form")
                    #expect(try browser.evaluate("return sessionStorage.calls") as? String == "x")
                    #expect(stage.applicationRequests.count(of: "POST /order") == 0)
                }
            }
        }

        /// After an answer without content the page stays. The visitor can send the form once more.
        @Test func thePageReportsAFormWithoutAnAnswer() async {
            await inEachEngine { browser in
                guard browser.engine.resendsForms else { return }
                let stage = try Stage(status: { $0.hasPrefix("POST ") ? "204 No Content" : "200 OK" })
                try fill(browser, at: stage.base)
                stage.goDown()
                try submit(browser)
                #expect(browser.shows("unsent"))
                try stage.comeUp()
                #expect(browser.shows("ready"))
                for count in 1...2 {
                    try browser.click("[data-maintenance~=again]")
                    if browser.engine == .firefox { #expect(eventually { (try? browser.send(.acceptAlert)) != nil }) }
                    #expect(eventually { stage.applicationRequests.count(of: "POST /order?a=b ") == count })
                    // Without the focus, which a browser's dialog takes and returns, the page waits for a minute.
                    _ = try browser.evaluate("window.dispatchEvent(new Event('focus'))")
                    let message = "document.querySelector('p[data-maintenance=unanswered]')"
                    #expect(browser.becomes("\(message).getClientRects().length > 0"))
                    let isDisabled = """
                        return document.querySelector('[data-maintenance~=again]').getAttribute('aria-disabled')
                        """
                    #expect(try browser.evaluate(isDisabled) as? String == "false")
                }
                // The form may have been saved, whatever the next checks find.
                let checks = { stage.applicationRequests.count(of: "HEAD ") }
                let before = checks()
                _ = try browser.evaluate("dispatchEvent(new Event('online'))")
                #expect(eventually { checks() >= before + 2 })
                #expect(!browser.leaves("unanswered", within: .seconds(1)))
                stage.goDown()
                _ = try browser.evaluate("dispatchEvent(new Event('online'))")
                #expect(browser.shows("away"))
                #expect(try browser.states().isSuperset(of: ["unanswered"]))
                #expect(try browser.states().isDisjoint(with: ["unsent", "again"]))
                #expect(browser.url == stage.base + "/order?a=b")
            }
        }

        /// The page arrives before the upload is complete. A browser that keeps sending must not lose it to a reset.
        @Test func aFormWithALargeFileGetsThePage() async {
            await inEachEngine { browser in
                let stage = try Stage()
                stage.goDown()
                for site in [stage.base, stage.maintenanceBase] {
                    try browser.open(site + "/photos")
                    let submit = """
                        const form = document.createElement('form')
                        form.method = 'post'
                        form.enctype = 'multipart/form-data'
                        const photo = document.createElement('input')
                        photo.type = 'file'
                        photo.name = 'photo'
                        const files = new DataTransfer()
                        files.items.add(new File([new Uint8Array(20 << 20)], 'photo.jpg'))
                        photo.files = files.files
                        form.append(photo)
                        document.body.append(form)
                        form.submit()
                        """
                    _ = try browser.evaluate(submit)
                    #expect(browser.shows("unsent"), "\(site)")
                    #expect(browser.url == site + "/photos")
                }
            }
        }

        /// Firefox hides Server-Timing there, so the page learns of the POST from its HTML.
        @Test func nothingIsSentTwiceInAnInsecureContext() async {
            await forEachEngine { engine in
                let stage = try Stage()
                let browser = try Browser(engine, options: Browser.Options(proxy: stage.port))
                try fill(browser, at: "http://shop.example")
                #expect(try browser.evaluate("return isSecureContext") as? Bool == false)
                stage.goDown()
                try submit(browser)
                #expect(browser.shows("unsent"))
                try stage.comeUp()
                #expect(browser.shows("ready"))
                try browser.press("[data-maintenance~=ready] > [data-maintenance=now]")
                #expect(browser.arrives)
                #expect(browser.url == "http://shop.example/order?a=b")
                let posts = stage.applicationRequests.all.filter { $0.hasPrefix("POST http://shop.example/") }
                #expect(posts == [], "\(engine)")
            }
        }

        @Test func theVisitorMayContinueWithoutSending() async {
            await inEachEngine { browser in
                let stage = try Stage()
                try fill(browser, at: stage.base)
                stage.goDown()
                try browser.post(to: "/order?a=b#total")
                #expect(browser.shows("unsent"))
                try stage.comeUp()
                #expect(browser.shows("ready"))
                try browser.press("[data-maintenance~=ready] > [data-maintenance=now]")
                #expect(browser.arrives)
                #expect(browser.url == stage.base + "/order?a=b#total")
                #expect(stage.applicationRequests.count(of: "POST /order") == 0)
                #expect(stage.applicationRequests.count(of: "GET /order?a=b ") == 1)
            }
        }
    }
}

/// Tests in Chromium alone, because the engines do not differ here.
@Suite(.timeLimit(.minutes(15))) struct FormTests {
    /// In a browser that hides Server-Timing from scripts, a page without the POST in its HTML cannot learn of it.
    @Test(arguments: ["/order?a=b", "/order?a=b#c"])
    func withoutAKnownMethodThePageReturnsByGET(target: String) throws {
        let page = """
            <!doctype html><title>Ours</title><h1 data-maintenance="waiting">Ours</h1>
            <script src="/.well-known/maintenance/return.js" data-first="0.2" data-spread="1" defer></script>
            """
        let stage = try Stage(page: page, rules: ["http-response del-header Server-Timing"])
        let browser = try Browser()
        try browser.open(stage.base + "/form")
        stage.goDown()
        try browser.post(to: target)
        #expect(browser.shows("waiting"))
        try stage.comeUp()
        #expect(browser.arrives)
        #expect(browser.url == stage.base + target)
        #expect(stage.applicationRequests.count(of: "POST /order") == 0)
        #expect(stage.applicationRequests.count(of: "GET /order?a=b ") == 1)
    }

    /// While the form is being sent the buttons do nothing.
    @Test func theButtonsAreDisabledDuringTheRequest() throws {
        let stage = try Stage(status: {
            if $0.hasPrefix("POST ") { sleep(10) }
            return "200 OK"
        })
        let browser = try Browser()
        try browser.open(stage.base + "/form")
        stage.goDown()
        try browser.post(to: "/order")
        #expect(browser.shows("unsent"))
        try stage.comeUp()
        #expect(browser.shows("ready"))
        // The driver does not answer before the page is loaded, so the page itself records its state.
        let note = """
            document.querySelector('[data-maintenance~=again]').click();
            return [document.querySelector('[data-maintenance=sending]').getClientRects().length,
                ...[...document.querySelectorAll('button')].filter((e) => e.getClientRects().length)
                    .map((e) => e.getAttribute('aria-disabled'))]
            """
        #expect(try browser.evaluate(note) as? [AnyHashable] == [1, "true", "true"])
        #expect(browser.arrives)
        #expect(stage.applicationRequests.count(of: "POST /order ") == 1)
    }
}
