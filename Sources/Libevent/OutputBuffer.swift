internal import CLibevent
internal import Glibc

/// A connection's output, an evbuffer that drains to its socket. Bodies are added by reference, not copied.
struct OutputBuffer {
    private static let sliceSize = 1 << 20

    /// A bufferevent has its output for as long as it lives.
    let pointer: OpaquePointer?

    /// Adds the body; false where libevent lacked the memory.
    func append(_ body: HTTPReply.Body) -> Bool {
        switch body {
        // An empty chain would stay in the buffer, since nothing of it is ever written.
        case .none: true
        case .memory(let bytes, _) where bytes.isEmpty: true
        case .file(_, let range, _) where range.isEmpty: true
        case .memory(let bytes, let owner): append(bytes, owner: owner)
        case .file(let descriptor, let range, let owner): append(file: descriptor, range, owner: owner)
        }
    }

    /// Has the reply's bytes from that one on take the place of all that is in the buffer; false where libevent lacked the
    /// memory.
    func replaceAll(with reply: RenderedReply, from start: Int) -> Bool {
        unfrozen { _ = evbuffer_drain(pointer, evbuffer_get_length(pointer)) }
        let headLeft = reply.head.dropFirst(start)
        // An empty chain would stay in the buffer.
        let isHeadAdded =
            headLeft.isEmpty || headLeft.withUnsafeBytes { evbuffer_add(pointer, $0.baseAddress, $0.count) == 0 }
        guard isHeadAdded, case .memory(let bytes, let owner) = reply.body else { return isHeadAdded }
        let bodyLeft = UnsafeRawBufferPointer(rebasing: bytes.dropFirst(max(0, start - reply.head.count)))
        return append(.memory(bodyLeft, owner: owner))
    }

    /// Writes to the socket until it takes no more, or has taken so many bytes. Returns whether nothing is left. Of a failure
    /// bufferevent learns when it writes next.
    func write(to socket: CInt, atMost limit: Int) -> Bool {
        unfrozen {
            var room = limit
            while room > 0, evbuffer_get_length(pointer) > 0 {
                let count = evbuffer_write_atmost(pointer, socket, room)
                guard count > 0 else { break }
                room -= Int(count)
            }
        }
        return evbuffer_get_length(pointer) == 0
    }

    /// Writes to the socket once. Returns false where the bytes are not to be had, as those of a file that was cut short; true
    /// where the socket has taken some, or may do so later.
    func tryToWrite(to socket: CInt) -> Bool {
        unfrozen {
            errno = 0
            return evbuffer_write_atmost(pointer, socket, 1) > 0 || errno == EAGAIN
        }
    }

    /// bufferevent lets nobody but itself take from its output (bufferevent_sock.c).
    private func unfrozen<Result>(_ body: () -> Result) -> Result {
        evbuffer_unfreeze(pointer, 1)
        defer { evbuffer_freeze(pointer, 1) }
        return body()
    }

    private func append(_ bytes: UnsafeRawBufferPointer, owner: AnyObject) -> Bool {
        // The buffer holds the owner until the last byte is sent or dropped.
        let hold = Unmanaged.passRetained(owner)
        let added = evbuffer_add_reference(
            pointer, bytes.baseAddress, bytes.count,
            { _, _, owner in OutputBuffer.release(owner) }, hold.toOpaque())
        if added != 0 { hold.release() }
        return added == 0
    }

    private func append(file descriptor: CInt, _ range: Range<Int>, owner: AnyObject) -> Bool {
        // Offset and length are the segment's own, so one descriptor serves any number of connections and threads; the
        // segment belongs to this connection and needs no lock.
        guard
            let segment = evbuffer_file_segment_new(
                descriptor, Int64(range.lowerBound), Int64(range.count), UInt32(EVBUF_FS_DISABLE_LOCKING))
        else { return false }
        evbuffer_file_segment_add_cleanup_cb(
            segment, { _, _, owner in OutputBuffer.release(owner) }, Unmanaged.passRetained(owner).toOpaque())
        // The segment holds the owner, and each slice in the buffer the segment. Slices are counted from its start.
        for slice in OutputBuffer.slices(ofSegmentWith: range.count) {
            // A failure drops the reference that this function holds (buffer.c).
            guard evbuffer_add_file_segment(pointer, segment, Int64(slice.lowerBound), Int64(slice.count)) == 0 else {
                return false
            }
        }
        evbuffer_file_segment_free(segment)
        return true
    }

    /// A segment's parts that are each sent by one sendfile. libevent puts no bound of its own to that call, and a client
    /// that reads fast could hold up the loop for as long as it takes to send it all.
    static func slices(ofSegmentWith length: Int) -> [Range<Int>] {
        stride(from: 0, to: length, by: sliceSize).map { $0..<min($0 + sliceSize, length) }
    }

    private static func release(_ owner: UnsafeMutableRawPointer?) {
        guard let owner else { return }
        Unmanaged<AnyObject>.fromOpaque(owner).release()
    }
}
