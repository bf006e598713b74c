internal import ArgumentParser
internal import Glibc
internal import MaintenanceServer

/// `maintenance healthcheck`, for a container's HEALTHCHECK.
struct HealthcheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck",
        abstract: "Asks the running server OPTIONS / and exits 0 if it answers 200 within 2 seconds, or else 1.")

    @OptionGroup var listen: ListenOptions

    func run() throws {
        let port = try listen.portSetting()
        guard port.value != 0 else { throw Failure("\(port.source) '0': no server listens on it", status: EX_USAGE) }
        do {
            try HealthCheck(addresses: try listen.addressSetting().value, port: port.value).run(within: .seconds(2))
        } catch {
            throw Failure("healthcheck: \(error)", status: EXIT_FAILURE)
        }
    }
}
