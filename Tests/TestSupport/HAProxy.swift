internal import Foundation

/// HAProxy, which runs in the foreground on a free port.
package final class HAProxy {
    package struct NotReady: Error {
        let log: String
    }

    /// Whether the variable `HAPROXY` names a program other than Debian's.
    package static let isChosen = ProcessInfo.processInfo.environment["HAPROXY"] != nil

    /// Debian's HAProxy, or the one in the variable `HAPROXY`.
    private static let executable = ProcessInfo.processInfo.environment["HAPROXY"] ?? "/usr/sbin/haproxy"

    /// Such as 2 and 6.
    package static let version: [Int] = {
        guard let directory = try? TemporaryDirectory(["log": ""]), let process = try? start(["-v"], in: directory)
        else {
            return []
        }
        process.waitUntilExit()
        let version = log(in: directory).firstMatch(of: #/version (\d+)\.(\d+)/#)
        return version.map { [Int($0.1) ?? 0, Int($0.2) ?? 0] } ?? []
    }()

    private let directory: TemporaryDirectory
    private var process: Process
    private let frontend: LoopbackSocket

    /// The port of the frontend.
    package var port: UInt16 { frontend.port }
    /// The output of HAProxy so far.
    package var log: String { HAProxy.log(in: directory) }

    /// Runs a configuration with `bind :80` in its frontend. It gets a free port of 127.0.0.1 instead.
    package init(_ configuration: String) throws {
        frontend = try LoopbackSocket()
        directory = try TemporaryDirectory(["log": ""])
        let global = """
            global
                log stdout format raw local0
                stats socket \(directory.path(of: "stats")) level user

            """
        try directory.write(global, to: "global.cfg")
        try directory.write(
            configuration.replacing("bind :80", with: "bind 127.0.0.1:\(frontend.port)"), to: "haproxy.cfg")
        process = try HAProxy.run(in: directory)
        try waitUntilReady()
    }

    /// Ends it with all its connections, so that new ones are refused.
    package func stop() {
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// Starts it once more, on the same port.
    package func start() throws {
        process = try HAProxy.run(in: directory)
        try waitUntilReady()
    }

    private func waitUntilReady() throws {
        let isReady = eventually { [process, directory] in
            !process.isRunning || (try? HAProxy.ask("show info", in: directory).contains("Uptime")) == true
        }
        guard isReady, process.isRunning else { throw NotReady(log: log) }
    }

    deinit {
        if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    }

    /// The errors that HAProxy finds in a configuration without running it; nil for a valid one.
    package static func complaint(about file: String) throws -> String? {
        let directory = try TemporaryDirectory(["log": ""])
        let process = try start(["-c", "-f", file], in: directory)
        process.waitUntilExit()
        return process.terminationStatus == 0 ? nil : log(in: directory)
    }

    /// HAProxy's statistics of a server, by name: `status`, `chkfail` and so on.
    package func statistics(of server: String, in backend: String) throws -> [String: String] {
        let rows = try HAProxy.ask("show stat", in: directory).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
        let row = rows.first { $0.starts(with: [backend, server]) }
        return Dictionary(uniqueKeysWithValues: zip(rows.first ?? [], row ?? []))
    }

    /// The answer to a command on the `stats socket`, which answers one command for each connection.
    private static func ask(_ command: String, in directory: TemporaryDirectory) throws -> String {
        let client = try RawClient(unixPath: directory.path(of: "stats"))
        try client.send(command + "\n")
        return String(decoding: try client.receiveToEnd(), as: UTF8.self)
    }

    private static func run(in directory: TemporaryDirectory) throws -> Process {
        try start(
            ["-db", "-f", directory.path(of: "global.cfg"), "-f", directory.path(of: "haproxy.cfg")], in: directory)
    }

    private static func start(_ arguments: [String], in directory: TemporaryDirectory) throws -> Process {
        let log = try FileHandle(forWritingTo: URL(fileURLWithPath: directory.path(of: "log")))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = log
        process.standardError = log
        try process.run()
        return process
    }

    private static func log(in directory: TemporaryDirectory) -> String {
        (try? String(contentsOfFile: directory.path(of: "log"), encoding: .utf8)) ?? ""
    }
}
