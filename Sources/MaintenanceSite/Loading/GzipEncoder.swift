internal import CZlib

/// Codes bytes with gzip (RFC 1952), one file after the other. The same bytes give the same ones: nothing of the file
/// but its contents goes in.
///
/// The stream's memory is this object's: zlib keeps its address, so it has one of its own, from the initializer to the
/// deinitializer. The buffers are lent to zlib for a call, and replaced before the next.
final class GzipEncoder {
    /// Of text, 9 takes more than twice as long, and gives 0.5 % less.
    private static let level: CInt = 6
    /// The largest window, and 16 for gzip's header and trailer in place of zlib's. The header has no name, and 0 for
    /// the time, as none is given.
    private static let windowBits: CInt = 15 + 16
    private static let memoryLevel: CInt = 8

    private let stream: UnsafeMutablePointer<z_stream>

    /// nil where there is no memory for it.
    init?() {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let result = deflateInit2_(
            stream, GzipEncoder.level, Z_DEFLATED, GzipEncoder.windowBits, GzipEncoder.memoryLevel,
            Z_DEFAULT_STRATEGY, ZLIB_VERSION, CInt(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            stream.deallocate()
            return nil
        }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    /// Codes what `next` gives, block by block until it gives an empty one, into the room for it. Returns how many bytes it
    /// has become; nil where the room is too small. Each block has to stay as it is until the next call.
    func encode<Failure: Error>(
        into room: UnsafeMutableRawBufferPointer, next: () throws(Failure) -> UnsafeRawBufferPointer
    ) throws(Failure) -> Int? {
        guard let output = CUnsignedInt(exactly: room.count), deflateReset(stream) == Z_OK else { return nil }
        stream.pointee.next_out = room.bindMemory(to: UInt8.self).baseAddress
        stream.pointee.avail_out = output
        while true {
            let block = try next()
            guard let input = CUnsignedInt(exactly: block.count) else { return nil }
            stream.pointee.next_in = block.bindMemory(to: UInt8.self).baseAddress
            stream.pointee.avail_in = input
            if input == 0 {
                guard deflate(stream, Z_FINISH) == Z_STREAM_END else { return nil }
                return room.count - Int(stream.pointee.avail_out)
            }
            guard deflate(stream, Z_NO_FLUSH) == Z_OK, stream.pointee.avail_in == 0 else { return nil }
        }
    }
}
