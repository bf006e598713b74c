internal import ArgumentParser
internal import Logging
internal import MaintenanceServer

/// What is logged, and how.
struct LogOptions: ParsableArguments {
    @Option(OptionTable.logLevel) var logLevel: String?
    @Option(OptionTable.logFormat) var logFormat: String?
    @Option(OptionTable.accessLog) var accessLog: String?
    @Flag(OptionTable.logHealth) var logHealth: Bool
    @Option(OptionTable.outageGap) var outageGap: String?

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

/// Where the operators' port is.
struct AdminOptions: ParsableArguments {
    @Option(OptionTable.admin) var admin: String?

    func setting() throws(Failure) -> Setting<ListenPlace?> { try OptionTable.admin.setting(admin) }
}

extension Failure {
    /// Names the option that the admin's address comes from.
    init(_ error: AdminListenError, _ admin: Setting<ListenPlace?>) {
        let place = admin.value.map { "\($0)" } ?? ""
        self.init("\(admin.source) '\(place)': \(error.reason)", status: error.reason.status)
    }
}
