import TestSupport
import Testing

/// The real proxies, with the examples that operators copy.
@Suite(.timeLimit(.minutes(15))) struct ReverseProxyTests {
    @Test(arguments: ProxyProgram.allCases)
    func visitorsGetThePageWhileTheApplicationsAreDown(proxy: ProxyProgram) throws {
        let site = try ProxiedSite(proxy)
        #expect(site.becomes(.application), "\(site.proxy.output)")
        #expect(try site.outcome("POST", "/shop/order", body: "item=3") == .application)

        #expect(site.primaries[0].goDownAndWait())
        let expected: [Outcome] = proxy.mayGiveUpEarly ? [.application, .page] : [.application]
        for _ in 0..<20 { #expect(expected.contains(try site.visit())) }
        #expect(site.becomes(.application))
        #expect(site.primaries[1].goDownAndWait())
        // The first visitor, whose request shows that the application is down.
        #expect(try site.outcome("POST", "/shop/order", body: "item=4") == .page)
        for _ in 0..<20 { #expect(try site.visit() == .page) }
        try expectMaintenance(site)
        // Longer than a proxy avoids a server that is down.
        #expect(!eventually(within: .seconds(3)) { (try? site.visit()) != .page })
        try expectMaintenance(site)
        #expect(site.log.contains(#""method":"POST","path":"/shop/photos""#) == proxy.keepsMethod)

        for primary in site.primaries { try primary.comeUp() }
        #expect(site.becomes(.application))
        #expect(site.requests.filter { $0.hasPrefix("POST") } == ["POST /shop/order"])
    }

    private func expectMaintenance(_ site: ProxiedSite) throws {
        let logo = try site.request("GET", "/logo.png")
        #expect(logo.status == 200)
        #expect(logo.text == "TheLogo")
        let page = try site.request("GET", "/shop/cart")
        #expect(page["Retry-After"] == "60")
        #expect(page["Cache-Control"] == "no-store")
        #expect(page["Location"] == nil)
        #expect(try site.request("HEAD", "/shop/cart").status == 503)
        #expect(try site.request("OPTIONS", "/shop/cart").status == 200)
        for method in ["POST", "PUT", "PATCH", "DELETE", "PROPFIND"] {
            #expect(try site.outcome(method, "/shop/cart", body: "item=3") == .page, "\(method)")
        }
        let upload = String(repeating: "x", count: 500_000)
        #expect(try site.outcome("POST", "/shop/photos", body: upload) == .page)
        // The request has changed nothing.
        #expect(try site.outcome("PUT", "/logo.png", body: "MyLogo") == .page)
    }

    /// The request may have been performed, so no other application gets it.
    @Test(arguments: ProxyProgram.allCases)
    func aPOSTOnABrokenConnectionIsSentOnce(proxy: ProxyProgram) throws {
        let site = try ProxiedSite(proxy)
        #expect(site.becomes(.application), "\(site.proxy.output)")
        let response = try site.request("POST", Primary.brokenTarget, body: "item=3")
        #expect([502, 503].contains(response.status))
        #expect(site.requests.filter { $0.hasPrefix("POST") } == ["POST \(Primary.brokenTarget)"])
        #expect(site.becomes(.application))
    }

    /// Including large bodies, which are answered early, and bodies that are sent without waiting for 100 (Continue).
    @Test(arguments: ProxyProgram.allCases)
    func noByteOfABodyIsReadAsARequest(proxy: ProxyProgram) throws {
        let site = try ProxiedSite(proxy)
        for primary in site.primaries { primary.goDown() }
        #expect(site.becomes(.page), "\(site.proxy.output)")
        // Connections stay open, because a proxy may drop the requests of a client that is gone.
        var clients: [RawClient] = []
        for size in [40, 20_000, 400_000] {
            for expectation in ["", "Expect: 100-continue\r\n"] {
                let target = "/from-a-body?size=\(size)&expects=\(!expectation.isEmpty)"
                let hidden = "GET \(target) HTTP/1.1\r\nHost: shop.example\r\n\r\n"
                let body = String(repeating: hidden, count: size / hidden.utf8.count + 1)
                let client = try site.connect()
                clients.append(client)
                let fields = "Host: shop.example\r\nContent-Length: \(body.utf8.count)\r\n\(expectation)"
                // Caddy ends the connection before it has received all of a large body.
                try? client.send("POST /form HTTP/1.1\r\n\(fields)\r\n\(body)")
                let response = try client.receiveResponse()
                let isPage = Outcome(response, to: "/form") == .page
                #expect(isPage || !expectation.isEmpty && response.status == 100, "\(size), \(response.statusLine)")
            }
        }
        #expect(site.becomes(.page))
        _ = eventually(within: .milliseconds(500)) { site.log.contains("/from-a-body") }
        #expect(site.log.matches(of: #/"/from-a-body[^"]*"/#).map { $0.output } == [])
        clients.removeAll()
    }

    @Test(arguments: ProxyProgram.allCases)
    func theLogNamesTheClientOfTheProxysHeader(proxy: ProxyProgram) throws {
        let site = try ProxiedSite(proxy)
        for primary in site.primaries { primary.goDown() }
        #expect(site.becomes(.page), "\(site.proxy.output)")
        let forged = "Forwarded: for=198.51.100.1\r\nX-Forwarded-For: 198.51.100.2\r\n"
        #expect(try site.request("GET", "/forged", fields: forged).status == 503)
        #expect(eventually { site.log.contains("/forged") })
        #expect(!site.log.contains("198.51.100."))
    }

    /// nginx sends the name in `server_name`, with any version of HTTP towards `maintenance`.
    @Test(arguments: ["1.0", "1.1"])
    func aRequestWithoutAHostGetsThePageThroughNginx(version: String) throws {
        let site = try ProxiedSite(.nginx) {
            $0.replacing("proxy_pass", with: "proxy_http_version \(version);\n        proxy_pass")
        }
        for primary in site.primaries { primary.goDown() }
        #expect(site.becomes(.page), "\(site.proxy.output)")
        let response = try site.exchange("GET /shop HTTP/1.0\r\n\r\n")
        #expect(response.status == 503)
        #expect(response["Maintenance"] == "on")
    }
}
