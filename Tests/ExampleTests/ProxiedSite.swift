internal import TestSupport

/// Two applications and `maintenance` behind a reverse proxy.
final class ProxiedSite {
    let primaries: [Primary]
    private let maintenance: Command
    private let site: TemporaryDirectory
    private let front: LoopbackSocket
    let proxy: Program

    init(_ kind: ReverseProxy) throws {
        site = try TemporaryDirectory(["index.html": Outcome.pageText, "logo.png": "TheLogo"])
        primaries = [try Primary(name: "app1"), try Primary(name: "app2")]
        maintenance = try Command(
            ["--dir", site.path, "--address", "127.0.0.1", "--port", "0", "--access-log", "json"])
        front = try LoopbackSocket()
        proxy = try kind.run(
            port: front.port,
            servers: [
                8080: primaries[0].port, 8081: primaries[1].port, 8088: try maintenance.waitUntilListening(),
            ])
    }

    /// All requests that the applications have had.
    var requests: [String] { primaries.flatMap(\.requests) }
    /// The access log of `maintenance` so far.
    var log: String { maintenance.standardOutput }

    /// Sends a request through the proxy, over a connection of its own.
    func request(_ method: String, _ target: String, body: String = "", fields: String = "") throws -> RawResponse {
        let fields = "Host: shop.example\r\nContent-Length: \(body.utf8.count)\r\n\(fields)"
        return try RawClient(port: front.port).exchange("\(method) \(target) HTTP/1.1\r\n\(fields)\r\n\(body)")
    }

    func outcome(_ method: String, _ target: String, body: String = "") throws -> Outcome {
        Outcome(try request(method, target, body: body), to: target)
    }

    /// Waits until visitors get that outcome ten times in a row.
    func becomes(_ outcome: Outcome) -> Bool {
        eventually {
            (0..<10).allSatisfy { _ in (try? self.outcome("GET", "/shop/cart?item=3")) == outcome }
        }
    }
}
