internal import Glibc
internal import System

/// A client's socket, which does not block. Its connection closes it.
struct ClientSocket {
    /// How many bytes of a large body are sent at once. More would keep the loop from other connections.
    private static let partSize = 1 << 20
    /// How many bytes of a file that is copied the socket takes beyond those that the client has room for.
    private static let unsentSize = 128 << 10

    private let descriptor: CInt

    init(_ descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// Sends as much of the reply as the socket takes. Returns the number of bytes, and whether the socket or the file has failed.
    func send(_ reply: Reply, through pipe: PagePipe) -> (count: Int, hasFailed: Bool) {
        switch reply.body {
        case .none: send(reply.head, UnsafeRawBufferPointer(start: nil, count: 0))
        case .memory(let bytes, _): send(reply.head, bytes)
        case .memoryFile(let file):
            send(reply.head, before: file.bytes.count) { send(file, atMost: $0, through: pipe) }
        case .file(let file): send(reply.head, before: file.range.count) { send(file, atMost: $0) }
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
            return result(count)
        }
    }

    /// Sends a head, and then the first part of a body of that size. Meanwhile the socket is corked, because it takes the body in
    /// steps: the end of each could leave as a small packet.
    private func send(
        _ head: [UInt8], before bodySize: Int, _ sendBody: (_ limit: Int) -> (count: Int, hasFailed: Bool)
    ) -> (count: Int, hasFailed: Bool) {
        set(TCP_CORK, 1)
        defer { set(TCP_CORK, 0) }
        let sent = Glibc.send(descriptor, head, head.count, 0)
        guard sent == head.count else { return result(sent) }
        let body = sendBody(min(bodySize, ClientSocket.partSize))
        return (sent + body.count, body.hasFailed)
    }

    private func send(
        _ file: MemoryFileBody, atMost limit: Int, through pipe: PagePipe
    ) -> (count: Int, hasFailed: Bool) {
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes.prefix(limit))
        if let count = pipe.send(bytes, to: descriptor) { return (count, false) }
        var offset = file.offset
        return result(sendfile(descriptor, file.descriptor, &offset, limit))
    }

    private func send(_ file: FileBody, atMost limit: Int) -> (count: Int, hasFailed: Bool) {
        // The kernel would hold megabytes for each client that reads slowly.
        if file.range.count > ClientSocket.unsentSize { set(TCP_NOTSENT_LOWAT, CInt(ClientSocket.unsentSize)) }
        var sent = 0
        while sent < limit {
            let count = file.send(to: descriptor, after: sent, atMost: limit - sent)
            // 0: the rest of the reply does not exist any more.
            guard count > 0 else { return (sent, count == 0 || !mayTakeMore) }
            sent += count
        }
        return (sent, false)
    }

    private func result(_ count: Int) -> (count: Int, hasFailed: Bool) { (max(count, 0), count < 0 && !mayTakeMore) }

    /// Sets an option of tcp(7). A Unix socket does without: it has no packets, and takes few bytes.
    private func set(_ option: CInt, _ value: CInt) {
        var value = value
        _ = setsockopt(descriptor, CInt(IPPROTO_TCP), option, &value, socklen_t(MemoryLayout<CInt>.size))
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
