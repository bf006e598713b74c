internal import ArgumentParser
internal import Glibc
internal import MaintenanceServer

/// `maintenance healthcheck`, for a container's HEALTHCHECK.
struct HealthcheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck",
        abstract: "Asks the running server OPTIONS / and exits 0 if it answers 200 within 2 seconds, or else 1.",
        discussion: "With --admin it asks GET /healthz there, which answers 200 unless the server is stopping.")

    // The same groups as for the server. The root command reads its options wherever they stand, and passes them on by
    // way of the group.
    @OptionGroup var listen: ListenOptions
    @OptionGroup var proxyProtocol: ProxyProtocolOption
    @OptionGroup var admin: AdminOptions

    func run() throws {
        do {
            try check().run(within: .seconds(2))
        } catch let error as Failure where error.status == EX_USAGE {
            throw error
        } catch let error as Failure {
            throw Failure("healthcheck: \(error.message)")
        } catch {
            throw Failure("healthcheck: \(error)")
        }
    }

    // MAINTENANCE_ADMIN is not read, because in a container the health check has the variables of the server, and has
    // to ask the port for visitors.
    private func check() throws(Failure) -> HealthCheck {
        if admin.texts.has(OptionTable.admin.row), let admin = try admin.setting().value {
            guard admin.port != 0 else { throw Failure("--admin '\(admin)': no server listens on port 0") }
            return HealthCheck(admin: admin)
        }
        let settings = try ListenSettings(listen)
        if let endpoint = settings.endpoints.first(where: { $0.port == 0 }) {
            throw Failure("\(settings.portText(of: endpoint)): no server listens on port 0")
        }
        return HealthCheck(endpoints: settings.endpoints, proxyProtocol: try proxyProtocol.setting())
    }
}
