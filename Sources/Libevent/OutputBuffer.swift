internal import CLibevent
internal import Glibc

/// The output of a bufferevent: an evbuffer that drains to a socket. Bytes in memory are added by reference, and not copied.
struct OutputBuffer {
    /// The output lives as long as its bufferevent.
    private let pointer: OpaquePointer?

    init(of stream: OpaquePointer) {
        pointer = bufferevent_get_output(stream)
    }

    /// Bytes in the buffer.
    var count: Int { evbuffer_get_length(pointer) }

    /// Adds a copy of the bytes; false if libevent lacks memory.
    func append(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.withUnsafeBytes { evbuffer_add(pointer, $0.baseAddress, $0.count) == 0 }
    }

    /// Adds bytes that do not change for as long as the owner lives; false if libevent lacks memory.
    func append(_ bytes: UnsafeRawBufferPointer, owner: AnyObject) -> Bool {
        // An empty chain would stay in the buffer for ever.
        if bytes.isEmpty { return true }
        // The buffer retains the owner until the last byte is sent or dropped.
        let hold = Unmanaged.passRetained(owner)
        let added = evbuffer_add_reference(
            pointer, bytes.baseAddress, bytes.count, { _, _, owner in OutputBuffer.release(owner) }, hold.toOpaque())
        if added != 0 { hold.release() }
        return added == 0
    }

    /// Adds bytes that follow the first `count` ones, and returns how many; nil if libevent lacks memory.
    func append(_ file: MemoryFileBody, after count: Int, atMost limit: Int) -> Int? {
        let part = min(file.bytes.count - count, limit)
        if part == 0 { return 0 }
        // Each segment has its own offset, so connections and threads can share the descriptor. The segment belongs to this
        // connection and needs no lock.
        guard
            let segment = evbuffer_file_segment_new(
                file.descriptor, Int64(file.offset + count), Int64(part), UInt32(EVBUF_FS_DISABLE_LOCKING))
        else { return nil }
        evbuffer_file_segment_add_cleanup_cb(
            segment, { _, _, owner in OutputBuffer.release(owner) }, Unmanaged.passRetained(file.owner).toOpaque())
        // The segment retains the owner, and the buffer the segment. A failure drops this function's reference (buffer.c).
        guard evbuffer_add_file_segment(pointer, segment, 0, -1) == 0 else { return nil }
        evbuffer_file_segment_free(segment)
        return part
    }

    /// Adds a copy of bytes that follow the first `count` ones, and returns how many; nil if libevent lacks memory, or the file has
    /// changed.
    func append(_ file: FileBody, after count: Int) -> Int? {
        if count == file.range.count { return 0 }
        var space = iovec()
        guard evbuffer_reserve_space(pointer, FileBody.copySize, &space, 1) == 1 else { return nil }
        let memory = UnsafeMutableRawBufferPointer(start: space.iov_base, count: space.iov_len)
        space.iov_len = file.copy(into: memory, after: count)
        guard space.iov_len > 0, evbuffer_commit_space(pointer, &space, 1) == 0 else { return nil }
        return space.iov_len
    }

    /// Writes to the socket once, and returns the number of bytes that it took. The bufferevent finds out about a failure.
    func write(to socket: CInt, atMost limit: Int) -> Int {
        // A bufferevent freezes its output for everybody else (bufferevent_sock.c).
        evbuffer_unfreeze(pointer, 1)
        defer { evbuffer_freeze(pointer, 1) }
        return max(0, Int(evbuffer_write_atmost(pointer, socket, limit)))
    }

    private static func release(_ owner: UnsafeMutableRawPointer?) {
        guard let owner else { return }
        Unmanaged<AnyObject>.fromOpaque(owner).release()
    }
}
