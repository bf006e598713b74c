/// What a handler answers. The reply owns its body until libevent has sent it.
package struct HTTPReply {
    /// The bytes after the head.
    package enum Body {
        case none
        /// Memory that stays as it is for as long as `owner` lives.
        case memory(UnsafeRawBufferPointer, owner: AnyObject)
        /// Bytes of a file, open for as long as `owner` lives, sent from its descriptor.
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

    package let status: Int
    package let reason: String
    /// Header fields (RFC 9110 §5), their values free of CR, LF and NUL; Content-Length among them, also where the body
    /// is not sent (RFC 9110 §8.6).
    package let fields: [(name: String, value: String)]
    package let body: Body

    package init(status: Int, reason: String, fields: [(name: String, value: String)], body: Body) {
        self.status = status
        self.reason = reason
        self.fields = fields
        self.body = body
    }
}
