internal import Glibc
internal import Libevent
internal import MaintenanceSite
internal import Synchronization
internal import System

/// Asks a running server `OPTIONS /`, as HAProxy's `option httpchk` does, or its operators' port `GET /healthz`.
package struct HealthCheck: Sendable {
    /// The reason why the server is not healthy. The description follows its address or name.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    private let endpoints: [ListenEndpoint]
    private let proxyProtocol: Bool
    /// Method and target.
    private let question: String

    /// Checks the server at its endpoints, in order. The first address that answers 200 is enough. `proxyProtocol` sends a PROXY
    /// header first.
    package init(endpoints: [ListenEndpoint], proxyProtocol: Bool) {
        self.endpoints = endpoints
        self.proxyProtocol = proxyProtocol
        question = "OPTIONS /"
    }

    /// Checks the server with that operators' port.
    package init(admin: ListenEndpoint) {
        endpoints = [admin]
        proxyProtocol = false
        question = "GET /healthz"
    }

    /// Returns if the server answers 200 in time.
    package func run(within limit: Duration) throws {
        try answer(within: limit) { try ask() }
    }

    private func ask() throws {
        try firstAnswer(at: endpoints) { address in
            let connection = try ClientConnection(to: address)
            try connection.send(request: question, after: proxyProtocol ? "PROXY UNKNOWN\r\n" : "")
            try requireOK(connection.receiveLine())
        }
    }

    private func requireOK(_ line: String) throws(Failure) {
        // RFC 9112 §4: version, code and reason.
        let parts = line.split(separator: " ", maxSplits: 2)
        guard parts.count >= 2, parts[0].hasPrefix("HTTP/1.") else {
            throw Failure(description: line.isEmpty ? "closed without an answer" : "an answer that is not HTTP")
        }
        guard parts[1] == "200" else { throw Failure(description: "answered \(parts[1]) instead of 200") }
    }
}

/// The first successful answer at an address of the endpoints. If all fail, throws the failure at the first address.
private func firstAnswer<Value>(at endpoints: [ListenEndpoint], ask: (SocketAddress) throws -> Value) throws -> Value {
    var failure: HealthCheck.Failure?
    for address in try endpoints.flatMap({ try $0.socketAddresses() }).map(\.reachable) {
        do {
            return try ask(address)
        } catch {
            failure = failure ?? HealthCheck.Failure(description: "\(address): \(error)")
        }
    }
    throw failure ?? HealthCheck.Failure(description: "no address")
}

/// Returns the result of a question within the limit. The question runs on another thread, because a look-up of the resolver
/// cannot be cancelled.
private func answer<Value: Sendable>(
    within limit: Duration, to question: @escaping @Sendable () throws -> Value
) throws -> Value {
    let outcome = Outcome<Value>()
    let finished = try Wakeup()
    let loop = try EventLoop()
    let timer = try Event(on: loop, .after(limit)) { loop.stop() }
    let end = try finished.event(on: loop) { loop.stop() }
    _ = try Thread {
        let result = Result { try question() }
        outcome.result.withLock { $0 = result }
        finished.wake()
    }
    try withExtendedLifetime((timer, end)) { try loop.run() }
    let failure = HealthCheck.Failure(description: "no answer within \(limit)")
    return try (outcome.result.withLock { $0 } ?? .failure(failure)).get()
}

private final class Outcome<Value: Sendable>: Sendable {
    let result = Mutex<Result<Value, any Error>?>(nil)
}

/// Asks a server's operators' port for a text.
package struct AdminQuestion: Sendable {
    private static let longest = 1 << 20

    private let target: String
    private let endpoint: ListenEndpoint

    package init(_ target: String, to endpoint: ListenEndpoint) {
        self.target = target
        self.endpoint = endpoint
    }

    /// The text, if the server answers 200 in time.
    package func ask(within limit: Duration) throws -> String {
        try answer(within: limit) { try ask() }
    }

    private func ask() throws -> String {
        try firstAnswer(at: [endpoint]) { address in
            let connection = try ClientConnection(to: address)
            try connection.send(request: "GET \(target)")
            let answer = String(decoding: try connection.receive(upTo: AdminQuestion.longest), as: UTF8.self)
            guard answer.hasPrefix("HTTP/1.1 200 "), let head = answer.firstRange(of: "\r\n\r\n") else {
                throw HealthCheck.Failure(description: "an answer other than 200")
            }
            return String(answer[head.upperBound...])
        }
    }
}

/// A connection to a server. Its calls block.
struct ClientConnection {
    private let socket: FileDescriptor

    /// Connects. Without `waits` no call blocks, and connecting fails if the server cannot accept at once.
    init(to address: SocketAddress, waits: Bool = true) throws(SystemError) {
        socket = try FileDescriptor(socketFor: address, blocks: waits)
        try socket.connect(to: address)
    }

    /// Sends a text that is shorter than the socket's buffer.
    func send(_ text: String) throws(SystemError) {
        let bytes = Array(text.utf8)
        guard Glibc.send(socket.rawValue, bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
            throw .last
        }
    }

    /// Sends the header, and a request with this method and target.
    func send(request: String, after header: String = "") throws(SystemError) {
        try send("\(header)\(request) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    }

    /// Receives until the connection ends, or that many bytes.
    func receive(upTo limit: Int) throws(SystemError) -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while bytes.count < limit {
            let count = recv(socket.rawValue, &buffer, buffer.count, 0)
            if count < 0 { throw .last }
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return bytes
    }

    /// Receives until the first line ends, until the connection ends, or 1 KiB, whichever comes first.
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
