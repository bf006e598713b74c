internal import CLibevent

/// Bytes of a client, the required behaviour of the server, and that of an unmodified evhttp.
package struct Trial: Sendable {
    package let name: String
    package let bytes: [UInt8]
    package let expectation: Expectation
    /// The behaviour of evhttp alone.
    package let asItComes: [Step]

    /// The error of evhttp.
    package static let unsound = ofContent + ofChunks + ofHeads + ofConnections

    /// The request that must never be answered.
    static let smuggled = "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"
    /// The next and last request on the connection.
    static let honest = "GET /honest HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"

    package var isToHead: Bool { bytes.starts(with: "HEAD ".utf8) }

    /// A trial in which the bytes are followed by the honest request, unless they are sent alone. `since2113` is what evhttp does by
    /// itself since libevent 2.1.13, if that differs.
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
