internal import Glibc
internal import MaintenanceHAProxy
internal import System

/// The operator's HAProxy, with the copy of the configuration.
struct ProxyProgram {
    static let log = "haproxy.log"
    private let process: ChildProcess

    var isRunning: Bool { process.isRunning }

    /// The program that is named, or `haproxy` in PATH, or where distributions have it, which is not in everybody's PATH.
    static func path(_ name: String) -> String? {
        if name.contains("/") { return access(name, X_OK) == 0 ? name : nil }
        let folders = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":").map(String.init)
        return (folders + ["/usr/sbin", "/usr/local/sbin"]).map { "\($0)/\(name)" }.first { access($0, X_OK) == 0 }
    }

    /// Starts it and waits until it runs.
    init(_ program: String, on stage: Stage, running copy: ConfigurationCopy) throws {
        try stage.write(Array(ProxyProgram.ownLines(in: stage.folder).utf8), to: "drill.cfg")
        for file in copy.files { try stage.write(file.contents, to: file.name) }
        for name in copy.emptyFiles { try stage.write([], to: name) }
        let names = ["drill.cfg"] + copy.files.map(\.name)
        let arguments = ["-db", "-L", RehearsalPlan.peerName] + names.flatMap { ["-f", "\(stage.folder)/\($0)"] }
        process = try stage.run(program, arguments, environment: Environment.own, output: ProxyProgram.log)
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
            let text = line.split(separator: " : ", maxSplits: 2).last.map(String.init) ?? String(line)
            return copy.files.reduce(text) { $0.replacing("\(folder)/\($1.name)", with: $1.original) }
        }
        return lines.isEmpty ? log : lines.joined(separator: "; ")
    }
}

/// The variables of this process.
enum Environment {
    /// `NAME=value` each.
    static var own: [String] {
        var result: [String] = []
        var entry = environ
        while let variable = entry.pointee {
            result.append(String(cString: variable))
            entry += 1
        }
        return result
    }
}
