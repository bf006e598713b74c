internal import HTTP

/// Makes gzip copies of files that are in memory, where that is worth it.
struct GzipCopies {
    /// Bytes of what a response says of the coding. A copy that saves no more than this saves nothing.
    private static let fieldsCount = "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n".utf8.count

    private let encoder = GzipEncoder()

    /// The gzip copy of a file of a compressible type, of at most `limit` bytes; nil where it would not save a tenth.
    func copy(of document: Document, limit: Int) -> Representation? {
        guard let encoder, case .memory(let bytes) = document.identity.contents,
            MediaType.isCompressible(document.mediaType)
        else { return nil }
        let size = bytes.buffer.count
        let worthwhile = min(size * 9 / 10, size - GzipCopies.fieldsCount - 1)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(0, min(worthwhile, limit)), alignment: 1)
        defer { room.deallocate() }
        guard let count = encoder.encode(bytes.buffer, into: room) else { return nil }
        // A copy of the copy: the room is larger than what most text needs.
        let copy = Bytes(capacity: count) { memory in
            memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[..<count]))
            return count
        }
        return Representation(coding: .gzip, inMemory: copy)
    }
}
