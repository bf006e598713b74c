import Foundation
import Synchronization
import TestSupport

/// An application and `maintenance` behind HAProxy, with the default page at short intervals.
final class Stage {
    /// The first lines of the requests to the application.
    final class Requests: Sendable {
        private let lines = Mutex<[String]>([])
        var all: [String] { lines.withLock { $0 } }

        func add(_ line: String) {
            lines.withLock { $0.append(line) }
        }

        func count(of prefix: String) -> Int { all.count { $0.hasPrefix(prefix) } }
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    let applicationRequests = Requests()
    /// The port of `maintenance` without the proxy.
    let maintenanceBase: String
    private let primaries: [Primary]
    private let maintenance: Command
    private let haproxy: HAProxy
    private let site: TemporaryDirectory

    var port: UInt16 { haproxy.port }
    /// Browsers treat it as a secure context.
    var base: String { "http://127.0.0.1:\(port)" }

    /// `status` is the application's answer to a request with this head once it is up, with further fields. `scripts`
    /// are its files at certain paths. `rules` are HAProxy's, for its only backend.
    init(
        page: String? = nil, files: [String: String] = [:], options: [String] = [], rules: [String] = [],
        scripts: [String: String] = [:], configuration name: String = "haproxy.cfg",
        status: @escaping @Sendable (String) -> String = { _ in "200 OK" }
    ) throws {
        let quick = try Stage.quickPage()
        site = try TemporaryDirectory(["index.html": page ?? quick, "logo.svg": Stage.logo].merging(files) { $1 })
        let answer: @Sendable (String) -> String = { [applicationRequests] head in
            let line = head.prefix { $0 != "\r\n" }
            applicationRequests.add(String(line))
            if let script = line.split(separator: " ").dropFirst().first.flatMap({ scripts[String($0)] }) {
                let fields = "Content-Type: text/javascript\r\nContent-Length: \(script.utf8.count)"
                return "HTTP/1.1 200 OK\r\n\(fields)\r\n\r\n\(script)"
            }
            return Stage.response(to: line, status: line.contains("/form") ? "200 OK" : status(head))
        }
        primaries = [try Primary(name: "app1", answer: answer), try Primary(name: "app2", answer: answer)]
        maintenance = try Command(
            ["--dir", site.path, "--address", "127.0.0.1", "--port", "0", "--retry-after", "1"] + options)
        let maintenancePort = try maintenance.waitUntilListening()
        maintenanceBase = "http://127.0.0.1:\(maintenancePort)"
        let ports = [
            8080: primaries[0].port, 8081: primaries[1].port, 8088: maintenancePort, 9088: maintenance.adminPort ?? 0,
        ]
        let configuration = ports.reduce(try Example.text(of: name)) {
            $0.replacing("127.0.0.1:\($1.key)", with: "127.0.0.1:\($1.value)")
        }
        haproxy = try HAProxy(configuration + rules.map { "    \($0)\n" }.joined())
    }

    func goDown() {
        for primary in primaries { primary.goDown() }
    }

    func comeUp() throws {
        for primary in primaries { try primary.comeUp() }
    }

    /// The path of a file of the site, or of its state folder.
    func path(of name: String) -> String { site.path(of: name) }

    func write(_ text: String, to name: String) throws {
        try site.write(text, to: name)
    }

    /// Stops the proxy, so that there are no answers.
    func disconnect() {
        haproxy.stop()
    }

    func reconnect() throws {
        try haproxy.start()
    }

    /// The default page, with that many seconds to the first check, up to twice that, and that many to the return.
    static func quickPage(first: Double = 0.2, spread: Double = 1) throws -> String {
        try String(contentsOfFile: "\(root)/static/index.html", encoding: .utf8)
            .replacing("<script>", with: "<script data-first=\"\(first)\" data-spread=\"\(spread)\">")
    }

    private static let logo = """
        <svg xmlns="http://www.w3.org/2000/svg" width="24" height="24"><circle cx="12" cy="12" r="9"/></svg>
        """

    /// A long page with a form in it, whose title is the request's method.
    private static func response(to line: some StringProtocol, status: String) -> String {
        let method = line.prefix { $0 != " " }
        let body = """
            <!doctype html><title>\(method)</title><link rel=icon href=data:,><p>the application
            <form method=post action="/order?a=b"><input name=item></form>
            <div id=total style="margin-top: 3000px; height: 3000px"></div>
            """
        if status.hasPrefix("204") { return "HTTP/1.1 \(status)\r\n\r\n" }
        let fields = "Content-Type: text/html\r\nCache-Control: no-store\r\nContent-Length: \(body.utf8.count)"
        return "HTTP/1.1 \(status)\r\n\(fields)\r\n\r\n\(method == "HEAD" ? "" : body)"
    }
}
