internal import ArgumentParser
internal import Glibc
internal import MaintenanceHAProxy

/// `maintenance haproxy check`, for traps in the configuration.
struct HAProxyCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Finds traps in HAProxy's configuration that keep visitors from the page, or on it.",
        discussion: """
            Lists the backends with their backups, and each trap with its file and line, the reason and the line to \
            write. Exits 1 for an error, and with --strict also for a warning or a line that is not understood; otherwise \
            0. Variables in the configuration have the values of this environment.

            If haproxy is installed, it also checks the files, by `haproxy -c`. Backups on this host are asked whether \
            they run with --proxy-protocol, unless the option is given here.
            """)

    @Flag(help: "Exit 1 for warnings, and for lines that are not understood.")
    var strict = false

    @Option(help: "The format of the report: text or json.")
    var format = ConfigurationReport.Format.text

    @OptionGroup var files: HAProxyFileOptions

    func run() throws {
        let configuration = ProxyConfiguration(
            try files.read(for: "haproxy check"), variables: HAProxyFileOptions.variables)
        var expectations = try files.expectations()
        if !expectations.proxyProtocol {
            expectations.answers = HAProxyProbe.proxyHeaders(at: configuration.addresses(of: expectations))
        }
        var report = ConfigurationReport(configuration, expecting: expectations)
        report.verdict = HAProxyProbe.verdict(on: files.paths)
        try StandardOutput.print(report.text(as: format), as: "the report")
        if report.fails(strictly: strict) { Glibc.exit(EXIT_FAILURE) }
    }
}

extension ConfigurationReport.Format: ExpressibleByArgument {}
