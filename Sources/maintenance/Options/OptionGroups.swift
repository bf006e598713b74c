internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import Logging
internal import MaintenancePage
internal import MaintenanceServer
internal import MaintenanceSite
internal import Sandbox

/// The contents and header fields of the page and the files.
struct PageOptions: ParsableArguments {
    @Option(OptionTable.retryAfter) var retryAfter: String?
    @Option(OptionTable.untilFile) var untilFile: String?
    @Option(OptionTable.refresh) var refresh: String?
    @Option(OptionTable.header) var header: [String]
    @Option(OptionTable.cors) var cors: [String]
    @Flag(OptionTable.typedMisses) var typedMisses: Bool

    init() {}

    init(_ texts: CommandLineTexts) {
        retryAfter = texts[OptionTable.retryAfter]
        untilFile = texts[OptionTable.untilFile]
        refresh = texts[OptionTable.refresh]
        header = texts[OptionTable.header]
        cors = texts[OptionTable.cors]
        typedMisses = texts[OptionTable.typedMisses]
    }

    func apply(to configuration: inout Configuration) throws(Failure) {
        configuration.retryAfter = try OptionTable.retryAfter.setting(retryAfter).value
        let untilFile = try OptionTable.untilFile.setting(untilFile).value
        configuration.untilFile = untilFile?.isEmpty == true ? nil : untilFile
        let refresh = try OptionTable.refresh.setting(refresh).value
        configuration.refresh = refresh == 0 ? nil : refresh
        configuration.policy.fields = try OptionTable.header.setting(header).value
        let origins = try OptionTable.cors.setting(cors).value
        configuration.policy.crossOrigin = origins.isEmpty ? nil : CrossOrigin(origins)
        configuration.policy.typesMisses = try OptionTable.typedMisses.value(typedMisses)
    }
}

/// The operator's branding of the built-in page.
struct BrandingOptions: ParsableArguments {
    @Option(OptionTable.siteName) var siteName: String?
    @Option(OptionTable.contact) var contact: String?
    @Option(OptionTable.accent) var accent: String?
    @Option(OptionTable.accentDark) var accentDark: String?
    @Option(OptionTable.logo) var logo: String?

    init() {}

    init(_ texts: CommandLineTexts) {
        siteName = texts[OptionTable.siteName]
        contact = texts[OptionTable.contact]
        accent = texts[OptionTable.accent]
        accentDark = texts[OptionTable.accentDark]
        logo = texts[OptionTable.logo]
    }

    func branding() throws(Failure) -> Branding {
        var branding = Branding()
        branding.siteName = try OptionTable.siteName.setting(siteName).value
        branding.contact = try OptionTable.contact.setting(contact).value
        branding.accent.onLightPaper = try OptionTable.accent.setting(accent).value
        branding.accent.onDarkPaper = try OptionTable.accentDark.setting(accentDark).value
        branding.logo = try OptionTable.logo.setting(logo).value
        return branding
    }
}

/// The limits on clients, and the proxies whose client addresses are trusted.
struct ClientOptions: ParsableArguments {
    @Option(OptionTable.trustedProxy) var trustedProxy: [String]
    @Option(OptionTable.maxConnections) var maxConnections: String?
    @Option(OptionTable.headTimeout) var headTimeout: String?
    @Option(OptionTable.bodyTimeout) var bodyTimeout: String?
    @Option(OptionTable.idleTimeout) var idleTimeout: String?
    @Option(OptionTable.writeTimeout) var writeTimeout: String?
    @Option(OptionTable.minimumRate) var minimumRate: String?

    init() {}

    init(_ texts: CommandLineTexts) {
        trustedProxy = texts[OptionTable.trustedProxy]
        maxConnections = texts[OptionTable.maxConnections]
        headTimeout = texts[OptionTable.headTimeout]
        bodyTimeout = texts[OptionTable.bodyTimeout]
        idleTimeout = texts[OptionTable.idleTimeout]
        writeTimeout = texts[OptionTable.writeTimeout]
        minimumRate = texts[OptionTable.minimumRate]
    }

