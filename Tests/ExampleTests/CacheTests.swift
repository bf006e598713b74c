import TestSupport
import Testing

/// No file of an outage is visible after it, and none of the live site during it, whatever the live site says about the
/// age of its files.
@Suite(.timeLimit(.minutes(15))) struct CacheTests {
    private typealias Validator = CachedSite.Validator

    @Test(arguments: Cache.allCases)
    func eachSideShowsItsOwnFiles(through cache: Cache) throws {
        let site = try CachedSite(cache.program, try cache.configuration())
        try expectEachSideToShowItsOwnFiles(site)
    }

    /// The remedy for an nginx that stores answers that forbid this. Without the remedy it stores them.
    @Test(arguments: [true, false])
    func nginxStoresNothingWithXAccelExpires(isSent: Bool) throws {
        let configuration = try ProxyProgram.nginx.example().mapValues { Cache.ignorantlyCaching($0) }
        let site = try CachedSite(.nginx, configuration, options: isSent ? ["--header", "X-Accel-Expires: 0"] : [])
        if isSent { return try expectEachSideToShowItsOwnFiles(site) }
        #expect(site.shows(live: true), "\(site.proxy.output)")
        #expect(try site.become(live: false))
        #expect(try site.get(Validator.tag.logo).text == CachedSite.maintenanceLogo)
        #expect(try site.become(live: true))
        #expect(try site.get(Validator.tag.logo).text == CachedSite.maintenanceLogo)
    }

    /// Varnish's background fetch does not replace its copy of the live site.
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
            // After the cache's copy of the live file has become too old to be served without validation.
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
        // The same holds when the cache's copy has to be validated again.
        let isMaintenanceSeen = eventually(within: .seconds(2)) {
            Validator.allCases.contains { (try? site.get($0.logo).text) != CachedSite.liveLogo }
        }
        #expect(!isMaintenanceSeen)
    }

    /// `maintenance` sends no date, and forbids storing. Otherwise a cache would validate the outage's file by its date
    /// with a live site that knows only dates, and get 304.
    @Test(arguments: [Cache.envoy, .envoyV2, .squid, .trafficServer])
    func aFileWithADateWouldStayInTheCache(in cache: Cache) throws {
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
