import Foundation
import TestSupport
import Testing

/// The default site in Chromium: each language, on a phone and on a desktop, in light and dark colours.
@Suite(.timeLimit(.minutes(15))) struct PageTests {
    static let pages: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "\(Stage.root)/static")
        return (names ?? []).filter { $0.hasSuffix(".html") }.sorted()
    }()

    private static let axe = Example.tool("axe/axe_playwright_python/axe.min.js")

    /// In two halves, to save time.
    @Test(arguments: [0, 1]) func eachPageFitsAndIsAccessible(half: Int) throws {
        let axe = try String(contentsOfFile: PageTests.axe, encoding: .utf8)
        let browser = try Browser()
        #expect(PageTests.pages.count > 12)
        for (index, page) in PageTests.pages.enumerated() where index % 2 == half {
            let text = try String(contentsOfFile: "\(Stage.root)/static/\(page)", encoding: .utf8)
            let site = try TemporaryDirectory(["index.html": text])
            let server = try Command(
                ["--dir", site.path, "--address", "127.0.0.1", "--port", "0", "--until", "2099-01-01T00:00Z"])
            try browser.open("http://127.0.0.1:\(try server.waitUntilListening())/a/deep/url")
            _ = try browser.evaluate(axe)
            for view in Browser.View.all {
                try browser.show(view)
                #expect(try browser.states().isSuperset(of: ["away", "waiting", "until"]), "\(page)")
                try expectSound(browser, "\(page) \(view)")
            }
            _ = try browser.evaluate(PageTests.everything)
            try expectShortFramesShowAll(browser, page)
            for view in Browser.View.all.prefix(2) {
                try browser.show(view)
                try expectSound(browser, "\(page) \(view), everything")
            }
            #expect(try browser.complaints() == [], "\(page)")
        }
    }

    /// WCAG 1.4.10 and 1.4.12: on the narrowest screen, with wider spacing of letters, words and lines, and all
    /// optional elements.
    @Test func eachPageFitsTheNarrowestScreen() throws {
        let browser = try Browser()
        try browser.show(Browser.View(width: 320, height: 640, isDark: false))
        for page in PageTests.pages {
            let text = try String(contentsOfFile: "\(Stage.root)/static/\(page)", encoding: .utf8)
            let site = try TemporaryDirectory(["index.html": text])
            let server = try Command(
                ["--dir", site.path, "--address", "127.0.0.1", "--port", "0", "--until", "2099-01-01T00:00Z"])
            try browser.open("http://127.0.0.1:\(try server.waitUntilListening())/")
            let overhang = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
            _ = try browser.evaluate(PageTests.everything)
            #expect(try browser.evaluate(overhang) as? Int == 0, "\(page)")
            let spacing = """
                const style = document.createElement('style');
                style.textContent = `* { letter-spacing: .12em !important; word-spacing: .16em !important;
                    line-height: 1.5 !important } p { margin-block-end: 2em !important }`;
                document.head.append(style);
                """
            _ = try browser.evaluate(spacing)
            #expect(try browser.evaluate(overhang) as? Int == 0, "\(page), spaced")
        }
    }

    /// Shows all optional elements permanently.
    private static let everything = """
        for (let timer = 1; timer < 100; timer++) clearInterval(timer);
        for (const element of document.querySelectorAll('[hidden]')) element.hidden = false;
        """

    /// Text browsers support neither `hidden` nor templates.
    @Test func withoutScriptsThePageMakesNoFalsePromises() throws {
        for page in PageTests.pages {
            let html = try String(contentsOfFile: "\(Stage.root)/static/\(page)", encoding: .utf8)
            let texts = page == "index.html" ? "en" : page.dropFirst("index.".count).dropLast(".html".count)
            let lines = try String(
                contentsOfFile: "\(Stage.root)/Sources/MaintenancePage/Resources/Texts/\(texts).txt", encoding: .utf8)
            let expected = ["title", "heading", "lead", "reload"].flatMap { key in
                lines.split(separator: "\n").filter { $0.hasPrefix("\(key): ") }
                    .map { $0.dropFirst(key.count + 2).replacing("<wbr>", with: "") }
            }
            let visible = html.replacing("<wbr>", with: "").replacing(
                #/(?s)<!--.*?-->|<(script|style)\b.*?<\/\1>|<[^>]*>/#, with: "\n")
            #expect(visible.split(whereSeparator: \.isNewline).filter { !$0.allSatisfy(\.isWhitespace) } == expected)
        }
    }

    private func expectSound(_ browser: Browser, _ comment: String) throws {
        let overhang = "return document.documentElement.scrollWidth - document.documentElement.clientWidth"
        #expect(try browser.evaluate(overhang) as? Int == 0, "\(comment)")
        let script = """
            const report = arguments[0];
            axe.run().then((result) => report(result.violations
                .map((v) => `${v.impact} ${v.id}: ${v.nodes.map((n) => n.html + ' ' + n.failureSummary).join('; ')}`)))
            """
        #expect(try browser.evaluateLater(script) as? [String] == [], "\(comment)")
    }

    @Test func theEndIsInTheVisitorsTimeZone() throws {
        let browser = try Browser()
        try browser.tell("Emulation.setTimezoneOverride", ["timezoneId": "Asia/Kolkata"])
        let stage = try Stage(options: ["--until", "2099-01-01T00:00Z"])
        stage.goDown()
        try browser.open(stage.base)
        #expect(eventually { (try? browser.states().contains("until")) == true })
        let time = try browser.evaluate("return document.querySelector('time').textContent") as? String
        #expect(time?.contains("5:30") == true, "\(time ?? "")")
    }

    /// The dot pulses at each check, so that visitors see the page work, except visitors who prefer reduced motion.
    @Test func theDotPulsesAtEachCheck() throws {
        let browser = try Browser()
        let stage = try Stage()
        stage.goDown()
        try browser.open(stage.base)
        #expect(browser.shows("waiting"))
        let count = """
            window.pulses = 0;
            window.checks = 0;
            const dot = document.querySelector('[data-maintenance~=pulse]');
            const animate = dot.animate;
            dot.animate = (...values) => { window.pulses++; return animate.apply(dot, values); };
            const ask = window.fetch;
            window.fetch = (...values) => { window.checks++; return ask(...values); };
            """
        _ = try browser.evaluate(count)
        #expect(browser.becomes("window.pulses >= 2"))
        #expect(browser.becomes("document.querySelector('[data-maintenance~=pulse]').getAnimations().length > 0"))
        try browser.tell(
            "Emulation.setEmulatedMedia", ["features": [["name": "prefers-reduced-motion", "value": "reduce"]]])
        _ = try browser.evaluate("window.pulses = 0; window.checks = 0")
        #expect(browser.becomes("window.checks >= 2"))
        #expect(try browser.evaluate("return window.pulses") as? Int == 0)
    }

    /// The states of the page, by their texts.
    private static let states = [
        ["away", "shortly", "waiting", "until"], ["away", "shortly", "waiting", "until", "imminent"],
        ["away", "shortly", "waiting", "late"], ["away", "overdue", "waiting"], ["away", "shortly", "offline"],
        ["away", "shortly", "unsent", "until"], ["returned", "back"], ["returned", "opening"],
        ["returned", "staying"], ["returned", "ready", "resendable"], ["returned", "ready", "form"],
        ["returned", "ready", "byhand"], ["returned", "sending", "resendable"],
        ["returned", "unanswered", "resendable"],
        ["away", "shortly", "unanswered"], ["away", "shortly", "manual"],
    ]

    /// Shows the page permanently in a state.
    private func show(_ state: [String], in browser: Browser) throws {
        let script = """
            for (let timer = 1; timer < 100; timer++) clearInterval(timer);
            const [state, all] = arguments;
            for (const element of document.querySelectorAll('[data-maintenance]')) {
                const words = element.dataset.maintenance.split(' ').filter((word) => all.includes(word));
                if (words.length) element.hidden = !words.some((word) => state.includes(word));
            }
            """
        _ = try browser.evaluate(script, [state, Set(PageTests.states.joined()).union(state).sorted()])
    }

    /// In a frame of 300 pixels or less, everything important is visible without scrolling.
    private func expectShortFramesShowAll(_ browser: Browser, _ page: String) throws {
        try browser.show(Browser.View(width: 320, height: 240, isDark: false))
        for state in PageTests.states {
            try show(state, in: browser)
            let overhang = "return document.documentElement.scrollHeight - document.documentElement.clientHeight"
            #expect(try browser.evaluate(overhang) as? Int == 0, "\(page), \(state)")
        }
        _ = try browser.evaluate(PageTests.everything)
    }

    /// A and AA of WCAG 2.2, with a note, and from left to right or from right to left.
    @Test(arguments: ["index.html", "index.ar.html"]) func eachStateIsAccessibleInEachEngine(page: String) async throws
    {
        let axe = try String(contentsOfFile: PageTests.axe, encoding: .utf8)
        let text = try String(contentsOfFile: "\(Stage.root)/static/\(page)", encoding: .utf8)
        await inEachEngine { browser in
            let stage = try Stage(
                page: text, files: [".maintenance/note": "See https://status.example.org."],
                options: ["--until", "2099-01-01T00:00Z"])
            stage.goDown()
            // The other engines have no command for dark colours.
            if browser.engine == .chromium { try browser.show(Browser.View(width: 800, height: 600, isDark: true)) }
            try browser.open(stage.base)
            #expect(browser.shows("until") && browser.shows("note"))
            _ = try browser.evaluate(axe)
            for state in PageTests.states {
                try show(state.contains("away") ? state + ["note", "changed"] : state, in: browser)
                let script = """
                    const done = arguments[0];
                    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
                    axe.run({ runOnly: tags }).then((result) => done(result.violations.map((violation) => violation.id)))
                    """
                #expect(try browser.evaluateLater(script) as? [String] == [], "\(browser.engine), \(state)")
            }
        }
    }

    /// The text that the visitor reads keeps its position when the site is back.
    @Test func theHeadingKeepsItsPlace() throws {
        let browser = try Browser()
        let stage = try Stage()
        stage.goDown()
        try browser.open(stage.base)
        #expect(browser.shows("waiting"))
        let top = "return [...document.querySelectorAll('h1')].find((e) => !e.hidden).getBoundingClientRect().top"
        let places = try PageTests.states.map { state in
            try show(state, in: browser)
            return try browser.evaluate(top) as? Double
        }
        #expect(Set(places).count == 1, "\(places)")
    }

    /// The position of the dot on the line is the elapsed share of the time.
    @Test func theLineShowsTheElapsedShareOfTheTime() throws {
        let end = ISO8601DateFormatter().string(from: Date(timeIntervalSinceNow: 40))
        let browser = try Browser()
        let stage = try Stage(options: ["--until", end])
        stage.goDown()
        try browser.open(stage.base)
        #expect(browser.becomes("document.querySelector('.line').style.getPropertyValue('--elapsed') > 0.1"))
        #expect(browser.becomes("document.querySelector('.line').style.getPropertyValue('--elapsed') > 0.3"))
    }

    /// Screen readers announce each change in a live region.
    @Test func nothingIsAnnouncedEachSecond() throws {
        let browser = try Browser()
        let stage = try Stage(
            page: try Stage.quickPage(spread: 100_000), files: [".maintenance/note": "Restoring."],
            options: ["--until", "2099-01-01T00:00Z"])
        stage.goDown()
        try browser.open(stage.base)
        #expect(browser.shows("left") && browser.shows("note"))
        let observe = """
            window.changes = [];
            new MutationObserver((records) => {
                for (const { target, type } of records) {
                    const element = target.closest ? target : target.parentElement;
                    const region = element.closest('[aria-live], [role=status]');
                    if (region && region.getAttribute('aria-live') !== 'off') changes.push(type + element.outerHTML);
                }
            }).observe(document.body, { subtree: true, attributes: true, characterData: true, childList: true });
            """
        _ = try browser.evaluate(observe)
        for state in ["waiting", "back"] {
            if state == "back" {
                try stage.comeUp()
                #expect(
                    try eventually {
                        try RawClient(port: stage.port).exchange("GET / HTTP/1.1\r\nHost: a\r\n\r\n").status == 200
                    })
                _ = try browser.evaluate("dispatchEvent(new Event('online'))")
            }
            #expect(browser.shows(state))
            _ = try browser.evaluate("window.changes.length = 0; window.start = performance.now()")
            #expect(browser.becomes("performance.now() > window.start + 2500"))
            #expect(try browser.evaluate("return window.changes") as? [String] == [])
        }
    }

    @Test func aDistantEndHasAYear() throws {
        let browser = try Browser()
        let stage = try Stage(options: ["--until", "2099-01-01T12:00Z"])
        stage.goDown()
        try browser.open(stage.base)
        #expect(browser.becomes("document.querySelector('time')?.textContent.includes('2099')"))
    }
}
