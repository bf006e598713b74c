internal import TestSupport

extension ProxyProgram {
    /// The texts of its example, by the program's names for these files.
    func example() throws -> [String: String] { try exampleNames.mapValues(Example.text) }

    private var exampleNames: [String: String] {
        switch self {
        case .apache: ["apache.conf": "apache.conf"]
        case .caddy: ["Caddyfile": "Caddyfile"]
        case .caddy26: ["Caddyfile": "Caddyfile-2.6"]
        case .envoy: ["envoy.yaml": "envoy.yaml"]
        case .nginx: ["nginx.conf": "nginx.conf"]
        case .squid: ["squid.conf": "squid.conf"]
        case .traefik: ["traefik.yaml": "traefik.yaml"]
        case .trafficServer: ProxyProgram.trafficServerNames
        case .varnish: ["varnish.vcl": "varnish.vcl"]
        }
    }

    private static let trafficServerNames = Dictionary(
        uniqueKeysWithValues: ["records", "remap", "parent", "plugin", "client"].map {
            ("\($0).config", "trafficserver/\($0).config")
        })

    /// Whether a request to an application that is down may get the page although the other application is up.
    var mayGiveUpEarly: Bool { [.traefik, .trafficServer].contains(self) }

    /// Whether the request for the page has the method and the URL of the original request.
    var keepsMethod: Bool { self != .caddy26 }
}
