internal import ArgumentParser
internal import Glibc
internal import MaintenanceServer

/// `maintenance healthcheck`, for a container's HEALTHCHECK.
struct HealthcheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "healthcheck",
        abstract: "Asks the running server OPTIONS / and exits 0 if it answers 200 within 2 seconds, or else 1.")

    // The server's own group: the root command reads an option of the same name wherever it stands, and hands it on by
    // way of the group.
    @OptionGroup var listen: ListenOptions

    func run() throws {
        do {
            let port = try listen.portSetting()
            guard port.value != 0 else { throw Failure("\(port.source) '0': no server listens on it") }
            let addresses = try listen.addressSetting()
            let proxyProtocol = try listen.proxyProtocolSetting()
            try HealthCheck(addresses: addresses.value, port: port.value, proxyProtocol: proxyProtocol)
                .run(within: .seconds(2))
        } catch let error as Failure {
            throw Failure("healthcheck: \(error.message)")
        } catch {
            throw Failure("healthcheck: \(error)")
        }
    }
}
