internal import Foundation

/// A third-party program, which runs in a separate directory.
package final class Program {
    package struct Result: Sendable {
        package let status: Int32
        /// Standard output and standard error.
        package let output: String
    }

    package let directory: TemporaryDirectory
    private let process = Process()

    /// Starts it with these files in its directory, which is also its home, after preparing the directory.
    package init(
        _ line: [String], files: [String: String] = [:], environment: [String: String] = [:],
        prepare: (TemporaryDirectory) throws -> Void = { _ in }
    ) throws {
        directory = try TemporaryDirectory(files.merging(["output": ""]) { own, _ in own })
        try prepare(directory)
        let output = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.path(of: "output")))
        process.executableURL = URL(fileURLWithPath: line[0])
        process.arguments = Array(line.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
        process.environment = environment.merging(["HOME": directory.path, "PATH": "/usr/bin:/bin"]) { own, _ in own }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
    }

    deinit {
        // Foundation starts it in a separate process group, to which its child processes belong.
        if process.isRunning { kill(-process.processIdentifier, SIGKILL) }
    }

    /// Its output so far.
    package var output: String { (try? String(contentsOfFile: directory.path(of: "output"), encoding: .utf8)) ?? "" }

    package func waitForEnd() -> Result {
        process.waitUntilExit()
        return Result(status: process.terminationStatus, output: output)
    }
}
