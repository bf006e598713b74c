internal import CZlib
internal import HTTP
internal import System

/// Makes gzip copies of files, to be held in memory, where that is worth it.
struct GzipCopies {
    /// Bytes of what a response says of the coding. A copy that saves no more than this saves nothing.
    private static let fieldsCount = "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n".utf8.count

    private let encoder = GzipEncoder()

    /// Whether a file of that type and size may have a copy that is worth it.
    static func areWorthwhile(for mediaType: String, size: Int) -> Bool {
        MediaType.isCompressible(mediaType) && largestWorthwhile(ofSize: size) > 0
    }

    /// At most so many bytes may a copy have: it has to save a tenth, and more than the fields take.
    private static func largestWorthwhile(ofSize size: Int) -> Int { min(size * 9 / 10, size - fieldsCount - 1) }

    /// Makes the copy of a file in memory, of at most `limit` bytes; nil for as many as it takes. Where that is more than there
    /// is memory for, the copy stays pending.
    func make(_ copy: GzipCopy, of representation: Representation, limit: Int?, within budget: SiteBudget) {
        let contents = representation.contents
        let largest = GzipCopies.largestWorthwhile(ofSize: contents.count)
        let left = limit.map { min($0, budget.memoryLeft) } ?? .max
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(0, min(largest, left)), alignment: 1)
        defer { room.deallocate() }
        guard let count = encode(contents, into: room), representation.isIntact else {
            // It is not worth it, or cannot be read.
            if min(largest, limit ?? .max) <= left { copy.set(nil) }
            return
        }
        guard let memory = limit == nil ? budget.takeMemoryInAnyCase(count) : budget.takeMemory(count) else { return }
        // A copy of the copy: the room is larger than what most text needs.
        let bytes = Bytes(capacity: count, holding: [memory]) { memory in
            memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[..<count]))
            return count
        }
        copy.set(Representation(coding: .gzip, inMemory: bytes, within: budget))
    }

    private func encode(_ contents: Contents, into room: UnsafeMutableRawBufferPointer) -> Int? {
        switch contents {
        case .memory(let bytes):
            // All of it, then nothing.
            var rest = bytes.buffer
            return encoder?.encode(into: room) {
                defer { rest = UnsafeRawBufferPointer(rebasing: rest[rest.endIndex...]) }
                return rest
            }
        case .file(let file, _):
            let blocks = FileBlocks(of: file)
            return try? encoder?.encode(into: room) { () throws(SystemError) in try blocks.next() }
        }
    }
}

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

/// How many bytes gzip makes of a text; those of the text where it makes more.
package func compressedSize(of text: String) -> Int {
    let bytes = Bytes(text)
    let copy = GzipCopy(isUnlimited: true)
    GzipCopies().make(
        copy, of: Representation(coding: nil, inMemory: bytes), limit: nil, within: SiteBudget(SiteLimits()))
    return copy.representation?.contents.count ?? bytes.buffer.count
}
