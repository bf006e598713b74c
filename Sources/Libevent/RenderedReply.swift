/// A reply as it goes onto the wire. It leaves the connection open.
package struct RenderedReply {
    package let status: Int
    /// The status line, the field lines and the empty line, Content-Length among them.
    package let head: [UInt8]
    /// None, or in memory.
    package let body: HTTPReply.Body

    package init(status: Int, head: [UInt8], body: HTTPReply.Body) {
        self.status = status
        self.head = head
        self.body = body
    }
}
