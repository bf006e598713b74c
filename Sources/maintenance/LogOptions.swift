internal import ArgumentParser
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
