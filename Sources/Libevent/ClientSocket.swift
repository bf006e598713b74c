internal import Glibc

/// A reply in the form that is sent. It owns its body until the body is sent.
package struct Reply {
    /// The bytes after the head.
    package enum Body {
        case none
        /// Memory that does not change for as long as `owner` lives.
        case memory(UnsafeRawBufferPointer, owner: AnyObject)
        case file(FileBody)

        /// In bytes.
        package var size: Int {
            switch self {
            case .none: 0
            case .memory(let bytes, _): bytes.count
            case .file(let file): file.range.count
            }
        }
    }

    /// The status code.
    package let status: Int
    /// The status line, the field lines and the empty line. Content-Length and Connection agree with the body and with the
    /// fate of the connection.
    package let head: [UInt8]
    package let body: Body

    package init(status: Int, head: [UInt8], body: Body) {
        self.status = status
        self.head = head
        self.body = body
    }

    /// Bytes of the head and the body.
    var size: Int { head.count + body.size }
}

/// Bytes of a file that are sent from its descriptor.
///
/// The kernel sends a file that cannot change without copying it. One that may change is copied: bytes that a socket has taken
/// by sendfile(2) are still those of the file, and change with it until the client reads them.
package struct FileBody {
    /// How many bytes are copied at once. With its header libevent's memory for them has 32 KiB, which a stalled client may hold.
    static let copySize = (32 << 10) - 64

    /// Open for as long as `owner` lives.
    let descriptor: CInt
    package let range: Range<Int>
    let owner: AnyObject
    /// Whether the file still has the bytes that the head describes; nil if it cannot change.
    private let isIntact: (() -> Bool)?

    package init(descriptor: CInt, range: Range<Int>, owner: AnyObject, isIntact: (() -> Bool)? = nil) {
        self.descriptor = descriptor
        self.range = range
        self.owner = owner
        self.isIntact = isIntact
    }

    var mayChange: Bool { isIntact != nil }

    /// Sends bytes that follow the first `count` ones, and returns how many the socket took; -1 with `errno` if it took
    /// none, and 0 if the file has changed.
    func send(to socket: CInt, after count: Int, atMost limit: Int) -> Int {
        var offset = range.lowerBound + count
        guard mayChange else { return sendfile(socket, descriptor, &offset, limit) }
        return withUnsafeTemporaryAllocation(byteCount: min(limit, FileBody.copySize), alignment: 1) { buffer in
            let copied = copy(into: buffer, after: count)
            return copied > 0 ? Glibc.send(socket, buffer.baseAddress, copied, 0) : 0
        }
    }

    /// Copies bytes that follow the first `count` ones, and returns how many; 0 if the file has changed. The file is checked
    /// after it was read, so all copies of a reply are of the same state.
    func copy(into buffer: UnsafeMutableRawBufferPointer, after count: Int) -> Int {
        let wanted = min(buffer.count, FileBody.copySize, range.count - count)
        let copied = pread(descriptor, buffer.baseAddress, wanted, range.lowerBound + count)
        return copied > 0 && isIntact?() ?? true ? copied : 0
    }
}

/// A client's socket, which does not block. Its connection closes it.
struct ClientSocket {
    /// How many bytes of a file are sent at once. More would keep the loop from other connections.
    private static let fileSize = 1 << 20
    /// How many bytes of a file that is copied the socket takes beyond those that the client has room for.
    private static let unsentSize = 128 << 10

    private let descriptor: CInt

    init(_ descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// Sends as much of the reply as the socket takes. Returns the number of bytes, and whether the socket or the file has failed.
    func send(_ reply: Reply) -> (count: Int, hasFailed: Bool) {
        switch reply.body {
        case .none: send(reply.head, UnsafeRawBufferPointer(start: nil, count: 0))
        case .memory(let bytes, _): send(reply.head, bytes)
        case .file(let file): send(reply.head, file)
        }
    }

    private func send(_ head: [UInt8], _ body: UnsafeRawBufferPointer) -> (count: Int, hasFailed: Bool) {
        head.withUnsafeBytes { head in
            // writev(2) only reads the bytes.
            var vectors = (
                iovec(iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count),
                iovec(iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count)
            )
            let count = withUnsafeBytes(of: &vectors) {
                let vectors = $0.assumingMemoryBound(to: iovec.self).baseAddress
                return writev(descriptor, vectors, body.isEmpty ? 1 : 2)
            }
            return (max(count, 0), count < 0 && !mayTakeMore)
        }
    }

    private func send(_ head: [UInt8], _ file: FileBody) -> (count: Int, hasFailed: Bool) {
        if file.mayChange, file.range.count > ClientSocket.unsentSize { limitUnsent() }
        let flags = file.range.isEmpty ? 0 : CInt(MSG_MORE)
        let sent = Glibc.send(descriptor, head, head.count, flags)
        guard sent == head.count else { return (max(sent, 0), sent < 0 && !mayTakeMore) }
        let limit = min(file.range.count, ClientSocket.fileSize)
        var bodySize = 0
        while bodySize < limit {
            let count = file.send(to: descriptor, after: bodySize, atMost: limit - bodySize)
            // 0: the rest of the reply does not exist any more.
            guard count > 0 else { return (sent + bodySize, count == 0 || !mayTakeMore) }
            bodySize += count
        }
        return (sent + bodySize, false)
    }

    /// Makes the socket take few bytes that the client has no room for yet, because the kernel would hold megabytes for each
    /// stalled client. A Unix socket takes few anyway.
    private func limitUnsent() {
        var limit = CInt(ClientSocket.unsentSize)
        _ = setsockopt(descriptor, CInt(IPPROTO_TCP), TCP_NOTSENT_LOWAT, &limit, socklen_t(MemoryLayout<CInt>.size))
    }

    /// Sends 100 (Continue), unless the socket takes nothing now: a client sends the body without it after a while (RFC 9110 §10.1.1).
    /// Returns whether the connection can go on, which it cannot after a part.
    func sendContinue() -> Bool {
        let line = "HTTP/1.1 100 Continue\r\n\r\n"
        let sent = Glibc.send(descriptor, line, line.utf8.count, 0)
        return sent == line.utf8.count || sent < 0 && mayTakeMore
    }

    /// Whether the socket may take bytes later, according to the error of the last call.
    private var mayTakeMore: Bool { [EAGAIN, EINTR, ENOMEM, ENOBUFS].contains(errno) }

    /// Bytes that the socket has taken and the client's host has not acknowledged; 0 where the client has reset the
    /// connection or is gone.
    var unacknowledged: Int {
        var failure = pollfd(fd: descriptor, events: 0, revents: 0)
        if poll(&failure, 1, 0) == 1, CInt(failure.revents) & POLLERR != 0 { return 0 }
        var queued: CInt = 0
        // SIOCOUTQ of tcp(7).
        _ = ioctl(descriptor, UInt(TIOCOUTQ), &queued)
        return Int(queued)
    }
}
