internal import Foundation
package import TestSupport

/// The site of the servers in the trials.
package enum TrialSite {
    package static let page = "<h1>Back soon</h1>"
    /// Larger than the sockets' buffers.
    package static let large = [UInt8](repeating: 0x61, count: 20_000_000)
    package static let resources: [(name: String, content: [UInt8])] = [
        ("/smuggled", Array("smuggled".utf8)), ("/honest", Array("honest".utf8)), ("/large", large),
    ]

    /// A directory with these files.
    package static func directory() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory(["index.html": page])
        for (name, content) in resources { try directory.write(Data(content), to: name) }
        return directory
    }
}
