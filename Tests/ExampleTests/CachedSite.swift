internal import TestSupport

/// A live site, which has other files than `maintenance` at the same URLs, behind a cache.
final class CachedSite {
    /// The fields about their age in the live site's answers, by the first part of the path.
    enum Validator: String, CaseIterable {
        case tag
        case date
        case neither

        var logo: String { "/\(rawValue)/logo.png" }
        /// The fields from a visitor who has the live site's file.
        var condition: String {
            switch self {
            case .tag: "If-None-Match: \"live\"\r\n"
            case .date: "If-Modified-Since: \(CachedSite.liveDate)\r\n"
            case .neither: ""
            }
        }
    }

    static let liveLogo = "LiveLogo"
    static let maintenanceLogo = "TheLogo"
    fileprivate static let liveDate = "Sat, 01 Nov 2025 00:00:00 GMT"

    private let live: Primary
    private let maintenance: Command?
    private let directory: TemporaryDirectory
    private let front: LoopbackSocket
    let proxy: Program
    private var targetCount = 0

    /// Starts all of them. `backup` replaces `maintenance`.
    init(
        _ program: ProxyProgram, _ configuration: [String: String], options: [String] = [], backup: Primary? = nil
    ) throws {
        let files = CachedSite.Validator.allCases.map { (String($0.logo.dropFirst()), CachedSite.maintenanceLogo) }
        directory = try TemporaryDirectory(
            ["index.html": Outcome.pageText].merging(files) { page, _ in page })
        live = try Primary(name: "live", answer: CachedSite.liveAnswer)
        maintenance =
            backup == nil
            ? try Command(["--dir", directory.path, "--address", "127.0.0.1", "--port", "0"] + options) : nil
        front = try LoopbackSocket()
        let servers = [
            8080: live.port, 8081: live.port, 8088: try maintenance?.waitUntilListening() ?? backup?.port ?? 0,
        ]
        proxy = try program.run(configuration, port: front.port, servers: servers)
    }

    /// Starts or stops the live site. Returns whether visitors notice.
    func become(live isLive: Bool) throws -> Bool {
        if isLive { try live.comeUp() } else { guard live.goDownAndWait() else { return false } }
        return shows(live: isLive)
    }

    /// Waits until visitors get the live site, or the page, at URLs that were never requested before.
    func shows(live isLive: Bool) -> Bool {
        eventually {
            (0..<5).allSatisfy { _ in
                targetCount += 1
                let response = try? get("/shop?item=\(targetCount)")
                return response?.text == (isLive ? CachedSite.liveLogo : Outcome.pageText)
            }
        }
    }

    func get(_ target: String, _ fields: String = "") throws -> RawResponse {
        try RawClient(port: front.port).exchange("GET \(target) HTTP/1.1\r\nHost: shop.example\r\n\(fields)\r\n")
    }

    /// Treats every date in a condition as current, because all are of the day of the test, or the site's.
    private static func liveAnswer(to head: String) -> String {
        let target = head.split(separator: " ")[1]
        let validator = Validator.allCases.first { target.hasPrefix("/\($0)/") } ?? .neither
        let (field, isKnown) =
            switch validator {
            case .tag: ("ETag: \"live\"\r\n", head.contains(#/(?i)\r\nIf-None-Match: *[^\r]*"live"/#))
            case .date: ("Last-Modified: \(liveDate)\r\n", head.contains(#/(?i)\r\nIf-Modified-Since:/#))
            case .neither: ("", false)
            }
        // The second field is for an nginx that ignores the first one.
        let fields = "\(field)Cache-Control: max-age=1\r\nX-Accel-Expires: 1\r\n"
        if isKnown { return "HTTP/1.1 304 Not Modified\r\n\(fields)\r\n" }
        return "HTTP/1.1 200 OK\r\n\(fields)Content-Length: \(liveLogo.utf8.count)\r\n\r\n\(liveLogo)"
    }
}
