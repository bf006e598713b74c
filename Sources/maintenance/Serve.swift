internal import Glibc
internal import HTTP
internal import Logging
internal import MaintenancePage
internal import MaintenanceServer
internal import MaintenanceSite
internal import System

/// The command without a subcommand, which serves a site.
struct Serve {
    let commandLine: CommandLineTexts

    // 1. Until the site is served there is nothing to finish, so a stop signal ends the process, and a reload signal is
    //    ignored.
    // 2. Read the settings.
    // 3. Load the site.
    // 4. Listen, give up unneeded rights, and start the workers and the log.
    // 5. Report that, and wait for SIGTERM or SIGINT.
    func run() throws {
        StopSignals.endTheProcess()
        StopSignals.ignoreOthers()
        ReloadSignal.ignore()
        // The log's reader may disconnect, like clients.
        Server.ignoreBrokenPipes()
        let inherited = try inheritedSockets()
        let settings = try ListenSettings(ListenOptions(commandLine))
        let admin = try AdminOptions(commandLine).setting()
        let log = try LogOptions(commandLine).serverLog()
        defer { log.finish() }
        let logger = log.logger
        var configuration = try configuration(settings)
        configuration.inherited = inherited.forVisitors
        // Like --listen, they replace --address and --port.
        if !inherited.forVisitors.isEmpty, !settings.isByListen { configuration.endpoints = [] }
        configuration.admin = admin.value
        configuration.inheritedAdmin = inherited.forOperators
        configuration.serviceManager = ServiceManager(logger: logger)
        do {
            let server = try start(configuration, logger: logger)
            try log.start()
            try server.waitUntilStopped()
            logger.info("stopped")
        } catch let error as Failure {
            throw error
        } catch let error as AdminListenError where !error.reason.isOutOfDescriptors {
            throw Failure(error, admin)
        } catch let error as ListenError where !error.reason.isOutOfDescriptors {
            throw Failure(error, settings)
        } catch let error as SandboxError {
            throw Failure(error, try ProcessOptions(commandLine).sandboxSetting())
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
        var configuration = Configuration(endpoints: settings.endpoints, version: version)
        configuration.proxyProtocol = try ProxyProtocolOption(commandLine).setting()
        try SocketOptionGroup(commandLine).apply(to: &configuration)
        try PageOptions(commandLine).apply(to: &configuration)
        configuration.until = try OptionTable.until.value(in: commandLine)
        configuration.givenStateFolder = try StateOptions(commandLine).given()
        try ClientOptions(commandLine).apply(to: &configuration)
        try ProcessOptions(commandLine).apply(to: &configuration)
        try LogOptions(commandLine).apply(to: &configuration)
        return configuration
    }

    /// Loads the site and starts the server. The first site is not retained here, because others may replace it.
    private func start(_ configuration: Configuration, logger: Logger) throws -> Server {
        let branding = try BrandingOptions(commandLine).branding()
        let (source, snapshot) = try SiteOptions(commandLine).load(branding)
        var configuration = configuration
        configuration.stateFolder =
            configuration.givenStateFolder ?? source.directory.map { StateFolder.path(in: $0) }
        if let directory = source.directory, branding != Branding() {
            logger.warning(
                "the name, contact, colours and logo are for the built-in page, but \(printable(directory)) is served"
            )
        }
        logger.warn(of: snapshot.sites.omissions)
        logger.warn(of: snapshot.sites.unusable)
        logger.warn(ofMissingLanguages: snapshot.sites)
        let server = try Server(
            configuration, source: source, snapshot: snapshot, logger: logger, signals: StopSignals.numbers)
        server.logSandbox(to: logger)
        let addresses = printable(server.addresses.map(\.description).joined(separator: ", "))
        let adminAddresses = server.adminAddresses.map { ", admin on \($0)" }.joined()
        logger.info(
            "listening on \(addresses)\(adminAddresses), serving \(printable("\(source)")), \(snapshot.sites.summary)"
        )
        configuration.serviceManager?.notify(.ready("listening on \(addresses)"))
        return server
    }
}
