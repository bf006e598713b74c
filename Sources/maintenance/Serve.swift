internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import Logging
internal import MaintenanceServer
internal import MaintenanceSite
internal import System

/// Serves a site: what the command does without a subcommand.
struct Serve: ParsableArguments {
    @OptionGroup var site: SiteOptions
    @OptionGroup var listen: ListenOptions
    @OptionGroup var admin: AdminOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Event loops, each with a thread. [MAINTENANCE_WORKERS; default: the cores that the process may use]",
            valueName: "count"),
        transform: OptionText.workers)
    var workers: Int?

    @OptionGroup var page: PageOptions

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "How long a stopping server lets answers finish. [MAINTENANCE_DRAIN; default: 8]",
            valueName: "seconds"),
        transform: OptionText.drain)
    var drain: Int?

    @OptionGroup var restart: RestartOptions

    @OptionGroup var logs: LogOptions

    @OptionGroup var clients: ClientOptions

    // 1. Until something is served there is nothing to finish: a signal ends the process, or has nothing to reload.
    // 2. Read the settings.
    // 3. Load the site.
    // 4. Listen and start the workers.
    // 5. Say so, and wait for SIGTERM or SIGINT.
    func run() throws {
        StopSignals.endTheProcess()
        StopSignals.ignoreOthers()
        ReloadSignal.ignore()
        // The log's reader may go away as well as clients.
        Server.ignoreBrokenPipes()
        let inherited = try inheritedSockets()
        let settings = try ListenSettings(listen)
        let admin = try admin.setting()
        let log = try logs.serverLog()
        defer { log.finish() }
        let logger = log.logger
        var configuration = try configuration(settings)
        configuration.inherited = inherited.forVisitors
        // Like --listen, they take the place of --address and --port.
        if !inherited.forVisitors.isEmpty, !settings.isByListen { configuration.places = [] }
        configuration.admin = admin.value
        configuration.inheritedAdmin = inherited.forOperators
        configuration.serviceManager = ServiceManager(logger: logger)
        do {
            let server = try start(configuration, logger: logger)
            try server.waitUntilStopped()
            logger.info("stopped")
        } catch let error as Failure {
            throw error
        } catch let error as AdminListenError where !error.reason.isOutOfDescriptors {
            throw Failure(error, admin)
        } catch let error as ListenError where !error.reason.isOutOfDescriptors {
            throw Failure(error, settings)
        } catch {
            throw Failure("the server cannot run with \(configuration.workers) workers: \(error)", status: EX_OSERR)
        }
    }

    private func inheritedSockets() throws(Failure) -> InheritedSockets {
        do {
            return try InheritedSockets()
        } catch {
            throw Failure("\(error)", status: EX_CONFIG)
        }
    }

    private func configuration(_ settings: ListenSettings) throws(Failure) -> Configuration {
        let workers = try Setting(
            "workers", option: workers, default: AvailableCores.count, read: OptionText.workers)
        let drain = try Setting("drain", option: drain, default: 8, read: OptionText.drain)
        var configuration = try Configuration(
            places: settings.places, workers: workers.value, retryAfter: page.retryAfterSetting(),
            drain: .seconds(drain.value))
        configuration.policy = try page.policySetting()
        configuration.refresh = try page.refreshSetting()
        configuration.until = try page.untilSetting()
        configuration.untilFile = try page.untilFileSetting()
        configuration.sockets = try restart.socketOptions()
        configuration.shutdownDelay = try restart.shutdownDelaySetting()
        configuration.maxConnections = try clients.maxConnectionsSetting()
        configuration.deadlines = try clients.deadlines()
        configuration.accessLog = try logs.accessLogSetting()
        configuration.logsHealth = try logs.logHealthSetting()
        configuration.outageGap = .seconds(try logs.outageGapSetting())
        configuration.version = version
        configuration.proxyProtocol = try listen.proxyProtocolSetting()
        configuration.trustedProxies = try clients.trustedProxies()
        return configuration
    }

    /// Loads the site and begins to serve it. The first site is not held here, since others may take its place.
    private func start(_ configuration: Configuration, logger: Logger) throws -> Server {
        let (source, snapshot) = try site.load()
        logger.warn(of: snapshot.sites.omissions)
        logger.warn(of: snapshot.sites.unusable)
        logger.warn(ofMissingLanguages: snapshot.sites)
        let server = try Server(
            configuration, source: source, snapshot: snapshot, logger: logger, signals: StopSignals.numbers)
        let places = printable(server.addresses.map(\.description).joined(separator: ", "))
        let adminPlaces = server.adminAddresses.map { ", admin on \($0)" }.joined()
        logger.info(
            "listening on \(places)\(adminPlaces), serving \(printable(source.directory)), \(snapshot.sites.summary)"
        )
        configuration.serviceManager?.notify(.ready("listening on \(places)"))
        return server
    }
}
