internal import Glibc

/// A TCP connection on loopback that sends exactly the given bytes.
package final class RawClient: Sendable {
    package struct Failure: Error {
        let call: String
        let code = errno

        /// Whether no byte was received or sent for the duration of the client's patience.
        package var isForLackOfPatience: Bool { code == EAGAIN }
    }

    private let socket: CInt

    /// Connects to 127.0.0.1, with a receive buffer of the given size. A call that neither sends nor receives a byte
    /// during the patience, in whole milliseconds, fails.
    package init(port: UInt16, receiveBuffer: CInt? = nil, patience: Duration = .seconds(20)) throws {
        socket = Glibc.socket(AF_INET, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let milliseconds = Int(patience / .milliseconds(1))
        var limit = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        if var receiveBuffer {
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &receiveBuffer, socklen_t(MemoryLayout<CInt>.size))
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        // The deinitializer closes the socket in any case.
        guard status == 0 else { throw Failure(call: "connect") }
    }

    /// Connects to the Unix socket at that path, of at most 107 bytes.
    package init(unixPath path: String) throws {
        socket = Glibc.socket(AF_UNIX, CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var limit = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8.prefix($0.count - 1)) }
        let status = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(socket, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        // The deinitializer closes the socket in any case.
        guard status == 0 else { throw Failure(call: "connect") }
    }

    deinit {
        close(socket)
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
