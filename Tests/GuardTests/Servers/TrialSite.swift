internal import Foundation
internal import TestSupport

/// What the servers of the trials serve.
enum TrialSite {
    static let page = "<h1>Back soon</h1>"
    /// Longer than what the sockets' buffers hold.
    static let large = [UInt8](repeating: 0x61, count: 20_000_000)
    static let resources: [(name: String, content: [UInt8])] = [
        ("/smuggled", Array("smuggled".utf8)), ("/honest", Array("honest".utf8)), ("/large", large),
    ]

    /// A directory with all of it.
    static func directory() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory(["index.html": page])
        for (name, content) in resources { try directory.write(Data(content), to: name) }
        return directory
    }
}
