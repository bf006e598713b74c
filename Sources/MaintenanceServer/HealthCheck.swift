internal import Glibc
internal import Libevent
internal import MaintenanceSite
internal import Synchronization
internal import System

/// Asks a running server `OPTIONS /`, as HAProxy's `option httpchk` does, or its operators' port `GET /healthz`.
package struct HealthCheck: Sendable {
    /// Why the server is not healthy, in words that follow its address or name.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let places: [ListenPlace]
    private let proxyProtocol: Bool
    /// Method and target.
    private let question: String

    /// Checks the server that listens at one of the places. It gets a PROXY header if it expects one.
    package init(places: [ListenPlace], proxyProtocol: Bool) {
        self.places = places
        self.proxyProtocol = proxyProtocol
        question = "OPTIONS /"
    }

    /// Checks the server with that operators' port.
    package init(admin: ListenPlace) {
        places = [admin]
        proxyProtocol = false
        question = "GET /healthz"
    }

    /// Returns if the server answers 200 in time.
    package func run(within limit: Duration) throws {
        // On another thread, because a look-up of the resolver cannot be cancelled.
        let outcome = Outcome()
        let finished = try Wakeup()
        let loop = try EventLoop()
        let timer = try Event(on: loop, .after(limit)) { loop.stop() }
        let end = try finished.event(on: loop) { loop.stop() }
        _ = try Thread {
            let result = Result { try ask() }
            outcome.result.withLock { $0 = result }
            finished.wake()
        }
        try withExtendedLifetime((timer, end)) { try loop.run() }
        let result = outcome.result.withLock { $0 } ?? .failure(Failure(description: "no answer within \(limit)"))
        try result.get()
    }

    private final class Outcome: Sendable {
        let result = Mutex<Result<Void, any Error>?>(nil)
    }

    private func ask() throws {
        var failure: Failure?
        for address in try places.flatMap({ try $0.socketAddresses() }).map(\.reachable) {
            do {
                return try ask(address)
            } catch {
                failure = failure ?? Failure(description: "\(address): \(error)")
            }
        }
        throw failure ?? Failure(description: "no address")
    }

    private func ask(_ address: SocketAddress) throws(Failure) {
        let line: String
        do {
            let connection = try ClientConnection(to: address)
            let header = proxyProtocol ? "PROXY UNKNOWN\r\n" : ""
            try connection.send("\(header)\(question) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            line = try connection.receiveLine()
        } catch {
            throw Failure(description: "\(error)")
        }
        // RFC 9112 §4: version, code and reason.
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1.") else {
            throw Failure(description: line.isEmpty ? "closed without an answer" : "an answer that is not HTTP")
        }
        guard parts[1] == "200" else { throw Failure(description: "answered \(parts[1]) instead of 200") }
    }
}

/// A connection to a server. Its calls block.
struct ClientConnection {
    private let socket: FileDescriptor

    /// Connects. Without `waits` no call blocks, and connecting fails if the server cannot accept at once.
    init(to address: SocketAddress, waits: Bool = true) throws(SystemError) {
        let flags = SOCK_CLOEXEC.rawValue | (waits ? 0 : SOCK_NONBLOCK.rawValue)
        let descriptor = Glibc.socket(address.domain, CInt(SOCK_STREAM.rawValue | flags), 0)
        guard descriptor >= 0 else { throw .last }
        socket = FileDescriptor(owning: descriptor)
        guard address.withPointer({ connect(descriptor, $0, $1) }) == 0 else { throw .last }
    }

    /// Sends a text that is shorter than the socket's buffer.
    func send(_ text: String) throws(SystemError) {
        let bytes = Array(text.utf8)
        guard Glibc.send(socket.rawValue, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
            throw .last
        }
    }

    /// Receives up to the first line's end, up to the connection's end, or 1 KiB, whichever comes first.
    func receiveLine() throws(SystemError) -> String {
        var line: [UInt8] = []
        var byte: UInt8 = 0
        while line.count < 1024 {
            let count = recv(socket.rawValue, &byte, 1, 0)
            if count < 0 { throw .last }
            if count == 0 || byte == UInt8(ascii: "\n") { break }
            line.append(byte)
        }
        return String(decoding: line.last == UInt8(ascii: "\r") ? line.dropLast() : line[...], as: UTF8.self)
    }
}
