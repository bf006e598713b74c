internal import ArgumentParser
internal import Glibc
internal import Logging
internal import MaintenanceServer

/// What is logged, and how.
struct LogOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The least level that is logged, to standard error. [MAINTENANCE_LOG_LEVEL; default: info]",
            valueName: "level"),
        completion: .list(Logger.Level.allCases.map(\.rawValue)),
        transform: OptionText.logLevel)
    var logLevel: Logger.Level?

    @Option(
        help: ArgumentHelp(
            "How the log on standard error is written: text or json. [MAINTENANCE_LOG_FORMAT; default: text]",
            valueName: "format"),
        completion: .list(ServerLog.Format.allCases.map(\.rawValue)),
        transform: OptionText.logFormat)
    var logFormat: ServerLog.Format?

    @Option(
        help: ArgumentHelp(
            """
            How requests are logged, to standard output: off, combined or json. \
            [MAINTENANCE_ACCESS_LOG; default: off]
            """, valueName: "format"),
        completion: .list(AccessLogFormat.allCases.map(\.rawValue)),
        transform: OptionText.accessLog)
    var accessLog: AccessLogFormat?

    @Flag(
        help: """
            Log health checks too, which are requests with the method OPTIONS. \
            [MAINTENANCE_LOG_HEALTH, true or false; default: false]
            """)
    var logHealth = false

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "After how long without a page an outage is over. [MAINTENANCE_OUTAGE_GAP; default: 60]",
            valueName: "seconds"),
        transform: OptionText.outageGap)
    var outageGap: Int?

    func serverLog() throws(Failure) -> ServerLog {
        let level = try Setting("log-level", option: logLevel, default: .info, read: OptionText.logLevel)
        let format = try Setting("log-format", option: logFormat, default: .text, read: OptionText.logFormat)
        return try ServerLog(at: level.value, format.value)
    }

    func accessLogSetting() throws(Failure) -> AccessLogFormat {
        try Setting("access-log", option: accessLog, default: .off, read: OptionText.accessLog).value
    }

    func outageGapSetting() throws(Failure) -> Int {
        try Setting("outage-gap", option: outageGap, default: 60, read: OptionText.outageGap).value
    }

    func logHealthSetting() throws(Failure) -> Bool {
        try Setting("log-health", option: logHealth ? true : nil, default: false, read: OptionText.flag).value
    }
}

/// Where the server's operators ask.
struct AdminOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            """
            Where operators find /healthz and /metrics: a port, which is on localhost, or an address too. With \
            healthcheck, what to ask. [MAINTENANCE_ADMIN, of the server alone; default: nowhere]
            """, valueName: "[address:]port"),
        transform: OptionText.admin)
    var admin: ListenPlace?

    func setting() throws(Failure) -> Setting<ListenPlace?> {
        try Setting("admin", option: admin.map(Optional.some), default: nil, read: OptionText.admin)
    }
}

extension Failure {
    /// Names the option that the admin's address comes from.
    init(_ error: AdminListenError, _ admin: Setting<ListenPlace?>) {
        let place = admin.value.map { "\($0)" } ?? ""
        self.init("\(admin.source) '\(place)': \(error.reason)", status: error.reason.status)
    }
}
