package import TestSupport

/// Endless bytes from a client that receives nothing.
package enum Flood: CaseIterable, Sendable {
    /// Requests one after the other.
    case requests
    /// Requests behind one whose reply is longer than the sockets' buffers.
    case requestsDuringAReply
    /// One request's content.
    case content
    /// One request's chunked content.
    case chunks
    /// A chunk's size.
    case chunkSize
    /// A field's value.
    case field

    private var head: String {
        switch self {
        case .requests: ""
        case .requestsDuringAReply: Trial.request("GET /large HTTP/1.1")
        case .content: Trial.request("POST / HTTP/1.1", "Content-Length: 1000000000")
        case .chunks, .chunkSize: Trial.request("POST / HTTP/1.1", "Transfer-Encoding: chunked")
        case .field: "GET / HTTP/1.1\r\nHost: a\r\nX: "
        }
    }

    private var rest: String {
        switch self {
        case .requests, .requestsDuringAReply: Trial.request()
        case .content, .field: "y"
        case .chunks: "1000\r\n\(String(repeating: "y", count: 0x1000))\r\n"
        case .chunkSize: "1"
        }
    }

    /// Sends that many bytes, or fewer if the server closes the connection, or takes no byte during the patience. The
    /// connection lasts as long as the client.
    package func send(_ count: Int, to port: UInt16, patience: Duration) throws -> RawClient {
        let client = try RawClient(port: port, receiveBuffer: 4096, patience: patience)
        let rest = Array(rest.utf8)
        let block = Array(repeatElement(rest, count: (1 << 20) / rest.count).joined())
        do {
            try client.send(head)
            for _ in 0..<(count / block.count) { try client.send(block) }
        } catch {
            // The server has closed the connection.
        }
        return client
    }
}