    func apply(to configuration: inout Configuration) throws(Failure) {
        let proxies = try OptionTable.trustedProxy.setting(trustedProxy).value
        configuration.trustedProxies = TrustedProxies(proxies.flatMap(\.networks))
        configuration.maxConnections = try OptionTable.maxConnections.setting(maxConnections).value
        var deadlines = Deadlines()
        deadlines.head = .seconds(try OptionTable.headTimeout.setting(headTimeout).value)
        deadlines.body = .seconds(try OptionTable.bodyTimeout.setting(bodyTimeout).value)
        deadlines.idle = .seconds(try OptionTable.idleTimeout.setting(idleTimeout).value)
        deadlines.write = .seconds(try OptionTable.writeTimeout.setting(writeTimeout).value)
        deadlines.minimumRate = try OptionTable.minimumRate.setting(minimumRate).value
        configuration.deadlines = deadlines
    }
}

/// The number of event loops, how they stop, and the sandbox.
struct ProcessOptions: ParsableArguments {
    @Option(OptionTable.workers) var workers: String?
    @Option(OptionTable.drain) var drain: String?
    @Option(OptionTable.shutdownDelay) var shutdownDelay: String?
    @Option(OptionTable.sandbox) var sandbox: String?

    init() {}

    init(_ texts: CommandLineTexts) {
        workers = texts[OptionTable.workers]
        drain = texts[OptionTable.drain]
        shutdownDelay = texts[OptionTable.shutdownDelay]
        sandbox = texts[OptionTable.sandbox]
    }

    func apply(to configuration: inout Configuration) throws(Failure) {
        configuration.workers = try OptionTable.workers.setting(workers).value
        configuration.drain = .seconds(try OptionTable.drain.setting(drain).value)
        configuration.shutdownDelay = .seconds(try OptionTable.shutdownDelay.setting(shutdownDelay).value)
        configuration.sandbox = try sandboxSetting().value
    }

    func sandboxSetting() throws(Failure) -> Setting<Sandbox.Mode> { try OptionTable.sandbox.setting(sandbox) }
}

/// The logs and their formats.
struct LogOptions: ParsableArguments {
    @Option(OptionTable.logLevel) var logLevel: String?
    @Option(OptionTable.logFormat) var logFormat: String?
    @Option(OptionTable.accessLog) var accessLog: String?
    @Flag(OptionTable.logHealth) var logHealth: Bool
    @Option(OptionTable.outageGap) var outageGap: String?

    init() {}

    init(_ texts: CommandLineTexts) {
        logLevel = texts[OptionTable.logLevel]
        logFormat = texts[OptionTable.logFormat]
        accessLog = texts[OptionTable.accessLog]
        logHealth = texts[OptionTable.logHealth]
        outageGap = texts[OptionTable.outageGap]
    }

    func serverLog() throws(Failure) -> ServerLog {
        let level = try OptionTable.logLevel.setting(logLevel).value
        return try ServerLog(at: level, try OptionTable.logFormat.setting(logFormat).value)
    }

    func apply(to configuration: inout Configuration) throws(Failure) {
        configuration.accessLog = try OptionTable.accessLog.setting(accessLog).value
        configuration.logsHealth = try OptionTable.logHealth.value(logHealth)
        configuration.outageGap = .seconds(try OptionTable.outageGap.setting(outageGap).value)
    }
}

/// The operators' port.
struct AdminOptions: ParsableArguments {
    @Option(OptionTable.admin) var admin: String?

    init() {}

    init(_ texts: CommandLineTexts) {
        admin = texts[OptionTable.admin]
    }

    func setting() throws(Failure) -> Setting<ListenEndpoint?> { try OptionTable.admin.setting(admin) }
}

extension Failure {
    /// Names the source of the operators' address.
    init(_ error: AdminListenError, _ admin: Setting<ListenEndpoint?>) {
        let endpoint = admin.value.map { "\($0)" } ?? ""
        self.init("\(admin.source) '\(endpoint)': \(error.reason)", status: error.reason.status)
    }
}

extension Failure {
    /// Names the source of the sandbox mode.
    init(_ error: SandboxError, _ sandbox: Setting<Sandbox.Mode>) {
        self.init("\(sandbox.source) '\(sandbox.value.rawValue)': \(error)", status: EX_OSERR)
    }
}
