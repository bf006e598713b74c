import CLibevent
import Glibc
import HTTP
import System
import TestSupport

@testable import Libevent

/// A server whose loop turns only on request, in the thread of the test.
final class SteppedServer {
    /// The connection has ended before the response was complete.
    struct Ended: Error {}

    let loop: EventLoop
    let server: HTTPServer
    private let socket: LoopbackSocket

    var port: UInt16 { socket.port }

    init(
        sendBuffer: CInt? = 4096, _ handler: @escaping HTTPServer.Handler = { _, _, _ in .small },
        onAcceptError: @escaping (String) -> Void = { _ in }
    ) throws {
        signal(SIGPIPE, SIG_IGN)
        socket = try LoopbackSocket()
        try socket.listen()
        // Accepted sockets inherit the small buffer, into which few replies fit.
        if var size = sendBuffer {
            setsockopt(socket.descriptor, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        }
        evutil_make_socket_nonblocking(socket.descriptor)
        loop = try EventLoop()
        var options = HTTPServer.Options(
            limit: ConnectionLimit(maximum: 100), pendingReplyLimit: ConnectionLimit(maximum: 100))
        options.onAcceptError = onAcceptError
        server = try HTTPServer(on: loop, options)
        server.setGenericCallback(handler)
        try server.accept(on: socket.descriptor, owner: socket)
    }

    /// Turns the loop until the condition holds; returns whether it does.
    func turns(until condition: () throws -> Bool) rethrows -> Bool {
        try eventually {
            loop.runPending()
            return try condition()
        }
    }

    /// Turns the loop until the client has a whole response. Without one the test fails, because the client gives up.
    func response(to client: RawClient, toHead: Bool = false) throws -> RawResponse {
        var bytes: [UInt8] = []
        while true {
            if let response = RawResponse(bytes, toHead: toHead) { return response }
            // If nothing has arrived, the client's patience ends next.
            _ = turns { client.hasInput }
            let more = try client.receive(upTo: 1 << 20)
            guard !more.isEmpty else { throw Ended() }
            bytes += more
        }
    }
}

extension Reply {
    static var large: Reply { Reply(.memory(Memory.large.bytes, owner: Memory.large)) }
    static var small: Reply { Reply(.memory(Memory.ok.bytes, owner: Memory.ok)) }

    /// A reply with this body, which leaves the connection open.
    init(_ body: Body) {
        self.init(status: 200, head: Reply.head(for: body.size), body: body)
    }

    private static func head(for size: Int) -> [UInt8] {
        Array("HTTP/1.1 200 OK\r\nContent-Length: \(size)\r\n\r\n".utf8)
    }
}

/// Bytes of a reply. They are valid for as long as this object lives.
final class Memory: Sendable {
    static let ok = Memory(Array("ok".utf8))
    /// More than the buffers of a connection's sockets take.
    static let large = Memory((0..<1 << 18).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 16) })

    // Written before the initializer returns, and never again.
    nonisolated(unsafe) let bytes: UnsafeRawBufferPointer

    init(_ content: [UInt8]) {
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: content.count, alignment: 1)
        copy.copyBytes(from: content)
        bytes = UnsafeRawBufferPointer(copy)
    }

    deinit {
        bytes.deallocate()
    }

    func isEqual(to content: [UInt8]) -> Bool {
        content == Array(bytes)
    }
}

extension MemoryFile {
    /// All bytes of the file.
    var body: MemoryFileBody { MemoryFileBody(bytes.indices, of: self, owner: self) }
}

/// A file on disk, open for as long as this object lives.
final class SentFile {
    let descriptor: CInt
    private let size: Int
    private let directory: TemporaryDirectory

    /// A body whose file changes when the closure says so.
    func body(isIntact: @escaping () -> Bool = { true }) -> Reply.Body {
        .file(FileBody(descriptor: descriptor, range: 0..<size) { withExtendedLifetime(self) { isIntact() } })
    }

    init(_ content: Memory) throws {
        directory = try TemporaryDirectory(["file": ""])
        size = content.bytes.count
        descriptor = open(directory.path(of: "file"), O_RDWR | O_CLOEXEC)
        guard write(descriptor, content.bytes.baseAddress, size) == size else { throw LibeventError("write") }
    }

    deinit {
        close(descriptor)
    }
}
