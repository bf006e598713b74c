internal import CLibevent
internal import Foundation
package import TestSupport

/// Bytes of a client, the required behaviour of the server, and that of an unmodified evhttp.
package struct Trial: Sendable {
    package let name: String
    package let bytes: [UInt8]
    package let expectation: Expectation
    /// The behaviour of evhttp alone.
    package let asItComes: [Step]

    /// The trials that evhttp alone fails.
    package static let unsound = ofContent + ofChunks + ofHeads + ofConnections

    /// The request that must never be answered.
    static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    /// The next and last request on the connection.
    static let honest = "GET /honest HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    package var isToHead: Bool { bytes.starts(with: "HEAD ".utf8) }

    /// A trial in which the honest request follows the bytes, unless they are sent alone. `since2113` is the behaviour of evhttp
    /// since libevent 2.1.13, if that differs.
    init(
        _ name: String, _ text: String, alone: Bool = false, _ expectation: Expectation, asItComes: [Step],
        since2113: [Step]? = nil
    ) {
        self.name = name
        bytes = Array((alone ? text : text + Trial.honest).utf8)
        self.expectation = expectation
        self.asItComes = event_get_version_number() >= 0x0201_0D00 ? since2113 ?? asItComes : asItComes
    }

    /// A request with one Host field, these field lines and this content.
    package static func request(_ line: String = "GET / HTTP/1.1", _ fields: String..., content: String = "") -> String
    {
        request(line, fields, content: content)
    }

    static func request(_ line: String, _ fields: [String], content: String = "") -> String {
        ([line, "Host: a"] + fields + ["", content]).joined(separator: "\r\n")
    }
}

/// The site of the servers in the trials.
package enum TrialSite {
    package static let page = "<h1>Back soon</h1>"
    /// Larger than the sockets' buffers.
    package static let large = [UInt8](repeating: 0x61, count: 20_000_000)
    /// Larger than a small receive buffer.
    package static let medium = [UInt8](repeating: 0x61, count: 100_000)
    package static let resources: [(name: String, content: [UInt8])] = [
        ("/smuggled", Array("smuggled".utf8)), ("/honest", Array("honest".utf8)), ("/large", large),
        ("/medium", medium),
    ]

    /// A directory with these files.
    package static func directory() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory(["index.html": page])
        for (name, content) in resources { try directory.write(Data(content), to: name) }
        return directory
    }
}
