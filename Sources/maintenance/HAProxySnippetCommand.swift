internal import ArgumentParser
internal import Glibc
internal import MaintenanceHAProxy
internal import MaintenanceServer
internal import System

/// `maintenance haproxy snippet`, for the lines to add.
struct HAProxySnippetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "snippet",
        abstract: "Prints the lines that HAProxy's configuration needs, for a server with the same options.",
        discussion: """
            The options are those of the server, with the address at which HAProxy reaches it. With --admin, or its \
            variable, it also prints the lines for planned maintenance.
            """)

    @Argument(
        help: ArgumentHelp(
            "The addresses of the applications. [default: 127.0.0.1:8080 127.0.0.1:8081]", valueName: "application"))
    var applications: [String] = []

    @Option(
        name: .customLong("haproxy-version"),
        help: ArgumentHelp(
            "HAProxy's version, from 2.4 on. [default: that of the haproxy in the PATH, or else 2.4]",
            valueName: "version"))
    var version: String?

    // The command itself has these options too, so they have to be the same groups there and here.
    @OptionGroup var listen: ListenOptions
    @OptionGroup var proxyProtocol: ProxyProtocolOption
    @OptionGroup var admin: AdminOptions

    func run() throws {
        let version = try targetVersion()
        let settings = try ListenSettings(listen)
        let admin = try admin.setting()
        let snippet = ConfigurationSnippet(
            applications: applications.isEmpty
                ? ["127.0.0.1:8080", "127.0.0.1:8081"] : try applications.map(HAProxySnippetCommand.application),
            // The server listens on each of the addresses, so one is enough.
            maintenance: try HAProxySnippetCommand.address(of: settings.endpoints[0], version) {
                settings.portText(of: $0)
            },
            proxyProtocol: try proxyProtocol.setting(),
            admin: try admin.value.map {
                try HAProxySnippetCommand.address(of: $0, version) { "\(admin.source) '\($0)'" }
            })
        try StandardOutput.print(snippet.text, as: "the lines")
    }

    private func targetVersion() throws(Failure) -> HAProxyVersion {
        guard let text = version ?? HAProxyProbe.program?.version() else { return .oldest }
        let source = version == nil ? "haproxy in the PATH" : "--haproxy-version"
        guard let version = HAProxyVersion(text) else {
            throw Failure("\(source) '\(text)': a version is written as 2.6 or 2.6.12", status: EX_USAGE)
        }
        guard version >= .oldest else {
            throw Failure(
                "\(source) '\(text)': HAProxy before \(HAProxyVersion.oldest) lacks some of the lines", status: EX_USAGE
            )
        }
        return version
    }

    /// The address of an application in HAProxy's notation: with a port, or of a Unix socket.
    private static func application(_ text: String) throws(Failure) -> String {
        do {
            let endpoint = try ListenEndpoint(text.hasPrefix("unix@") ? "unix:\(text.dropFirst("unix@".count))" : text)
            switch endpoint {
            case .port(0, _), .port(_, of: .all), .unix(.abstract): break
            case .port, .unix(.path): return text
            }
        } catch {
        }
        throw Failure(
            "'\(text)': the address of an application is HOST:PORT, [IPV6]:PORT or unix@PATH", status: EX_USAGE)
    }

    /// The address at which HAProxy reaches a server that listens at the endpoint.
    private static func address(
        of endpoint: ListenEndpoint, _ version: HAProxyVersion, text: (ListenEndpoint) -> String
    ) throws(Failure) -> String {
        switch endpoint {
        case .port(0, _): throw Failure("\(text(endpoint)): no server listens on port 0", status: EX_USAGE)
        // HAProxy takes the first address of a name, which may be ::1 for localhost.
        case .port(let port, of: .all), .port(let port, of: .localhost): return "127.0.0.1:\(port)"
        case .port: return "\(endpoint)"
        case .unix(.path(let path)) where path.hasPrefix("/"): return "unix@\(path)"
        case .unix(.path):
            throw Failure("\(text(endpoint)): HAProxy needs the absolute path of a socket", status: EX_USAGE)
        case .unix(.abstract(let name)) where version >= .abstractNames: return "abnsz@\(name)"
        case .unix(.abstract):
            throw Failure(
                "\(text(endpoint)): HAProxy before \(HAProxyVersion.abstractNames) pads abstract names; use unix:PATH",
                status: EX_USAGE)
        }
    }
}
