/// A reply as it goes onto the wire. It owns its body until that is sent.
package struct Reply {
    /// The bytes after the head.
    package enum Body {
        case none
        /// Memory that stays as it is for as long as `owner` lives.
        case memory(UnsafeRawBufferPointer, owner: AnyObject)
        /// Bytes of a file, which is open for as long as `owner` lives, sent from its descriptor.
        case file(descriptor: CInt, range: Range<Int>, owner: AnyObject)

        /// In bytes.
        package var size: Int {
            switch self {
            case .none: 0
            case .memory(let bytes, _): bytes.count
            case .file(_, let range, _): range.count
            }
        }
    }

    /// The status code.
    package let status: Int
    /// The status line, the field lines and the empty line. Content-Length and Connection agree with the body and with what
    /// becomes of the connection.
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
