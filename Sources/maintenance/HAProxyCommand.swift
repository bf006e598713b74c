internal import ArgumentParser
internal import Glibc
internal import MaintenanceHAProxy
internal import System

/// `maintenance haproxy`, for the configuration in front of the server.
struct HAProxyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "haproxy",
        abstract: "Helps with HAProxy's configuration.",
        subcommands: [HAProxyCheck.self, HAProxyRehearse.self, HAProxySnippet.self])
}

/// `maintenance haproxy check`
struct HAProxyCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Finds what would keep visitors from the page, or on it, in HAProxy's configuration.",
        discussion: """
            Lists the backends with their backups, and each trap with its file and line, the reason and the line to \
            write. Exits 1 for an error, with --strict for a warning or a line that it does not understand too, and \
            otherwise 0. Variables in the configuration have the values that they have here.

            Where haproxy is installed, it checks the files too, by `haproxy -c`. Backups on this host are asked whether \
            they run with --proxy-protocol, unless the option is given here.
            """)

    @Argument(
        help: ArgumentHelp(
            "The files in HAProxy's order. A directory stands for its files *.cfg.", valueName: "file"),
        completion: .file())
    var paths: [String]

    @Flag(help: "Exit 1 for warnings, and for lines that are not understood.")
    var strict = false

    @Option(help: "How the report is printed: text or json.")
    var format = ConfigurationReport.Format.text

    @Option(
        name: .customLong("server"),
        help: ArgumentHelp(
            "The name of a server that is maintenance; may be given several times. By default each backup is.",
            valueName: "name"))
    var servers: [String] = []

    // The command itself has the flag too, so it has to be the same group there and here.
    @OptionGroup var proxyProtocol: ProxyProtocolOption

    func run() throws {
        let files: [ConfigurationFile]
        do throws(ConfigurationFile.Failure) {
            files = try ConfigurationFile.read(paths)
        } catch {
            throw Failure("haproxy check: \(error)", status: EX_NOINPUT)
        }
        let configuration = ProxyConfiguration(
            files, variables: Variables { name in getenv(name).map { String(cString: $0) } })
        var expectations = Expectations(names: servers, proxyProtocol: try proxyProtocol.setting())
        if !expectations.proxyProtocol {
            expectations.answers = HAProxyInquiry.proxyHeaders(at: configuration.addresses(of: expectations))
        }
        var report = ConfigurationReport(configuration, expecting: expectations)
        report.verdict = HAProxyInquiry.verdict(on: paths)
        print(report.text(as: format), terminator: "")
        guard fflush(nil) == 0 else { throw Failure("the report could not be written: \(SystemError.last)") }
        if report.fails(strictly: strict) { Glibc.exit(EXIT_FAILURE) }
    }
}

extension ConfigurationReport.Format: ExpressibleByArgument {}
