internal import ArgumentParser
internal import Glibc
internal import MaintenanceHAProxy
internal import MaintenanceServer

/// `maintenance haproxy`, for the configuration in front of the server.
struct HAProxyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "haproxy",
        abstract: "Helps with HAProxy's configuration.",
        subcommands: [HAProxyCheckCommand.self, HAProxyRehearseCommand.self, HAProxySnippetCommand.self])
}

/// The arguments of the subcommands that read HAProxy's configuration.
struct HAProxyFileOptions: ParsableArguments {
    @Argument(
        help: ArgumentHelp(
            "The files in HAProxy's order. A directory stands for its files *.cfg.", valueName: "file"),
        completion: .file())
    var paths: [String]

    @Option(
        name: .customLong("server"),
        help: ArgumentHelp(
            "The name of a server that is maintenance; may be given several times. By default each backup is.",
            valueName: "name"))
    var servers: [String] = []

    // The command itself has the flag too, so it has to be the same group there and here.
    @OptionGroup var proxyProtocol: ProxyProtocolOption

    /// Reads the files. `command` begins the message of an error.
    func read(for command: String) throws(Failure) -> [ConfigurationFile] {
        do throws(ConfigurationFile.Failure) {
            return try ConfigurationFile.read(paths)
        } catch {
            throw Failure("\(command): \(error)", status: EX_NOINPUT)
        }
    }

    func expectations() throws(Failure) -> Expectations {
        Expectations(
            names: servers, proxyProtocol: try proxyProtocol.setting(),
            version: HAProxyProbe.program?.version().flatMap { HAProxyVersion($0) })
    }

    /// The variables in the configuration have the values that they have in this process.
    static let variables = Variables { name in getenv(name).map { String(cString: $0) } }
}

/// The HAProxy on this host, and the servers that it may use.
enum HAProxyProbe {
    /// Asks the servers at addresses of this host whether their connections begin with a PROXY header. The result lacks
    /// servers that do not answer, and those of other hosts.
    static func proxyHeaders(at addresses: Set<String>) -> [String: Bool] {
        var answers: [String: Bool] = [:]
        for address in addresses {
            guard let endpoint = localEndpoint(of: address) else { continue }
            let answersTo = { proxyProtocol in
                let check = HealthCheck(endpoints: [endpoint], proxyProtocol: proxyProtocol)
                return (try? check.run(within: .seconds(1))) != nil
            }
            if answersTo(false) {
                answers[address] = false
            } else if answersTo(true) {
                answers[address] = true
            }
        }
        return answers
    }

    /// The endpoint of a server's address, if it is a Unix socket or a port of the loopback interface.
    private static func localEndpoint(of address: String) -> ListenEndpoint? {
        switch Endpoint.read(address).first {
        case .local(let path) where path.hasPrefix("/"): try? ListenEndpoint("unix:\(path)")
        case .tcp(let host, let port) where Endpoint.isLoopback(host) && port > 0:
            UInt16(exactly: port).map { .port($0, of: ListenAddress(host)) }
        default: nil
        }
    }

    static let missingMessage = "haproxy is not in the PATH; install it, by 'apt install haproxy' on Debian"

    /// The installed HAProxy; nil if HAProxy is not installed.
    static var program: HAProxyProgram? {
        HAProxyProgram(searchPath: getenv("PATH").map { String(cString: $0) } ?? "")
    }

    /// Lets HAProxy check the files.
    static func verdict(on paths: [String]) -> HAProxyVerdict {
        guard let program else {
            return .unknown(missingMessage)
        }
        return program.verdict(on: paths)
    }
}
