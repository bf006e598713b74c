internal import Glibc
internal import MaintenanceHAProxy
internal import System

/// The operator's HAProxy, with the copy of the configuration.
struct ProxyProgram {
    static let log = "haproxy.log"
    private let process: ChildProcess

    var isRunning: Bool { process.isRunning }

    /// Starts HAProxy, and waits until it runs.
    init(_ program: String, on stage: Stage, running copy: ConfigurationCopy) throws {
        try stage.write(Array(ProxyProgram.ownLines(in: stage.folder).utf8), to: "rehearsal.cfg")
        for file in copy.files { try stage.write(file.contents, to: file.name) }
        for name in copy.emptyFiles { try stage.write([], to: name) }
        let names = ["rehearsal.cfg"] + copy.files.map(\.name)
        let arguments = ["-db", "-L", RehearsalPlan.peerName] + names.flatMap { ["-f", "\(stage.folder)/\($0)"] }
        let environment = try ownEnvironment()
        do throws(SystemError) {
            process = try stage.run(program, arguments, environment: environment, output: ProxyProgram.log)
        } catch {
            throw Rehearsal.Failure.noProgram(program, error)
        }
        let state = ProxyState(path: "\(stage.folder)/stats")
        let deadline = ContinuousClock.now + ProxyProgram.patience
        while process.isRunning {
            if state.servers() != nil { return }
            guard ContinuousClock.now < deadline else {
                let time = ProxyProgram.patience.components.seconds
                throw Rehearsal.Failure.noProxy(program, reason: "it did not start within \(time) s")
            }
            usleep(20_000)
        }
        let complaint = ProxyProgram.complaint(in: stage.text(of: ProxyProgram.log), of: copy, stage.folder)
        guard !complaint.isEmpty else {
            throw Rehearsal.Failure.noProxy(program, reason: "it ended without a message")
        }
        throw Rehearsal.Failure.refused(complaint)
    }

    /// The longest wait for the start. Large configurations take seconds to read.
    private static let patience = Duration.seconds(60)

    /// Lines for a socket with the state of servers, and for a user other than root.
    private static func ownLines(in folder: String) -> String {
        """
        global
            stats socket \(folder)/stats level user
        \(geteuid() == 0 ? "    uid 65534\n    gid 65534\n" : "")

        """
    }

    /// HAProxy's messages, with the names of the original files.
    private static func complaint(in log: String, of copy: ConfigurationCopy, _ folder: String) -> String {
        let text = copy.files.reduce(log) { $0.replacing("\(folder)/\($1.name)", with: $1.original) }
        let refusals = Refusal.read(text)
        return refusals.isEmpty ? text : refusals.map(\.description).joined(separator: "; ")
    }
}
