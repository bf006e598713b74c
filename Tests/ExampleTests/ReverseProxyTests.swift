import TestSupport
import Testing

/// The real nginx, Caddy and Traefik, by the examples that operators copy.
@Suite(.timeLimit(.minutes(15))) struct ReverseProxyTests {
    @Test(arguments: ReverseProxy.allCases)
    func visitorsGetThePageWhileTheApplicationsAreDown(proxy: ReverseProxy) throws {
        let site = try ProxiedSite(proxy)
        #expect(site.becomes(.application), "\(site.proxy.output)")
        #expect(try site.outcome("POST", "/shop/order", body: "item=3") == .application)

        site.primaries[0].goDown()
        // Traefik may choose the dead server for its second try as well, until a check has failed: the page then.
        for _ in 0..<20 { #expect([.application, .page].contains(try site.outcome("GET", "/shop/cart?item=3"))) }
        #expect(site.becomes(.application))
        site.primaries[1].goDown()
        // The first that finds out.
        #expect(try site.outcome("POST", "/shop/order", body: "item=4") == .page)
        for _ in 0..<20 { #expect(try site.outcome("GET", "/shop/cart?item=3") == .page) }
        try expectMaintenance(site)
        // As long as a proxy leaves a dead server alone, and longer.
        #expect(!eventually(within: .seconds(3)) { (try? site.outcome("GET", "/shop")) != .page })
        try expectMaintenance(site)

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
        // Nothing was changed.
        #expect(try site.outcome("PUT", "/logo.png", body: "MyLogo") == .page)
    }

    /// It may have done its work: no other application gets it too.
    @Test(arguments: ReverseProxy.allCases)
    func aPOSTWhoseConnectionBreaksIsSentOnce(proxy: ReverseProxy) throws {
        let site = try ProxiedSite(proxy)
        #expect(site.becomes(.application), "\(site.proxy.output)")
        let response = try site.request("POST", Primary.brokenTarget, body: "item=3")
        #expect([502, 503].contains(response.status))
        #expect(site.requests.filter { $0.hasPrefix("POST") } == ["POST \(Primary.brokenTarget)"])
        #expect(site.becomes(.application))
    }

    @Test(arguments: ReverseProxy.allCases)
    func theLogNamesTheClientThatTheProxyTellsOf(proxy: ReverseProxy) throws {
        let site = try ProxiedSite(proxy)
        for primary in site.primaries { primary.goDown() }
        #expect(site.becomes(.page), "\(site.proxy.output)")
        let forged = "Forwarded: for=192.0.2.1\r\nX-Forwarded-For: 192.0.2.2\r\n"
        #expect(try site.request("GET", "/forged", fields: forged).status == 503)
        #expect(eventually { site.log.contains("/forged") })
        #expect(!site.log.contains("192.0.2."))
    }
}
