internal import TestSupport

/// Two applications and `maintenance` behind a proxy.
final class ProxiedSite {
    let primaries: [Primary]
    private let maintenance: Command
    private let site: TemporaryDirectory
    private let front: LoopbackSocket
    let proxy: Program
    private var targetCount = 0

    /// Starts all four. The proxy runs its example, or the result of `change` for each of the files.
    init(_ kind: ProxyProgram, change: (String) -> String = { $0 }) throws {
        // The page depends on the host, which the proxy has to preserve.
        site = try TemporaryDirectory([
            "default/index.html": "<h1>Another site</h1>",
            "shop.example/index.html": Outcome.pageText,
            "shop.example/logo.png": "TheLogo",
        ])
        primaries = [try Primary(name: "app1"), try Primary(name: "app2")]
        maintenance = try Command(
            ["--dir", site.path, "--by-host", "--address", "127.0.0.1", "--port", "0", "--access-log", "json"])
        front = try LoopbackSocket()
        let servers = [
            8080: primaries[0].port, 8081: primaries[1].port, 8088: try maintenance.waitUntilListening(),
        ]
        proxy = try kind.run(try kind.example().mapValues(change), port: front.port, servers: servers)
    }

    /// All requests to the applications so far.
    var requests: [String] { primaries.flatMap(\.requests) }
    /// The access log of `maintenance` so far.
    var log: String { maintenance.standardOutput }

    /// Sends a request through the proxy, on a separate connection.
    func request(_ method: String, _ target: String, body: String = "", fields: String = "") throws -> RawResponse {
        let fields = "Host: shop.example\r\nContent-Length: \(body.utf8.count)\r\n\(fields)"
        return try exchange("\(method) \(target) HTTP/1.1\r\n\(fields)\r\n\(body)")
    }

    /// The same for any request.
    func exchange(_ request: String) throws -> RawResponse { try connect().exchange(request) }

    func connect() throws -> RawClient { try RawClient(port: front.port) }

    func outcome(_ method: String, _ target: String, body: String = "") throws -> Outcome {
        Outcome(try request(method, target, body: body), to: target)
    }

    /// The answer to a visitor at a URL that was never requested before and that no cache has.
    func visit() throws -> Outcome {
        targetCount += 1
        return try outcome("GET", "/shop/cart?item=\(targetCount)")
    }

    /// Waits until visitors get that outcome ten times in a row.
    func becomes(_ outcome: Outcome) -> Bool {
        eventually { (0..<10).allSatisfy { _ in (try? visit()) == outcome } }
    }
}
