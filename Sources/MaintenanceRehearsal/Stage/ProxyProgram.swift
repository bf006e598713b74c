internal import Glibc
internal import MaintenanceHAProxy
internal import System

/// The operator's HAProxy, with the copy of the configuration.
struct ProxyProgram {
    static let log = "haproxy.log"
    private let process: ChildProcess

    var isRunning: Bool { process.isRunning }

    /// Starts it and waits until it runs.
    init(_ program: String, on stage: Stage, running copy: ConfigurationCopy) throws {
        try stage.write(Array(ProxyProgram.ownLines(in: stage.folder).utf8), to: "drill.cfg")
        for file in copy.files { try stage.write(file.contents, to: file.name) }
        for name in copy.emptyFiles { try stage.write([], to: name) }
        let names = ["drill.cfg"] + copy.files.map(\.name)
        let arguments = ["-db", "-L", RehearsalPlan.peerName] + names.flatMap { ["-f", "\(stage.folder)/\($0)"] }
        process = try stage.run(program, arguments, environment: try ownEnvironment(), output: ProxyProgram.log)
        let state = ProxyState(path: "\(stage.folder)/stats")
        while process.isRunning {
            if state.servers() != nil { return }
            usleep(20_000)
        }
        throw Rehearsal.Failure.refused(
            ProxyProgram.complaint(in: stage.text(of: ProxyProgram.log), of: copy, stage.folder))
    }

    /// A socket that tells the state of servers, and another user than root.
    private static func ownLines(in folder: String) -> String {
        """
        global
            stats socket \(folder)/stats level user
        \(geteuid() == 0 ? "    uid 65534\n    gid 65534\n" : "")

        """
    }

    /// What HAProxy said, with the names of the original files.
    private static func complaint(in log: String, of copy: ConfigurationCopy, _ folder: String) -> String {
        let lines = log.split(separator: "\n").filter {
            $0.contains("[ALERT]") && !$0.hasSuffix("Fatal errors found in configuration.")
        }.map { line in
            // `[ALERT]    (123) : config : parsing [haproxy.cfg:12] : …`
            let origin = line.firstRange(of: " : ").map { line[$0.upperBound...] } ?? line
            let text = origin.firstRange(of: " : ").map { String(origin[$0.upperBound...]) } ?? String(origin)
            return copy.files.reduce(text) { $0.replacing("\(folder)/\($1.name)", with: $1.original) }
        }
        return lines.isEmpty ? log : lines.joined(separator: "; ")
    }
}
