internal import ArgumentParser
internal import Glibc
internal import HTTP
internal import Logging
internal import MaintenancePage
internal import MaintenanceServer
internal import MaintenanceSite
internal import Sandbox

/// The contents and header fields of the page and the files.
struct PageOptions: ServerOptionGroup {
    static let rows = [
        OptionTable.untilFile.row, OptionTable.retryAfter.row, OptionTable.refresh.row, OptionTable.header.row,
        OptionTable.cors.row, OptionTable.typedMisses.row,
    ]

    var texts = CommandLineTexts()

    func apply(to configuration: inout Configuration) throws(Failure) {
        configuration.retryAfter = try OptionTable.retryAfter.value(in: texts)
        let untilFile = try OptionTable.untilFile.value(in: texts)
        configuration.untilFile = untilFile?.isEmpty == true ? nil : untilFile
        let refresh = try OptionTable.refresh.value(in: texts)
        configuration.refresh = refresh == 0 ? nil : refresh
        configuration.policy.fields = try OptionTable.header.value(in: texts)
        let origins = try OptionTable.cors.value(in: texts)
        configuration.policy.crossOrigin = origins.isEmpty ? nil : CrossOrigin(origins)
        configuration.policy.typesMisses = try OptionTable.typedMisses.value(in: texts)
    }
}

/// The operator's branding of the built-in page.
struct BrandingOptions: ServerOptionGroup {
    static let rows = [
        OptionTable.siteName.row, OptionTable.contact.row, OptionTable.accent.row, OptionTable.accentDark.row,
        OptionTable.logo.row,
    ]

    var texts = CommandLineTexts()

    func branding() throws(Failure) -> Branding {
        var branding = Branding()
        branding.siteName = try OptionTable.siteName.value(in: texts)
        branding.contact = try OptionTable.contact.value(in: texts)
        branding.accent.onLightPaper = try OptionTable.accent.value(in: texts)
        branding.accent.onDarkPaper = try OptionTable.accentDark.value(in: texts)
        branding.logo = try OptionTable.logo.value(in: texts)
        return branding
    }
}

/// The limits on clients, and the proxies whose client addresses are trusted.
struct ClientOptions: ServerOptionGroup {
    static let rows = [
        OptionTable.trustedProxy.row, OptionTable.maxConnections.row, OptionTable.headTimeout.row,
        OptionTable.bodyTimeout.row, OptionTable.idleTimeout.row, OptionTable.writeTimeout.row,
        OptionTable.minimumRate.row,
    ]

    var texts = CommandLineTexts()

    func apply(to configuration: inout Configuration) throws(Failure) {
        let proxies = try OptionTable.trustedProxy.value(in: texts)
        configuration.trustedProxies = TrustedProxies(proxies.flatMap(\.networks))
        configuration.maxConnections = try OptionTable.maxConnections.value(in: texts)
        var deadlines = Deadlines()
        deadlines.head = .seconds(try OptionTable.headTimeout.value(in: texts))
        deadlines.body = .seconds(try OptionTable.bodyTimeout.value(in: texts))
        deadlines.idle = .seconds(try OptionTable.idleTimeout.value(in: texts))
        deadlines.write = .seconds(try OptionTable.writeTimeout.value(in: texts))
        deadlines.minimumRate = try OptionTable.minimumRate.value(in: texts)
        configuration.deadlines = deadlines
    }
}

/// The number of event loops, how they stop, and the sandbox.
struct ProcessOptions: ServerOptionGroup {
    static let rows = [
        OptionTable.workers.row, OptionTable.drain.row, OptionTable.shutdownDelay.row, OptionTable.sandbox.row,
    ]

    var texts = CommandLineTexts()

    func apply(to configuration: inout Configuration) throws(Failure) {
        configuration.workers = try OptionTable.workers.value(in: texts)
        configuration.drain = .seconds(try OptionTable.drain.value(in: texts))
        configuration.shutdownDelay = .seconds(try OptionTable.shutdownDelay.value(in: texts))
        configuration.sandbox = try sandboxSetting().value
    }

    func sandboxSetting() throws(Failure) -> Setting<Sandbox.Mode> { try OptionTable.sandbox.setting(in: texts) }
}

/// The logs and their formats.
struct LogOptions: ServerOptionGroup {
    static let rows = [
        OptionTable.logLevel.row, OptionTable.logFormat.row, OptionTable.accessLog.row, OptionTable.logHealth.row,
        OptionTable.outageGap.row,
    ]

    var texts = CommandLineTexts()

    func serverLog() throws(Failure) -> ServerLog {
        let level = try OptionTable.logLevel.value(in: texts)
        return try ServerLog(at: level, try OptionTable.logFormat.value(in: texts))
    }

    func apply(to configuration: inout Configuration) throws(Failure) {
        configuration.accessLog = try OptionTable.accessLog.value(in: texts)
        configuration.logsHealth = try OptionTable.logHealth.value(in: texts)
        configuration.outageGap = .seconds(try OptionTable.outageGap.value(in: texts))
    }
}

/// The operators' port.
struct AdminOptions: ServerOptionGroup {
    static let rows = [OptionTable.admin.row]

    var texts = CommandLineTexts()

    func setting() throws(Failure) -> Setting<ListenEndpoint?> { try OptionTable.admin.setting(in: texts) }
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
