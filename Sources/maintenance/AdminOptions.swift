internal import ArgumentParser
internal import Glibc
internal import MaintenanceServer

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
