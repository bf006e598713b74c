import TestSupport
import Testing

/// Lines that keep visitors of other proxies from the page. Without them, as in the examples, all visitors get it.
@Suite(.timeLimit(.minutes(15))) struct ProxyTrapTests {
    struct Trap: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let proxy: ProxyProgram
        /// The text in the example, and its replacement.
        let changes: [String: String]

        func change(_ text: String) -> String {
            changes.reduce(text) { $0.replacing($1.key, with: $1.value) }
        }
    }

    /// Otherwise Envoy also sends requests to hosts that are down, once it has no other, and only a few visitors get
    /// its error page.
    private static let envoyWithoutPanic =
        "      common_lb_config: {healthy_panic_threshold: {value: 0}}\n      load_assignment:"

    static let traps = [
        Trap(
            testDescription: "Apache's own pages for errors", proxy: .apache,
            changes: ["ProxyErrorOverride Off": "ProxyErrorOverride On"]),
        Trap(
            testDescription: "Apache's own name as the host", proxy: .apache,
            changes: ["ProxyPreserveHost On": "ProxyPreserveHost Off"]),
        Trap(
            testDescription: "Envoy's outlier detection", proxy: .envoy,
            changes: [
                "      load_assignment:":
                    "      outlier_detection: {consecutive_5xx: 5, max_ejection_percent: 100}\n\(envoyWithoutPanic)"
            ]),
        Trap(
            testDescription: "Envoy's health check by GET", proxy: .envoy,
            changes: [", method: OPTIONS": "", "      load_assignment:": envoyWithoutPanic]),
        Trap(
            testDescription: "nginx's next upstream after 503", proxy: .nginx,
            changes: ["proxy_next_upstream error": "proxy_next_upstream http_503 error"]),
        Trap(
            testDescription: "Traefik's health check by GET", proxy: .traefik,
            changes: ["method: OPTIONS": "method: GET"]),
    ]

    @Test(arguments: traps) func mostVisitorsDoNotGetThePage(trap: Trap) throws {
        let site = try ProxiedSite(trap.proxy, change: trap.change)
        #expect(site.becomes(.application), "\(site.proxy.output)")
        for primary in site.primaries { #expect(primary.goDownAndWait()) }
        let areMostWithoutThePage = eventually {
            (0..<20).count { _ in ![.page, .application].contains(try? site.visit()) } > 10
        }
        #expect(areMostWithoutThePage)
    }

    /// Each retry treats the page as a failure, and requests it again.
    @Test(arguments: [("", 1), (",5xx", 3)]) func envoyRequestsThePageOnceWithoutRetries(retries: String, count: Int)
        throws
    {
        let site = try ProxiedSite(.envoy) {
            $0.replacing("reset-before-request", with: "reset-before-request\(retries)")
        }
        for primary in site.primaries { #expect(primary.goDownAndWait()) }
        #expect(site.becomes(.page), "\(site.proxy.output)")
        #expect(try site.outcome("GET", "/once") == .page)
        let requests = { site.log.matches(of: #/"\/once"/#).count }
        #expect(eventually { requests() == count })
        // Each line is in the log within a tenth of a second.
        #expect(!eventually(within: .seconds(1)) { requests() != count })
    }
}
