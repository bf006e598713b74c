import Foundation
import TestSupport
import Testing

extension EngineTests {
    /// Applications whose service workers store answers, and would serve a stored maintenance page as the site's.
    @Suite struct ServiceWorkerTests {
        /// How each worker answers a request of the page, with its stored answers in `cache`.
        private static let kinds = [
            "cache-first": """
            cache.match(request).then((kept) => kept || fetch(request).then((answer) => {
                cache.put(request, answer.clone()).catch(() => {});
                return answer;
            }))
            """,
            "cache-first-and-strict": """
            (async () => {
                const kept = await cache.match(request);
                if (kept) return kept;
                const answer = await fetch(request);
                await cache.put(request, answer.clone());
                return answer;
            })()
            """,
            "any-method": """
            cache.match(request, { ignoreMethod: true }).then((kept) => kept || fetch(request).then((answer) => {
                if (request.method === 'GET') cache.put(request, answer.clone());
                return answer;
            }))
            """,
            "stale-while-revalidate": """
            cache.match(request).then((kept) => {
                const next = fetch(request).then((answer) => {
                    if (request.method === 'GET') cache.put(request, answer.clone());
                    return answer;
                });
                return kept || next;
            })
            """,
            "network-first": """
            fetch(request).then((answer) => {
                if (request.method === 'GET') cache.put(request, answer.clone());
                return answer;
            }, () => cache.match(request))
            """,
            "what-is-right": """
            cache.match(request).then((kept) => kept || fetch(request).then((answer) => {
                if (answer.ok && request.method === 'GET') cache.put(request, answer.clone());
                return answer;
            }))
            """,
        ]

        /// No script of a page can clear the cache of such a worker.
        private static let forgetsNothing = """
            (async () => {
                if (request.method !== 'GET') return fetch(request);
                if (!kept.has(request.url)) kept.set(request.url, await fetch(request));
                return kept.get(request.url).clone();
            })()
            """

        private func script(_ answer: String) -> String {
            """
            const kept = new Map();
            addEventListener('install', () => skipWaiting());
            addEventListener('activate', (event) => event.waitUntil(clients.claim()));
            addEventListener('fetch', (event) => {
                const request = event.request;
                event.respondWith(caches.open(registration.scope).then((cache) => \(answer)));
            });
            """
        }

        /// Registers a worker of the application's page for its folder.
        private func register(in browser: Browser, at url: String) throws {
            try browser.open(url)
            let script = """
                const done = arguments[0];
                navigator.serviceWorker.addEventListener('controllerchange', () => done(true));
                navigator.serviceWorker.register('worker.js');
                """
            #expect(try browser.evaluateLater(script) as? Bool == true)
        }

        /// All kinds at once, each in a separate window and folder.
        @Test func aServiceWorkersCopyDoesNotKeepVisitorsFromTheSite() async {
            await inEachEngine { browser in
                let kinds = ServiceWorkerTests.kinds.mapValues(script)
                let stage = try Stage(
                    scripts: Dictionary(uniqueKeysWithValues: kinds.map { ("/\($0)/worker.js", $1) }))
                var windows: [(kind: String, window: String)] = []
                for kind in kinds.keys.sorted() {
                    if !windows.isEmpty { _ = try browser.openWindow() }
                    windows.append((kind, browser.window))
                    try register(in: browser, at: "\(stage.base)/\(kind)/form")
                }
                stage.goDown()
                for (kind, window) in windows {
                    try browser.enter(window)
                    try browser.open("\(stage.base)/\(kind)/shop")
                    #expect(browser.shows("waiting"), "\(kind)")
                }
                try stage.comeUp()
                for (kind, window) in windows {
                    try browser.enter(window)
                    #expect(browser.arrives, "\(kind)")
                    #expect(browser.url == "\(stage.base)/\(kind)/shop")
                }
            }
        }

        @Test func aPageThatKeepsReturningIsNoLongerOpenedAutomatically() async {
            await inEachEngine { browser in
                let stage = try Stage(scripts: ["/app/worker.js": script(ServiceWorkerTests.forgetsNothing)])
                try register(in: browser, at: "\(stage.base)/app/form")
                stage.goDown()
                try browser.open("\(stage.base)/app/shop")
                #expect(browser.shows("waiting"))
                try stage.comeUp()
                #expect(browser.isLeftToTheVisitor)
                #expect(!browser.leaves("staying", within: .seconds(10)))
            }
        }
    }
}
