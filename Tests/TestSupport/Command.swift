package import Foundation

/// The built `maintenance`, which runs as a separate process.
package final class Command {
    package struct NotReady: Error {
        let standardError: String
    }

    /// The output and the status of a process that has ended.
    package struct Result {
        /// The exit status, or the negative number of the signal that ended the process.
        package let status: Int32
        package let standardOutput: String
        package let standardError: String
    }

    /// Whether the command and this process contain a sanitizer, which needs additional memory.
    package static let isSanitized = !sanitizerOptions.isEmpty

    private static let sanitizerOptions = ProcessInfo.processInfo.environment.filter { $0.key.hasSuffix("SAN_OPTIONS") }

    package static let executable = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        .deletingLastPathComponent().appendingPathComponent("maintenance")

    /// A program that applies the sandbox to itself.
    package static let probe = executable.deletingLastPathComponent().appendingPathComponent("SandboxProbe").path

    /// The version of Landlock's interface; 0 without Landlock.
    package static let landlockVersion: Int = {
        let report = try? Program([probe, "report"]).waitForEnd().output
        return report?.firstMatch(of: #/Landlock (\d+)/#).flatMap { Int($0.1) } ?? 0
    }()

    /// Whether the sandbox is complete here. It does not allow everything that a sanitizer needs.
    package static let canBeConfined = landlockVersion > 0 && !isSanitized

    private let process = Process()
    private let output: OutputReader
    private let errors: OutputReader

    package var processIdentifier: Int32 { process.processIdentifier }
    /// Standard output so far.
    package var standardOutput: String { output.text }
    /// Standard error so far.
    package var standardError: String { errors.text }

    /// Starts the command, or another one that executes it, such as `prlimit`. From the environment of the test it gets
    /// only PATH and the sanitizers' options. In the sandbox a system call that is not in the list ends the server, so
    /// that a test fails. Standard output is read, unless a pipe is given, whose end in this process is closed.
    package init(
        _ arguments: [String], environment: [String: String] = [:], directory: String? = nil, by wrapper: [String] = [],
        standardOutput: FileHandle? = nil
    ) throws {
        let outputPipe = Pipe()
        let errorPipe = Pipe()
        output = OutputReader(outputPipe.fileHandleForReading)
        errors = OutputReader(errorPipe.fileHandleForReading)
        let line = wrapper + [Command.executable.path] + arguments
        process.executableURL = URL(fileURLWithPath: line[0])
        process.arguments = Array(line.dropFirst())
        let sandbox = Command.canBeConfined ? "required" : Command.isSanitized ? "off" : "on"
        process.environment = environment.merging(["PATH": "/usr/bin:/bin", "MAINTENANCE_SANDBOX": sandbox]) { own, _ in
            own
        }
        .merging(Command.sanitizerOptions) { own, _ in own }
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory) }
        process.standardInput = FileHandle.nullDevice
        if let standardOutput {
            process.standardOutput = standardOutput
        } else {
            process.standardOutput = outputPipe
        }
        process.standardError = errorPipe
        try process.run()
        if let standardOutput {
            try standardOutput.close()
            try outputPipe.fileHandleForWriting.close()
        }
        output.start()
        errors.start()
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// Runs the command to its end.
    package static func run(
        _ arguments: [String], environment: [String: String] = [:], directory: String? = nil
    ) throws -> Result {
        try Command(arguments, environment: environment, directory: directory).waitForEnd()
    }

    /// Waits until the server listens, and returns its first port.
    package func waitUntilListening() throws -> UInt16 {
        guard let line = errors.firstLine(containing: "listening on "),
            let port = line.firstMatch(of: #/listening on \S*:(\d+)/#).flatMap({ UInt16($0.1) })
        else { throw NotReady(standardError: errors.text) }
        return port
    }

    /// The operators' port of a server that listens; nil without one.
    package var adminPort: UInt16? {
        errors.text.firstMatch(of: #/admin on 127\.0\.0\.1:(\d+)/#).flatMap { UInt16($0.1) }
    }

    /// Waits until the server listens, and returns the line with its addresses.
    package func waitForListeningLine() throws -> String {
        guard let line = errors.firstLine(containing: "listening on ") else {
            throw NotReady(standardError: errors.text)
        }
        return String(line)
    }

    /// The process's open descriptors.
    package var descriptorCount: Int {
        let descriptors = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processIdentifier)/fd")
        return descriptors?.count ?? 0
    }

    /// The number of the process's open descriptors, once it is stable.
    package var settledDescriptorCount: Int {
        var counts: [Int] = []
        _ = eventually {
            counts = counts.suffix(5) + [descriptorCount]
            usleep(50_000)
            return counts.count == 6 && Set(counts).count == 1
        }
        return descriptorCount
    }

    /// The process's threads; 0 once it has ended.
    package var threadCount: Int {
        let threads = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processIdentifier)/task")
        return threads?.count ?? 0
    }

    /// The resident private memory in bytes.
    package var residentMemory: Int { memory("RssAnon") }

    /// The peak of resident memory in bytes, including that of files.
    package var peakMemory: Int { memory("VmHWM") }

    /// A line of proc(5)'s status, in bytes.
    private func memory(_ name: String) -> Int {
        let status = (try? String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("\(name):") }
        return line?.firstMatch(of: #/\d+/#).flatMap { Int($0.output) }.map { $0 << 10 } ?? 0
    }

    package func send(signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    package var hasEnded: Bool { !process.isRunning }

    package func waitForEnd() -> Result {
        process.waitUntilExit()
        let status = process.terminationReason == .exit ? process.terminationStatus : -process.terminationStatus
        return Result(status: status, standardOutput: output.waitForEnd(), standardError: errors.waitForEnd())
    }
}
