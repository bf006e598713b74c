import Foundation
import TestSupport

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
