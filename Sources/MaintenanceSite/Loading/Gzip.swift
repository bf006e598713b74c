internal import CZlib
internal import HTTP
internal import System

/// Makes gzip copies of files in memory, if they are worthwhile.
struct GzipCopies {
    /// The size in bytes of the header fields about the coding. A copy has to save more.
    private static let fieldsCount = "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n".utf8.count

    private let encoder = GzipEncoder()

    /// Whether a copy of a file with that type and size may be worthwhile.
    static func areWorthwhile(for mediaType: String, size: Int) -> Bool {
        MediaType.isCompressible(mediaType) && largestWorthwhile(ofSize: size) > 0
    }

    /// The largest worthwhile size of a copy in bytes. It has to save a tenth, and more than the size of the fields.
    private static func largestWorthwhile(ofSize size: Int) -> Int { min(size * 9 / 10, size - fieldsCount - 1) }

    /// Makes the copy of a file, with at most `limit` bytes; nil for no limit. The copy stays pending if it is larger
    /// than the memory that is left.
    func make(_ copy: GzipCopy, of representation: Representation, limit: Int?, within budget: SiteBudget) {
        let contents = representation.contents
        let largest = GzipCopies.largestWorthwhile(ofSize: contents.count)
        let left = limit.map { min($0, budget.memoryLeft) } ?? .max
        guard left > copy.tooSmallRoom else { return }
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(0, min(largest, left)), alignment: 1)
        defer { room.deallocate() }
        guard let count = encode(contents, into: room), representation.isIntact else {
            // The copy is not worthwhile, or the file cannot be read.
            if min(largest, limit ?? .max) <= left { copy.set(nil) } else { copy.tooSmallRoom = left }
            return
        }
        guard let memory = limit == nil ? budget.takeMemoryWithoutLimit(count) : budget.takeMemory(count) else {
            return
        }
        // The buffer is larger than most copies, so the copy gets memory of the right size.
        let bytes = Bytes(capacity: count, holding: [memory]) { memory in
            memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[..<count]))
            return count
        }
        copy.set(Representation(coding: .gzip, inMemory: bytes, within: budget))
    }

    private func encode(_ contents: Contents, into room: UnsafeMutableRawBufferPointer) -> Int? {
        switch contents {
        case .memory(let bytes):
            // First all bytes, then none.
            var rest = bytes.buffer
            return encoder?.encode(into: room) {
                defer { rest = UnsafeRawBufferPointer(rebasing: rest[rest.endIndex...]) }
                return rest
            }
        case .file:
            let blocks = Blocks(of: contents)
            return try? encoder?.encode(into: room) { () throws(SystemError) in try blocks.next() }
        }
    }
}

/// Compresses files with gzip (RFC 1952), one after the other. Equal bytes give equal results, because no other input
/// is used.
///
/// zlib keeps the address of the stream, so this object owns the memory for it from the initializer to the
/// deinitializer. The buffers are lent to zlib for one call, and replaced before the next.
final class GzipEncoder {
    /// Level 9 takes more than twice as long for text, and saves 0.5 % more.
    private static let level: CInt = 6
    /// The largest window, plus 16 for the header and trailer of gzip instead of those of zlib. The header has no name,
    /// and 0 as the time.
    private static let windowBits: CInt = 15 + 16
    private static let memoryLevel: CInt = 8

    private let stream: UnsafeMutablePointer<z_stream>

    /// Returns nil if there is no memory for it.
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

    /// Compresses the blocks of `next` into the buffer, until `next` returns an empty block. Returns the number of
    /// bytes; nil if the buffer is too small. Each block must not change until the next call.
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

extension Document {
    /// The document after its gzip copy is made, regardless of the memory that is left.
    func compressed() -> Document {
        if let gzipCopy, gzipCopy.isPending {
            GzipCopies().make(gzipCopy, of: identity, limit: nil, within: SiteBudget(SiteLimits()))
        }
        return self
    }
}

/// The size of a text that is compressed with gzip, but no more than that of the text itself.
package func compressedSize(of text: String) -> Int {
    let bytes = Bytes(text)
    let copy = GzipCopy(isUnlimited: true)
    GzipCopies().make(
        copy, of: Representation(coding: nil, inMemory: bytes), limit: nil, within: SiteBudget(SiteLimits()))
    return copy.representation?.contents.count ?? bytes.buffer.count
}
