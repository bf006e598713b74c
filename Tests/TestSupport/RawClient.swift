internal import Glibc
internal import System

/// A connection to a server on this host that sends exactly the given bytes.
package final class RawClient: Sendable {
    package struct Failure: Error {
        let call: String
        let code = errno

        /// Whether no byte was received or sent for the duration of the client's patience.
        package var isForLackOfPatience: Bool { code == EAGAIN }
    }

    private let descriptor: FileDescriptor
    private var socket: CInt { descriptor.rawValue }

    /// Connects to 127.0.0.1, with a receive buffer of the given size. A call that neither sends nor receives a byte
    /// during the patience, in whole milliseconds, fails.
    package convenience init(
        port: UInt16, receiveBuffer: CInt? = nil, patience: Duration = .seconds(20)
    ) throws {
        try self.init(to: .loopback(.ipv4, port: port), receiveBuffer: receiveBuffer, patience: patience)
    }

    /// Connects to the Unix socket at that path, of at most 107 bytes.
    package convenience init(unixPath path: String) throws {
        try self.init(to: .unix(.path(path)))
    }

    private init(to address: SocketAddress, receiveBuffer: CInt? = nil, patience: Duration = .seconds(20)) throws {
        descriptor = try FileDescriptor(socketFor: address)
        let milliseconds = Int(patience / .milliseconds(1))
        var limit = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        if var receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<CInt>.size))
        }
        guard address.withPointer({ connect(socket, $0, $1) }) == 0 else { throw Failure(call: "connect") }
    }

    package func send(_ text: String) throws {
        try send(Array(text.utf8))
    }

    package func send(_ bytes: [UInt8]) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL)) }
            guard count > 0 else { throw Failure(call: "send") }
            rest = rest.dropFirst(count)
        }
    }

    /// Receives up to `limit` bytes as soon as some are available; none at the end of the connection.
    package func receive(upTo limit: Int = 65536) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            let received = recv(socket, buffer.baseAddress, limit, 0)
            guard received >= 0 else { throw Failure(call: "recv") }
            count = received
        }
    }

    /// Whether bytes, or the end of the connection, can be received.
    package var hasInput: Bool {
        var byte: UInt8 = 0
        return recv(socket, &byte, 1, CInt(MSG_PEEK | MSG_DONTWAIT)) >= 0
    }

    /// Receives until the server ends the connection.
    package func receiveToEnd() throws -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = try receive()
            if more.isEmpty { return bytes }
            bytes += more
        }
    }

    /// Receives one response, of which some bytes may already have been received. The content is as long as
    /// Content-Length says, or empty for HEAD.
    package func receiveResponse(toHead: Bool = false, after received: [UInt8] = []) throws -> RawResponse {
        var bytes = received
        while true {
            if let response = RawResponse(bytes, toHead: toHead) { return response }
            let more = try receive()
            guard !more.isEmpty else { throw RawResponse.Incomplete(bytes: bytes) }
            bytes += more
        }
    }

    /// Sends a request and receives its response.
    package func exchange(_ request: String) throws -> RawResponse {
        try send(request)
        return try receiveResponse(toHead: request.hasPrefix("HEAD "))
    }

    /// Signals to the server that nothing more will be sent.
    package func endSending() {
        shutdown(socket, CInt(SHUT_WR))
    }

    /// Ends the connection by a reset.
    package func reset() {
        // tcp(7): a connected socket that is connected to nothing is reset. The descriptor stays until deinit.
        var nothing = sockaddr()
        nothing.sa_family = sa_family_t(AF_UNSPEC)
        connect(socket, &nothing, socklen_t(MemoryLayout<sockaddr>.size))
    }
}
