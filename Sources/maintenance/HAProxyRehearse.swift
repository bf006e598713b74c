internal import ArgumentParser
internal import Glibc
internal import MaintenanceHAProxy
internal import MaintenanceRehearsal
internal import System

/// `maintenance haproxy rehearse`
struct HAProxyRehearse: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rehearse",
        abstract: "Plays an outage with HAProxy and a copy of its configuration, and says what visitors got.",
        discussion: """
            The copy listens on free ports of 127.0.0.1, and its servers are small applications of the rehearsal. They stop, \
            hang, are killed and come back, while visitors ask all the time. Nothing reaches the HAProxy that runs, or the \
            servers. Exits 1 if a visitor got anything but an application or the page, or did not get the application back. \
            Variables in the configuration have the values that they have here.
            """)

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

    @Option(
        help: ArgumentHelp("HAProxy's program. [default: haproxy in the PATH]", valueName: "file"), completion: .file())
    var haproxy: String?

    @OptionGroup var site: SiteOptions

    // The command itself has the flag too, so it has to be the same group there and here.
    @OptionGroup var proxyProtocol: ProxyProtocolOption

    func run() throws {
        let plan = try plan()
        let options = try pageOptions()
        guard let program = haproxy ?? HAProxyInquiry.program?.path else {
            throw Failure("haproxy rehearse: \(HAProxyInquiry.missing)", status: EX_UNAVAILABLE)
        }
        let report: RehearsalReport
        do throws(Rehearsal.Failure) {
            let rehearsal = try Rehearsal(plan, proxy: program, pageOptions: options) { step in
                var standardError = StandardError()
                print(printable(step), to: &standardError)
            }
            report = try rehearsal.run()
        } catch {
            throw Failure("haproxy rehearse: \(error)", status: error.status)
        }
        print(report.text, terminator: "")
        guard fflush(nil) == 0 else { throw Failure("the report could not be written: \(SystemError.last)") }
        if report.fails { Glibc.exit(EXIT_FAILURE) }
    }

    private func plan() throws(Failure) -> RehearsalPlan {
        let files: [ConfigurationFile]
        do throws(ConfigurationFile.Failure) {
            files = try ConfigurationFile.read(paths)
        } catch {
            throw Failure("haproxy rehearse: \(error)", status: EX_NOINPUT)
        }
        let isProxyProtocol = try proxyProtocol.setting()
        do throws(RehearsalPlan.Failure) {
            return try RehearsalPlan(
                files, variables: Variables { name in getenv(name).map { String(cString: $0) } },
                expecting: Expectations(names: servers, proxyProtocol: isProxyProtocol),
                contents: { path in
                    (try? readFile(path, atMost: 1 << 20)).map { String(decoding: $0, as: UTF8.self) }
                })
        } catch {
            throw Failure("haproxy rehearse: \(error)", status: EX_DATAERR)
        }
    }

    /// The options by which a server of the rehearsal shows the same page.
    private func pageOptions() throws -> [String] {
        let language = try OptionTable.language.setting(site.language).value
        return (try site.directorySetting().value.map { ["--dir", $0] } ?? [])
            + (language.map { ["--language", "\($0)"] } ?? [])
            + (try OptionTable.byHost.value(site.byHost) ? ["--by-host"] : [])
            + (try proxyProtocol.setting() ? ["--proxy-protocol"] : [])
    }
}

extension Rehearsal.Failure {
    fileprivate var status: CInt {
        switch self {
        case .noProgram: EX_UNAVAILABLE
        case .refused: EX_DATAERR
        case .proxyEnded: EX_SOFTWARE
        case .noPage: EX_NOINPUT
        case .system: EX_OSERR
        }
    }
}
