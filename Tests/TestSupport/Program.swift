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

extension TemporaryDirectory {
    private struct NotMade: Error {
        let output: String
    }

    /// Makes a certificate for two days, in a file with its key.
    package func writeCertificate(to name: String) throws {
        let parts = ["key.pem", "certificate.pem"]
        let made = try Program([
            "/usr/bin/openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=shop.example", "-days",
            "2", "-keyout", path(of: parts[0]), "-out", path(of: parts[1]),
        ]).waitForEnd()
        guard made.status == 0 else { throw NotMade(output: made.output) }
        try write(parts.map { try String(contentsOfFile: path(of: $0), encoding: .utf8) }.joined(), to: name)
    }
}
