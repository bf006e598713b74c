internal import Glibc

/// A client's socket, which does not block. It is closed by the connection that it belongs to.
struct ClientSocket {
    /// Bytes of a file that are sent at once: more would keep the loop from other connections.
    private static let fileSize = 1 << 20

    private let descriptor: CInt

    init(_ descriptor: CInt) {
        self.descriptor = descriptor
    }

    /// Gives the socket as much of the reply as it takes, and returns how many bytes those were; nil where the socket has
    /// failed.
    func send(_ reply: Reply) -> Int? {
        switch reply.body {
        case .none: send(head: reply.head, UnsafeRawBufferPointer(start: nil, count: 0))
        case .memory(let bytes, _): send(head: reply.head, bytes)
        case .file(let file, let range, _): send(head: reply.head, file: file, range)
        }
    }

    private func send(head: [UInt8], _ body: UnsafeRawBufferPointer) -> Int? {
        head.withUnsafeBytes { head in
            // writev(2) only reads the bytes.
            var vectors = (
                iovec(iov_base: UnsafeMutableRawPointer(mutating: head.baseAddress), iov_len: head.count),
                iovec(iov_base: UnsafeMutableRawPointer(mutating: body.baseAddress), iov_len: body.count)
            )
            let count = body.isEmpty ? 1 : 2
            return withUnsafeBytes(of: &vectors) {
                written(writev(descriptor, $0.assumingMemoryBound(to: iovec.self).baseAddress, CInt(count)))
            }
        }
    }

    private func send(head: [UInt8], file: CInt, _ range: Range<Int>) -> Int? {
        let flags = range.isEmpty ? 0 : CInt(MSG_MORE)
        guard let sent = written(Glibc.send(descriptor, head, head.count, flags)) else { return nil }
        guard sent == head.count else { return sent }
        var offset = range.lowerBound
        let end = min(range.upperBound, range.lowerBound + ClientSocket.fileSize)
        while offset < end {
            let count = sendfile(descriptor, file, &offset, end - offset)
            if count > 0 { continue }
            // 0: the file was cut short, and the rest of the reply cannot be had.
            if count == 0 || written(count) == nil { return nil }
            break
        }
        return sent + offset - range.lowerBound
    }

    /// What a call that writes has returned, with 0 for a socket that takes nothing now; nil for a failure.
    private func written(_ result: Int) -> Int? {
        if result >= 0 { return result }
        return errno == EAGAIN || errno == EINTR || errno == ENOMEM || errno == ENOBUFS ? 0 : nil
    }

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
