import Foundation
import TestSupport

/// The built server, which serves a separate site on a free port of 127.0.0.1.
struct ServedSite {
    static let page = "<h1>Maintenance</h1>"
    /// More than the server holds in memory.
    static let onDiskSize = 40_000_000

    let directory: TemporaryDirectory
    let command: Command
    let port: UInt16

    init(
        _ options: [String] = [], environment: [String: String] = [:], by wrapper: [String] = [],
        standardOutput: FileHandle? = nil
    ) throws {
        directory = try TemporaryDirectory(["index.html": ServedSite.page, "logo.png": "TheLogo"])
        try directory.write("", to: "on-disk.bin")
        guard truncate(directory.path(of: "on-disk.bin"), ServedSite.onDiskSize) == 0 else {
            throw CocoaError(.fileWriteUnknown)
        }
        try directory.write(Data(count: 1_000_000), to: "in-memory.bin")
        command = try Command(
            ["--dir", directory.path, "--port", "0", "--address", "127.0.0.1"] + options, environment: environment,
            by: wrapper,
            standardOutput: standardOutput)
        port = try command.waitUntilListening()
    }

    /// More bytes than the head, so that a part of the body is sent too.
    static let firstPart = 1000

    /// A client that has requested a file that fills the sockets' buffers, and has received its first bytes.
    func clientBeingAnswered(_ target: String) throws -> RawClient {
        let client = try RawClient(port: port, receiveBuffer: 4096)
        try client.send("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
        var received = 0
        while received < ServedSite.firstPart {
            received += try client.receive(upTo: ServedSite.firstPart - received).count
        }
        return client
    }

    /// Whether a new client gets the page.
    func answers() throws -> Bool {
        try RawClient(port: port).exchange("GET /x HTTP/1.1\r\nHost: a\r\n\r\n").text == ServedSite.page
    }
}

/// A served site with an operators' port.
struct AdministeredSite {
    let site: ServedSite
    let adminPort: UInt16

    var command: Command { site.command }
    var port: UInt16 { site.port }

    init(_ options: [String] = [], standardOutput: FileHandle? = nil) throws {
        site = try ServedSite(["--admin", "127.0.0.1:0"] + options, standardOutput: standardOutput)
        guard let port = site.command.adminPort else {
            throw CocoaError(.fileReadUnknown, userInfo: ["log": site.command.standardError])
        }
        adminPort = port
    }

    /// Sends a request to the operators' port.
    func ask(_ method: String, _ target: String) throws -> RawResponse {
        try RawClient(port: adminPort).exchange("\(method) \(target) HTTP/1.1\r\nHost: a\r\n\r\n")
    }

    /// The server's metrics, by name and labels.
    func metrics() throws -> [String: Double] {
        let lines = try ask("GET", "/metrics").text.split(separator: "\n").filter { !$0.hasPrefix("#") }
        return Dictionary(
            uniqueKeysWithValues: lines.map { line in
                let end = line.lastIndex(of: " ") ?? line.endIndex
                return (String(line[..<end]), Double(line[end...].dropFirst()) ?? .nan)
            })
    }
}

/// The built server, which serves a directory that the test changes.
struct ServedDirectory {
    let command: Command
    let port: UInt16

    func text(_ target: String = "/") throws -> String {
        try RawClient(port: port).exchange("GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n").text
    }

    /// The lines of the log that contain the text.
    func count(_ words: String) -> Int {
        command.standardError.split(separator: "\n").count { $0.contains(words) }
    }
}

extension ServedDirectory {
    /// Starts two workers.
    init(_ path: String) throws {
        command = try Command(
            ["--dir", path, "--port", "0", "--address", "127.0.0.1", "--workers", "2"])
        port = try command.waitUntilListening()
    }
}
