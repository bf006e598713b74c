import Foundation
import TestSupport
import Testing

extension EngineTests {
    /// A file of the live site and one of `maintenance` at the same URL, in a browser that caches files.
    @Suite struct SharedURLTests {
        /// A live site that knows only dates answers 304 to any date. So the browser must not have one from
        /// `maintenance`, and `maintenance` must not answer 304 to the one from the live site.
        @Test func eachSideShowsItsOwnFile() async {
            await inEachEngine { browser in
                let primary = try Primary(name: "app", answer: SharedURLTests.answer)
                let site = try TemporaryDirectory([
                    "index.html": SharedURLTests.page("maintenance"), "logo.svg": SharedURLTests.logo(width: 24),
                ])
                let maintenance = try Command(["--dir", site.path, "--address", "127.0.0.1", "--port", "0"])
                let ports = [8080: primary.port, 8081: primary.port, 8088: try maintenance.waitUntilListening()]
                let configuration = ports.reduce(try Example.text(of: "haproxy.cfg")) {
                    $0.replacing("127.0.0.1:\($1.key)", with: "127.0.0.1:\($1.value)")
                }
                let haproxy = try HAProxy(configuration)
                func shows(_ title: String, width: Int) throws -> Bool {
                    let isThere = eventually {
                        _ = try? browser.open("http://127.0.0.1:\(haproxy.port)/shop?\(UUID().uuidString)")
                        return (try? browser.evaluate("return document.title") as? String) == title
                    }
                    guard isThere, browser.becomes("document.images[0].complete") else { return false }
                    return try browser.evaluate("return document.images[0].naturalWidth") as? Int == width
                }
                #expect(try shows("live", width: 48))
                #expect(primary.goDownAndWait())
                #expect(try shows("maintenance", width: 24))
                #expect(try shows("maintenance", width: 24))
                try primary.comeUp()
                #expect(try shows("live", width: 48))
            }
        }

        private static func page(_ title: String) -> String {
            "<!doctype html><title>\(title)</title><link rel=icon href=data:,><img src=/logo.svg alt=logo>"
        }

        private static func logo(width: Int) -> String {
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"\(width)\" height=\"24\"/>"
        }

        private static func answer(to head: String) -> String {
            let isFile = head.contains("/logo.svg ")
            let date = "Last-Modified: Sat, 01 Nov 2025 00:00:00 GMT\r\nCache-Control: no-cache\r\n"
            if isFile, head.contains(#/(?i)\r\nIf-Modified-Since:/#) {
                return "HTTP/1.1 304 Not Modified\r\n\(date)\r\n"
            }
            let body = isFile ? logo(width: 48) : page("live")
            let fields = isFile ? "Content-Type: image/svg+xml\r\n\(date)" : "Content-Type: text/html\r\n"
            return "HTTP/1.1 200 OK\r\n\(fields)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }
    }
}
