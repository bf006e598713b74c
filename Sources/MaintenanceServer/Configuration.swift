package import HTTP
internal import Libevent
internal import Logging
package import MaintenanceSite
package import Sandbox
internal import System

/// The settings of a server.
package struct Configuration: Sendable {
    // Listening

    package var endpoints: [ListenEndpoint]
    /// Sockets that a service manager has passed for visitors.
    package var inherited: [ListeningSocket] = []
    package var sockets = SocketOptions()
    /// Whether every connection has to begin with a PROXY header.
    package var proxyProtocol = false

    // Answers

    /// Seconds, from 1, in Retry-After.
    package var retryAfter = 60
    /// Seconds, from 1, after which browsers without JavaScript reload the page at the earliest; nil for never.
    package var refresh: Int?
    /// When the maintenance ends; nil if that is not known.
    package var until: HTTPDate?
    /// A file that contains that time, which may change.
    package var untilFile: String?
    /// The folder of files with the news, if one is given. It may not exist yet.
    package var givenStateFolder: String?
    /// The given state folder, or else the one in the served directory; nil without a directory.
    package var stateFolder: String?
    package var policy = AnswerPolicy()

    // Clients

    /// Proxies whose forwarding header fields are trusted.
    package var trustedProxies = TrustedProxies.loopback
    /// The most connections that may be open at once, at least 1; nil for the default, or as many as the limit on
    /// descriptors allows.
    package var maxConnections: Int?
    package var deadlines = Deadlines()

    // Process

    /// Event loops, each on its own thread; at least 1.
    package var workers = 1
    /// How long a stopping server waits for unfinished answers.
    package var drain = Duration.seconds(8)
    /// How long a server still accepts connections after a stop signal.
    package var shutdownDelay = Duration.zero
    package var serviceManager: ServiceManager?
    /// The sandbox in which the server runs once it listens. Only the sole server of a process can have one.
    package var sandbox = Sandbox.Mode.off
    /// Whether the kernel notifies of changes in the site. Tests turn this off, as on file systems without notifications.
    package var usesNotifications = true

    // Logs and metrics

    package var accessLog = AccessLogFormat.off
    /// Whether the access log includes health checks, which are OPTIONS requests.
    package var logsHealth = false
    /// How long after the last page an outage ends; at least 1 second.
    package var outageGap = Duration.seconds(60)
    /// The address of the operators' port; nil without one.
    package var admin: ListenEndpoint?
    /// Sockets that a service manager has passed for operators.
    package var inheritedAdmin: [ListeningSocket] = []
    /// The release, for the metrics.
    package let version: String

    package init(endpoints: [ListenEndpoint], version: String = "") {
        self.endpoints = endpoints
        self.version = version
    }
}

/// The number of connections that a server may have open at once, and of replies that evhttp may send.
enum ConnectionCapacity {
    /// The default.
    private static let defaultLimit = 16_384
    /// Descriptors reserved for each worker's event loop and sockets, and for the rest of the process.
    private static let reservedPerWorker = 10
    private static let reserved = 24

    /// The configured number, or else the default, but no more than the limit on descriptors allows beside those of a
    /// growing site. At least a quarter of the others is for replies. Logs a warning if the configured number is too large.
    static func limits(
        _ configuration: Configuration, beside budget: SiteBudget, logger: Logger
    ) -> (connections: ConnectionLimit, pendingReplies: ConnectionLimit) {
        let needed =
            reserved + configuration.workers * reservedPerWorker + budget.openFilesLeft
            + (configuration.admin == nil ? 0 : AdminServer.descriptors)
        let descriptors = max(2, DescriptorLimit.left - needed)
        let possible = descriptors - max(1, descriptors / 4)
        if let wanted = configuration.maxConnections, wanted > possible {
            logger.warning("\(possible) connections instead of \(wanted): the process may open no more descriptors")
        }
        let connections = min(configuration.maxConnections ?? defaultLimit, possible)
        return (ConnectionLimit(maximum: connections), ConnectionLimit(maximum: descriptors - connections))
    }
}
