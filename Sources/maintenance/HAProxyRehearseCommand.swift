internal import ArgumentParser
internal import Glibc
internal import MaintenanceHAProxy
internal import MaintenanceRehearsal
internal import System

/// `maintenance haproxy rehearse`, for a rehearsal of an outage.
struct HAProxyRehearseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Plays an outage with HAProxy and a copy of its configuration, and reports what visitors got.",
        discussion: """
            The copy listens on free ports of 127.0.0.1, and its servers are small applications of the rehearsal. They stop, \
            hang, are killed and come back, while visitors send requests all the time. Nothing reaches the running HAProxy \
            or its servers. Exits 1 if a visitor got anything but an application or the page, or did not get the \
            application back. Variables in the configuration have the values of this environment.
            """)

    @OptionGroup var files: HAProxyFileOptions

    @Option(
        help: ArgumentHelp("HAProxy's program. [default: haproxy in the PATH]", valueName: "file"), completion: .file())
    var haproxy: String?

    @OptionGroup var site: SiteOptions

    func run() throws {
        let plan = try plan()
        let options = try pageOptions()
        guard let program = haproxy ?? HAProxyProbe.program?.path else {
            throw Failure("haproxy rehearse: \(HAProxyProbe.missingMessage)", status: EX_UNAVAILABLE)
        }
        let report: RehearsalReport
        do throws(Rehearsal.Failure) {
            let rehearsal = try Rehearsal(plan, proxy: program, pageOptions: options) { step in
                StandardError.print(step)
            }
            report = try rehearsal.run()
        } catch {
            throw Failure("haproxy rehearse: \(error)", status: error.status)
        }
        try StandardOutput.print(report.text, as: "the report")
        if report.fails { Glibc.exit(EXIT_FAILURE) }
    }

    private func plan() throws(Failure) -> RehearsalPlan {
        let configuration = try files.read(for: "haproxy rehearse")
        let expectations = try files.expectations()
        do throws(RehearsalPlan.Failure) {
            return try RehearsalPlan(
                configuration, variables: HAProxyFileOptions.variables, expecting: expectations,
                contents: { path in
                    (try? readFile(path, atMost: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
                })
        } catch {
            throw Failure("haproxy rehearse: \(error)", status: EX_DATAERR)
        }
    }

    /// The options with which a server of the rehearsal shows the same page.
    private func pageOptions() throws -> [String] {
        let language = try OptionTable.language.value(in: site.texts)
        return (try site.directorySetting().value.map { ["--dir", $0] } ?? [])
            + (language.map { ["--language", "\($0)"] } ?? [])
            + (try OptionTable.byHost.value(in: site.texts) ? ["--by-host"] : [])
            + (try files.proxyProtocol.setting() ? ["--proxy-protocol"] : [])
    }
}

extension Rehearsal.Failure {
    fileprivate var status: CInt {
        switch self {
        case .noProgram, .noProxy: EX_UNAVAILABLE
        case .noFolder: EX_CANTCREAT
        case .refused: EX_DATAERR
        case .proxyEnded: EX_SOFTWARE
        case .noPage: EX_NOINPUT
        case .system: EX_OSERR
        }
    }
}
