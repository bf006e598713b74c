internal import ArgumentParser
internal import HTTP
internal import Logging
internal import MaintenancePage
internal import MaintenanceServer
internal import MaintenanceSite
internal import Sandbox
internal import System

/// The options of the server. The command line, the environment variables, `--help` and Documentation/options.md are
/// derived from this table.
enum OptionTable {
    static let groups: [(title: String, rows: [OptionRow])] = [
        ("Site", SiteOptions.rows + StateOptions.rows),
        ("Built-in page", BrandingOptions.rows),
        ("Listening", ListenOptions.rows + ProxyProtocolOption.rows + SocketOptionGroup.rows),
        ("Page", UntilOption.rows + PageOptions.rows),
        ("Clients", ClientOptions.rows),
        ("Process", ProcessOptions.rows),
        ("Logs and metrics", LogOptions.rows + AdminOptions.rows),
    ]

    /// The option of that name, which is written without the hyphens in front of it.
    static func row(named name: String) -> OptionRow? {
        for group in groups {
            if let row = group.rows.first(where: { $0.name == name }) { return row }
        }
        return nil
    }
}

/// Site
extension OptionTable {
    static let directory = ServerOption<String, String?>(
        "dir", "directory", "The directory to serve. It contains index.html.",
        defaultText: "static if it exists, or else the built-in page", completion: .directory, read: { $0 })
    static let language = ServerOption<LanguageTag, LanguageTag?>(
        "language", "tag", "The only language of the page, such as de for index.de.html.",
        defaultText: "the language that the client prefers", read: { try OptionText.language($0) })
    static let byHost = ServerOption(
        flag: "by-host",
        """
        Each folder of the directory is the site of the host that it is named after. The folder named default is for all \
        other hosts.
        """)
    static let state = ServerOption<String, String?>(
        "state", "directory",
        "A folder with files that control what visitors see: until, note, note.de and on. They may change at any time.",
        defaultText: ".maintenance in the served directory, none for the built-in page",
        completion: .directory, read: { $0 })
}

/// Built-in page
extension OptionTable {
    static let siteName = ServerOption<SiteName, SiteName?>(
        "site-name", "name", "The name of the site.", defaultText: "none", read: { try SiteName($0) })
    static let contact = ServerOption<Contact, Contact?>(
        "contact", "contact", "Where visitors find help: a mail address, a URL or a telephone number.",
        defaultText: "none", read: { try Contact($0) })
    static let accent = ServerOption<Colour, Colour>(
        "accent", "colour", "The colour of links and buttons, with a contrast of at least 4.5 to 1 to the light paper.",
        default: Accent().onLightPaper, read: { try Accent.onLightPaper($0) })
    static let accentDark = ServerOption<Colour, Colour>(
        "accent-dark", "colour", "The same on dark paper, for visitors who prefer dark colours.",
        default: Accent().onDarkPaper, read: { try Accent.onDarkPaper($0) })
    static let logo = ServerOption<Logo, Logo?>(
        "logo", "file",
        "An SVG or PNG file for the top of the page. It may add up to 4,000 bytes to the compressed page.",
        defaultText: "none", completion: .file(), read: { try Logo(file: $0) })
}

/// Listening
extension OptionTable {
    static let port = ServerOption<UInt16, UInt16>(
        "port", "port", "The port to listen on; 0 chooses a free one.", default: 8088,
        read: { try OptionText.port($0) })
    static let address = ServerOption<ListenAddress, [ListenAddress]>(
        "address", "address",
        """
        An address or a name to listen on. An empty one stands for all addresses, localhost for 127.0.0.1 and ::1
        """,
        default: [.localhost], defaultText: "localhost", emptyVariableIsValue: true, read: { ListenAddress($0) },
        readVariable: { try OptionText.addresses($0) })
    static let listen = ServerOption<ListenEndpoint, [ListenEndpoint]>(
        "listen", "where",
        """
        Where to listen, in place of --address and --port: ADDRESS:PORT, :PORT for all addresses, unix:PATH or unix:@NAME
        """,
        defaultText: nil, read: { try OptionText.endpoint($0) }, readVariable: { try OptionText.endpoints($0) })
    static let proxyProtocol = ServerOption(
        flag: "proxy-protocol",
        """
        Every connection begins with HAProxy's PROXY header, version 1 or 2. Connections without one are dropped.
        """)
    static let socketMode = ServerOption<FileMode, FileMode>(
        "socket-mode", "mode", "The permissions of a Unix socket's file, octal.", default: FileMode(0o666),
        read: { try OptionText.socketMode($0) })
    static let reusePort = ServerOption(
        flag: "reuse-port", "Listen beside a server on the same ports that is about to stop.")
}

