internal import Glibc
package import System

/// A reply in the form that is sent. It owns its body until the body is sent.
package struct Reply {
    /// The bytes after the head.
    package enum Body {
        case none
        /// Memory that does not change for as long as `owner` lives.
        case memory(UnsafeRawBufferPointer, owner: AnyObject)
        case memoryFile(MemoryFileBody)
        case file(FileBody)

        /// In bytes.
        package var size: Int {
            switch self {
            case .none: 0
            case .memory(let bytes, _): bytes.count
            case .memoryFile(let file): file.bytes.count
            case .file(let file): file.range.count
            }
        }
    }

    /// The status code.
    package let status: Int
    /// The status line, the field lines and the empty line. Content-Length and Connection agree with the body and with the
    /// fate of the connection.
    package let head: [UInt8]
    package let body: Body

    package init(status: Int, head: [UInt8], body: Body) {
        self.status = status
        self.head = head
        self.body = body
    }

    /// Bytes of the head and the body.
    var size: Int { head.count + body.size }
}

/// Bytes of a file in memory. The kernel sends its pages without copying them.
package struct MemoryFileBody {
    package let bytes: UnsafeRawBufferPointer
    let descriptor: CInt
    /// Of the bytes in the file.
    let offset: Int
    let owner: AnyObject

    /// A range of the file, for which `owner` holds a reference.
    package init(_ range: Range<Int>, of file: MemoryFile, owner: AnyObject) {
        bytes = UnsafeRawBufferPointer(rebasing: file.bytes[range])
        descriptor = file.descriptor.rawValue
        offset = range.lowerBound
        self.owner = owner
    }
}

/// Bytes of a file that may change while they are sent.
///
/// They are copied to the socket: bytes that a socket has taken by sendfile(2) are still those of the file, and change with it
/// until the client reads them.
package struct FileBody {
    /// How many bytes are copied at once. With its header libevent's memory for them has 32 KiB, which a stalled client may hold.
    static let copySize = (32 << 10) - 64

    /// Open for as long as the closure `isIntact` lives.
    let descriptor: CInt
    package let range: Range<Int>
    /// Whether the file still has the bytes that the head describes.
    private let isIntact: () -> Bool

    /// `isIntact` keeps the descriptor open.
    package init(descriptor: CInt, range: Range<Int>, isIntact: @escaping () -> Bool) {
        self.descriptor = descriptor
        self.range = range
        self.isIntact = isIntact
    }

    /// Copies bytes that follow the first `count` ones to a socket, and returns how many it took; -1 with `errno` if it took
    /// none, and 0 if the file has changed.
    func send(to socket: CInt, after count: Int, atMost limit: Int) -> Int {
        withUnsafeTemporaryAllocation(byteCount: min(limit, FileBody.copySize), alignment: 1) { buffer in
            let copied = copy(into: buffer, after: count)
            return copied > 0 ? Glibc.send(socket, buffer.baseAddress, copied, 0) : 0
        }
    }

    /// Copies bytes that follow the first `count` ones, and returns how many; 0 if the file has changed. The file is checked
    /// after it was read, so all copies of a reply are of the same state.
    func copy(into buffer: UnsafeMutableRawBufferPointer, after count: Int) -> Int {
        let wanted = min(buffer.count, FileBody.copySize, range.count - count)
        let copied = pread(descriptor, buffer.baseAddress, wanted, range.lowerBound + count)
        return copied > 0 && isIntact() ? copied : 0
    }
}
