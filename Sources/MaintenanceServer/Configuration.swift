package import HTTP
internal import Logging
package import MaintenanceSite
internal import System

/// How a server is to run.
package struct Configuration: Sendable {
    /// Where to listen.
    package var places: [ListenPlace]
    /// Sockets to accept from besides, which a service manager has passed.
    package var inherited: [ListeningSocket] = []
    /// How the sockets are made.
    package var sockets = SocketOptions()
    /// Event loops, each with a thread; at least 1.
    package var workers: Int
    /// Seconds after which clients are told to ask again; at least 1.
    package var retryAfter: Int
    /// Seconds after which a browser without JavaScript loads the page again, at the earliest; at least 1, nil for never.
    package var refresh: Int?
    /// When the maintenance ends, if that is known: clients are told to ask again then.
    package var until: HTTPDate?
    /// A file that says so, and may change.
    package var untilFile: String?
    /// What is answered otherwise than by default.
    package var policy = AnswerPolicy()
    /// How long answers under way may take once the server is to stop.
    package var drain: Duration
    /// How long the server goes on after the signal that stops it, before it accepts no more.
    package var shutdownDelay = Duration.zero
    /// Told of the server's state, where there is one.
    package var serviceManager: ServiceManager?
    /// Connections that may be open at once, at least 1; nil for as many as there are descriptors for, within reason.
    package var maxConnections: Int?
    /// How long clients may take.
    package var deadlines = Deadlines()
    /// How requests are logged to standard output.
    package var accessLog = AccessLogFormat.off
    /// Whether the access log has health checks too, which are OPTIONS requests.
    package var logsHealth = false
    /// Whether every connection has to begin with a PROXY header.
    package var proxyProtocol = false
    /// Who is believed about the client.
    package var trustedProxies = TrustedProxies.loopback

    /// Whether the kernel is asked to tell of changes in the site. Without it, as on file systems of which it tells nothing,
    /// looks find them. For tests.
    package var usesNotifications = true

    /// Where operators find the server's numbers; nil for nowhere.
    package var admin: ListenPlace?
    /// Sockets that a service manager has passed for operators.
    package var inheritedAdmin: [ListeningSocket] = []
    /// How long no page has to be asked for until an outage is over; at least 1 second.
    package var outageGap = Duration.seconds(60)
    /// The release, for the numbers.
    package var version = ""

    package init(places: [ListenPlace], workers: Int, retryAfter: Int, drain: Duration) {
        self.places = places
        self.workers = workers
        self.retryAfter = retryAfter
        self.drain = drain
    }
}

/// How many connections a server may have open at once.
enum ConnectionCapacity {
    /// What nobody needs more of: an idle connection takes about 5 KiB.
    private static let standard = 16_384
    /// Descriptors that are kept back for each worker's event loop and sockets, and for the rest of the process.
    private static let reservedPerWorker = 8
    private static let reserved = 24

    /// The configured number, or else as many as anybody needs, but no more than there are descriptors for beside those that
    /// the site may take once it grows; at least 1. Says so where a configured number is too large.
    static func maximum(_ configuration: Configuration, beside budget: SiteBudget, logger: Logger) -> Int {
        let needed =
            reserved + configuration.workers * reservedPerWorker + budget.openFilesLeft
            + (configuration.admin == nil ? 0 : AdminServer.descriptors)
        let possible = max(1, DescriptorLimit.left - needed)
        if let wanted = configuration.maxConnections, wanted > possible {
            logger.warning("\(possible) connections instead of \(wanted): the process may open no more descriptors")
        }
        return min(configuration.maxConnections ?? standard, possible)
    }
}
