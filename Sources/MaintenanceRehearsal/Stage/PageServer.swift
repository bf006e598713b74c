internal import Glibc
internal import System

/// The server of the page: this program in another process.
struct PageServer {
    let port: UInt16
    let adminPort: UInt16
    private let process: ChildProcess
    private let hasProxyHeader: Bool
    private static let log = "maintenance.log"

    /// Starts the server on free ports, with further options.
    init(on stage: Stage, options: [String]) throws {
        hasProxyHeader = options.contains("--proxy-protocol")
        let listening = ["--address", "127.0.0.1", "--port", "0", "--admin", "127.0.0.1:0", "--workers", "1"]
        // The variables of this process are not meant for that server.
        let environment = try ownEnvironment().filter { variable in
            !["MAINTENANCE_", "NOTIFY_", "LISTEN_"].contains { variable.hasPrefix($0) }
        }
        process = try stage.run("/proc/self/exe", listening + options, environment: environment, output: PageServer.log)
        let port = "listening on 127.0.0.1:"
        let admin = "admin on 127.0.0.1:"
        while true {
            let text = stage.text(of: PageServer.log)
            if let port = PageServer.number(after: port, in: text),
                let admin = PageServer.number(after: admin, in: text)
            {
                self.port = port
                adminPort = admin
                return
            }
            guard process.isRunning else { throw Rehearsal.Failure.noPage(stage.text(of: PageServer.log)) }
            usleep(20_000)
        }
    }

    /// The server's answer without HAProxy.
    func answer() throws(VisitorConnection.Failure) -> Answer {
        let connection = try VisitorConnection(port: port)
        let header = hasProxyHeader ? "PROXY UNKNOWN\r\n" : ""
        let request = "GET / HTTP/1.1\r\nHost: www.example.org\r\nAccept: text/html\r\nAccept-Language: en\r\n\r\n"
        return try connection.exchange(Array((header + request).utf8), isHead: false, until: .now + .seconds(10))
    }

    private static func number(after mark: String, in text: String) -> UInt16? {
        guard let start = text.firstRange(of: mark)?.upperBound else { return nil }
        let digits = text[start...].prefix(while: \.isNumber)
        // The number is complete only if something follows it.
        return digits.endIndex == text.endIndex ? nil : UInt16(digits)
    }
}