/// Page
extension OptionTable {
    static let retryAfter = ServerOption<Int, Int>(
        "retry-after", "seconds", "The lowest value of Retry-After on the page.", default: 60,
        read: { try OptionText.number($0, in: 1...31_536_000, "the number of seconds") })
    static let until = ServerOption<HTTPDate, HTTPDate?>(
        "until", "time",
        "When the maintenance ends. Retry-After counts down to it, but not below --retry-after.",
        defaultText: "not known", read: { try OptionText.until($0) })
    static let untilFile = ServerOption<String, String?>(
        "until-file", "file",
        "A file with that time. It may change while the server runs. It takes precedence over --until, and --state over both.",
        defaultText: "none", completion: .file(), read: { $0 })
    static let refresh = ServerOption<Int, Int>(
        "refresh", "seconds",
        "After how many seconds browsers without JavaScript reload the page, plus up to half as many; 0 for never.",
        default: 60, read: { try OptionText.number($0, in: 0...31_536_000, "the number of seconds") })
    static let header = ServerOption<OperatorField, [OperatorField]>(
        "header", "field", "A header field for the page and the files, such as 'X-Status: maintenance'",
        variable: "one per line", defaultText: "none", read: { try OptionText.header($0) },
        readVariable: { try OptionText.headers($0) })
    static let cors = ServerOption<CrossOrigin.Allowed, [CrossOrigin.Allowed]>(
        "cors", "origin",
        "An origin whose scripts may read the answers, such as https://app.example.org, or * for all",
        defaultText: "none", read: { try OptionText.origin($0) }, readVariable: { try OptionText.origins($0) })
    static let typedMisses = ServerOption(
        flag: "typed-misses",
        "Answer a request for a missing script, style sheet or image with an empty 503 of its type instead of the page."
    )
}

/// Clients
extension OptionTable {
    static let trustedProxy = ServerOption<TrustedProxies, [TrustedProxies]>(
        "trusted-proxy", "network",
        "The address or network of a proxy whose Forwarded and X-Forwarded-For are trusted, or none",
        default: [.loopback], defaultText: "127.0.0.0/8, ::1", read: { try OptionText.trustedProxies($0) },
        readVariable: { [try OptionText.trustedProxies($0)] })
    static let maxConnections = ServerOption<Int, Int?>(
        "max-connections", "count", "How many connections may be open at once; others wait.",
        defaultText: "16384, or what the limit on descriptors allows",
        read: { try OptionText.number($0, in: 1...1_048_576, "the number of connections") })
    static let headTimeout = timeout(
        "head-timeout", "How long the head of a request may take to arrive.", default: Deadlines().head)
    static let bodyTimeout = timeout(
        "body-timeout", "How long a request with a short body waits for it before the answer.",
        default: Deadlines().body)
    static let idleTimeout = timeout(
        "idle-timeout", "How long a connection may be idle between requests.", default: Deadlines().idle)
    static let writeTimeout = timeout(
        "write-timeout", "How long a client may stop receiving its answer.", default: Deadlines().write)
    static let minimumRate = ServerOption<Int, Int>(
        "minimum-rate", "bytes",
        "The lowest rate in bytes a second at which a client has to receive its answer, over each minute; 0 for no minimum.",
        default: Deadlines().minimumRate,
        read: { try OptionText.number($0, in: 0...1_048_576, "the number of bytes a second") })

    private static func timeout(_ name: String, _ help: String, default defaultValue: Duration) -> ServerOption<
        Int, Int
    > {
        ServerOption(
            name, "seconds", help, default: Int(defaultValue.components.seconds),
            read: { try OptionText.number($0, in: 1...86_400, "the number of seconds") })
    }
}

/// Process
extension OptionTable {
    static let workers = ServerOption<Int, Int>(
        "workers", "count", "How many event loops run, each on its own thread.",
        default: { AvailableCores.count }, defaultText: "the cores that the process may use",
        read: { try OptionText.number($0, in: 1...1024, "the number of event loops") })
    static let drain = ServerOption<Int, Int>(
        "drain", "seconds", "How long a stopping server waits for unfinished answers.", default: 8,
        read: { try OptionText.number($0, in: 0...86_400, "the number of seconds") })
    static let shutdownDelay = ServerOption<Int, Int>(
        "shutdown-delay", "seconds", "How long a server still accepts connections after a stop signal.", default: 0,
        read: { try OptionText.number($0, in: 0...86_400, "the number of seconds") })
    static let sandbox = ServerOption<Sandbox.Mode, Sandbox.Mode>(
        "sandbox", "mode",
        """
        Whether the server, once it listens, gives up all access that it does not need: off, on for as much as the kernel \
        supports, or required to start only with a complete sandbox.
        """, default: .on)
}

/// Logs and metrics
extension OptionTable {
    static let logLevel = ServerOption<Logger.Level, Logger.Level>(
        "log-level", "level", "The lowest level that is logged to standard error.", default: .info)
    static let logFormat = ServerOption<ServerLog.Format, ServerLog.Format>(
        "log-format", "format", "The format of the log on standard error: text or json.", default: .text)
    static let accessLog = ServerOption<AccessLogFormat, AccessLogFormat>(
        "access-log", "format", "The format of the access log on standard output: off, combined or json.",
        default: .off)
    static let logHealth = ServerOption(
        flag: "log-health", "Log health checks (OPTIONS requests) in the access log too.")
    static let outageGap = ServerOption<Int, Int>(
        "outage-gap", "seconds", "How long after the last page an outage ends.", default: 60,
        read: { try OptionText.number($0, in: 1...86_400, "the number of seconds") })
    static let admin = ServerOption<ListenEndpoint, ListenEndpoint?>(
        "admin", "[address:]port",
        """
        The address for operators, with /, /status, /switch, /healthz and /metrics; a port alone is on localhost. status and \
        healthcheck query it, and healthcheck does not read the variable.
        """,
        defaultText: "nowhere", read: { try OptionText.admin($0) })
}
