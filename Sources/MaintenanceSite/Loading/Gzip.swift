internal import HTTP

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
