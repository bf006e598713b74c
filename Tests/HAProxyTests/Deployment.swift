internal import TestSupport

/// Two primaries and `maintenance` behind HAProxy, under constant visits.
final class Deployment {
    let primaries: [Primary]
    let maintenance: Command
    let haproxy: HAProxy
    let visitors: Visitors
    private let site: TemporaryDirectory
    private let certificates: TemporaryDirectory

    /// Runs HAProxy with the configuration, and `maintenance` with further options. In the configuration the ports 8080, 8081, 8088
    /// and 9088 of 127.0.0.1 stand for those of the servers, and /etc/haproxy/site.pem for a certificate. The name of an abstract
    /// socket contains the port of `maintenance`, so that no other run has the same.
    init(_ configuration: String, options: [String] = [], visitors count: Int = 6) throws {
        site = try TemporaryDirectory(["index.html": Outcome.pageText, "logo.png": "TheLogo"])
        primaries = [try Primary(name: "app1"), try Primary(name: "app2")]
        maintenance = try Command(["--dir", site.path, "--address", "127.0.0.1", "--port", "0"] + options)
        let port = try maintenance.waitUntilListening()
        let ports = [
            8080: primaries[0].port, 8081: primaries[1].port, 8088: port, 9088: maintenance.adminPort ?? 0,
        ]
        let own = ports.reduce(configuration) { text, port in
            text.replacing("127.0.0.1:\(port.key)", with: "127.0.0.1:\(port.value)")
                .replacing("port \(port.key)", with: "port \(port.value)")
        }
        certificates = try TemporaryDirectory()
        if own.contains("/etc/haproxy/site.pem") { try certificates.writeCertificate(to: "site.pem") }
        haproxy = try HAProxy(
            own.replacing("/etc/haproxy/site.pem", with: certificates.path(of: "site.pem"))
                .replacing("abns@maintenance-tls", with: "abns@maintenance-tls-\(port)"))
        visitors = Visitors(count, port: haproxy.port)
    }

    /// Runs a command that writes the state of the site.
    func run(_ arguments: String...) throws -> Command.Result {
        try Command.run(arguments + ["--dir", site.path])
    }

    /// Sends one request through HAProxy.
    func request(
        _ method: String, _ target: String, fields: String = "", body: String = ""
    ) throws -> RawResponse {
        let fields = "\(fields)Host: shop.example\r\nContent-Length: \(body.utf8.count)\r\n"
        return try RawClient(port: haproxy.port).exchange("\(method) \(target) HTTP/1.1\r\n\(fields)\r\n\(body)")
    }
}
