internal import TestSupport

/// A cache in front of the live site and `maintenance`: the proxy of an example, with caching enabled.
enum Cache: String, CaseIterable, Sendable {
    case envoy
    case envoyV2 = "Envoy with its second cache"
    case nginx
    /// Whether it stores answers that forbid this. The `Maintenance` field tells them apart.
    case ignorantNginx = "nginx that ignores Cache-Control"
    case squid
    case trafficServer = "Traffic Server"
    case varnish
    /// Its VCL skips the built-in one, which respects no-store.
    case varnishByAge = "Varnish that looks at max-age alone"

    var program: ProxyProgram {
        switch self {
        case .envoy, .envoyV2: .envoy
        case .nginx, .ignorantNginx: .nginx
        case .squid: .squid
        case .trafficServer: .trafficServer
        case .varnish, .varnishByAge: .varnish
        }
    }

    func configuration() throws -> [String: String] {
        try program.example().mapValues { text in
            switch self {
            case .envoy: Cache.envoyCaching(text, "cache")
            case .envoyV2: Cache.envoyCaching(text, "cache_v2", version: "V2")
            case .nginx: Cache.caching(text)
            case .ignorantNginx:
                Cache.ignorantlyCaching(text, "proxy_no_cache $upstream_http_maintenance;")
            case .squid, .trafficServer: text
            case .varnish: text.replacing(Cache.response, with: "\(Cache.response)\n    set beresp.grace = 2s;")
            case .varnishByAge:
                text[..<(text.firstRange(of: Cache.response)?.lowerBound ?? text.endIndex)] + Cache.ageAlone
            }
        }
    }

    /// Envoy's example with the cache of that name, in memory.
    private static func envoyCaching(_ text: String, _ name: String, version: String = "") -> String {
        let cache = """
            - name: envoy.filters.http.\(name)
              typed_config:
                "@type": type.googleapis.com/envoy.extensions.filters.http.\(name).v3.Cache\(version)Config
                typed_config:
                  "@type": type.googleapis.com/envoy.extensions.http.\(name).simple_http_cache.v3.SimpleHttpCache\(version)Config
            """
        let router = "                  - name: envoy.filters.http.router"
        let lines = cache.split(separator: "\n").map { "                  \($0)\n" }.joined()
        return text.replacing(router, with: lines + router)
    }

    /// nginx's example with a cache.
    private static func caching(_ text: String, _ lines: String...) -> String {
        let cache = (["proxy_cache site;", "proxy_cache_revalidate on;"] + lines).joined(separator: "\n        ")
        return "proxy_cache_path cache keys_zone=site:1m;\n"
            + text.replacing("proxy_pass", with: "\(cache)\n        proxy_pass")
    }

    /// nginx's example with a cache that stores each answer for an hour, whatever its Cache-Control says.
    static func ignorantlyCaching(_ text: String, _ line: String = "") -> String {
        caching(text, "proxy_ignore_headers Cache-Control;", "proxy_cache_valid any 1h;", line)
    }

    /// The place in the VCL of Varnish's example that handles an application's answer.
    static let response = "sub vcl_backend_response {"
    private static let ageAlone = """
        sub vcl_backend_response {
            set beresp.grace = 0s;
            return (deliver);
        }

        """
}
