import TestSupport
import Testing

/// Nothing of an outage is seen after it, and nothing of the live site in it, whatever the live site says of its files' age.
@Suite(.timeLimit(.minutes(15))) struct CacheTests {
    private typealias Validator = CachedSite.Validator

    @Test(arguments: Cache.allCases)
    func eachSideShowsItsOwnFiles(through cache: Cache) throws {
        let site = try CachedSite(cache.program, try cache.configuration())
        try expectEachSideToShowItsOwnFiles(site)
    }

    /// The other way for an nginx that keeps what the answers say not to keep. Without it, it does.
    @Test(arguments: [true, false])
    func nginxKeepsNothingWithXAccelExpires(isSent: Bool) throws {
        let configuration = try ProxyProgram.nginx.example().mapValues { Cache.ignorantlyCaching($0) }
        let site = try CachedSite(.nginx, configuration, options: isSent ? ["--header", "X-Accel-Expires: 0"] : [])
        if isSent { return try expectEachSideToShowItsOwnFiles(site) }
        #expect(site.shows(live: true), "\(site.proxy.output)")
        #expect(try site.become(live: false))
        #expect(try site.get(Validator.tag.logo).text == CachedSite.maintenanceLogo)
        #expect(try site.become(live: true))
        #expect(try site.get(Validator.tag.logo).text == CachedSite.maintenanceLogo)
    }

    /// What Varnish fetches in the background does not replace its copy of the live site.
    @Test func varnishShowsItsCopyOfTheLiveSiteWithinTheGraceTime() throws {
        let configuration = try ProxyProgram.varnish.example().mapValues {
            $0.replacing(Cache.response, with: "\(Cache.response)\n    set beresp.grace = 1h;")
        }
        let site = try CachedSite(.varnish, configuration)
        #expect(site.shows(live: true), "\(site.proxy.output)")
        #expect(try site.get(Validator.tag.logo).text == CachedSite.liveLogo)
        #expect(try site.become(live: false))
        let isReplaced = eventually(within: .seconds(3)) {
            (try? site.get(Validator.tag.logo).text) != CachedSite.liveLogo
        }
        #expect(!isReplaced)
    }

    private func expectEachSideToShowItsOwnFiles(_ site: CachedSite) throws {
        #expect(site.shows(live: true), "\(site.proxy.output)")
        for validator in Validator.allCases {
            #expect(try site.get(validator.logo).text == CachedSite.liveLogo)
        }

        #expect(try site.become(live: false))
        for validator in Validator.allCases {
            // Once the cache's copy of the live file is too old to be shown without asking.
            #expect(eventually { (try? site.get(validator.logo).text) == CachedSite.maintenanceLogo }, "\(validator)")
            let response = try site.get(validator.logo, validator.condition)
            #expect(response.status == 200, "\(validator)")
            #expect(response.text == CachedSite.maintenanceLogo, "\(validator)")
            #expect(response["Last-Modified"] == nil)
        }
        let tag = try site.get(Validator.tag.logo)["ETag"] ?? ""
        #expect(!tag.isEmpty)
        #expect(try site.get("/shop/cart").text == Outcome.pageText)

        #expect(try site.become(live: true))
        #expect(try site.get("/shop/cart").text == CachedSite.liveLogo)
        for validator in Validator.allCases {
            #expect(try site.get(validator.logo).text == CachedSite.liveLogo, "\(validator)")
            #expect(
                try site.get(validator.logo, "If-None-Match: \(tag)\r\n").text == CachedSite.liveLogo, "\(validator)")
        }
        // Nor when the cache's copy has to be validated again.
        let isMaintenanceSeen = eventually(within: .seconds(2)) {
            Validator.allCases.contains { (try? site.get($0.logo).text) != CachedSite.liveLogo }
        }
        #expect(!isMaintenanceSeen)
    }

    /// Why `maintenance` sends no date, and has nothing kept: a cache asks a live site that knows dates alone by the date that the file of
    /// the outage had, and gets 304.
    @Test(arguments: [Cache.envoy, .envoyV2, .squid, .trafficServer])
    func aFileWithADateWouldStay(in cache: Cache) throws {
        let backup = try Primary(name: "backup") { head in
            let isFile = head.contains("/logo.png ")
            let text = isFile ? CachedSite.maintenanceLogo : Outcome.pageText
            // Envoy checks it.
            if head.hasPrefix("OPTIONS ") { return "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n" }
            let fields = isFile ? "Last-Modified: Sun, 01 Nov 2026 00:00:00 GMT\r\nCache-Control: max-age=1\r\n" : ""
            return """
                HTTP/1.1 \(isFile ? "200 OK" : "503 Service Unavailable")\r\n\(fields)\
                Content-Length: \(text.utf8.count)\r\n\r\n\(text)
                """
        }
        let site = try CachedSite(cache.program, try cache.configuration(), backup: backup)
        #expect(site.shows(live: true), "\(site.proxy.output)")
        #expect(try site.become(live: false))
        #expect(try site.get(Validator.date.logo).text == CachedSite.maintenanceLogo)
        #expect(try site.become(live: true))
        let isGone = eventually(within: .seconds(3)) {
            (try? site.get(Validator.date.logo).text) != CachedSite.maintenanceLogo
        }
        #expect(!isGone)
    }
}
