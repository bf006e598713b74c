internal import HTTP

/// Makes gzip copies of files, to be held in memory, where that is worth it.
struct GzipCopies {
    /// Bytes of what a response says of the coding. A copy that saves no more than this saves nothing.
    private static let fieldsCount = "Content-Encoding: gzip\r\nVary: Accept-Encoding\r\n".utf8.count

    private let encoder = GzipEncoder()

    /// The gzip copy of a file of a compressible type, of at most `limit` bytes; nil where it would not save a tenth, or
    /// where the file can no longer be read.
    func copy(of document: Document, limit: Int) -> Representation? {
        guard MediaType.isCompressible(document.mediaType) else { return nil }
        let size = document.identity.contents.count
        let worthwhile = min(size * 9 / 10, size - GzipCopies.fieldsCount - 1)
        let room = UnsafeMutableRawBufferPointer.allocate(byteCount: max(0, min(worthwhile, limit)), alignment: 1)
        defer { room.deallocate() }
        guard let count = encode(document.identity.contents, into: room) else { return nil }
        // A copy of the copy: the room is larger than what most text needs.
        let copy = Bytes(capacity: count) { memory in
            memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: room[..<count]))
            return count
        }
        return Representation(coding: .gzip, inMemory: copy)
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
