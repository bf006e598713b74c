/// Chunked content (RFC 9112 §7.1). The server answers without waiting for it, and ends the connection, so that nothing
/// depends on the end of the content.
extension Trial {
    static let ofChunks: [Trial] = [
        chunks("a chunk size of 0x5", "0x5\r\nhello\r\n0\r\n\r\n", asItComes: [.page, .honest, .closed]),
        chunks("a chunk size of +5", "+5\r\nhello\r\n0\r\n\r\n", asItComes: [.page, .honest, .closed]),
        chunks("a chunk size of 5 with junk", "5 junk\r\nhello\r\n0\r\n\r\n", asItComes: [.page, .honest, .closed]),
        chunks(
            "chunks with bare LF", "5\nhello\n0\n\n", asItComes: [.page, .honest, .closed],
            since2113: [.status(413), .closed]),
        chunks(
            "a chunk with empty lines before it", "\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
            asItComes: [.page, .honest, .closed]),
        chunks("a chunk extension", "5;x=y\r\nhello\r\n0\r\n\r\n", asItComes: [.status(413), .closed]),
        chunks("a negative chunk size", "-5\r\nhello\r\n0\r\n\r\n", asItComes: [.status(413), .closed]),
        chunks("a chunk size of 20 digits", "FFFFFFFFFFFFFFFFFFFF\r\nhello\r\n0\r\n\r\n", asItComes: [.silent]),
        Trial(
            "a chunk size that does not end",
            request("POST / HTTP/1.1", "Transfer-Encoding: chunked", content: String(repeating: "1", count: 100_000)),
            alone: true, .ends(.page), asItComes: [.silent]),
        chunks("chunks with a trailer", "5\r\nhello\r\n0\r\nX: y\r\n\r\n", asItComes: [.page, .honest, .closed]),
    ]

    private static func chunks(
        _ name: String, _ content: String, asItComes: [Step], since2113: [Step]? = nil
    ) -> Trial {
        Trial(
            name, request("POST / HTTP/1.1", "Transfer-Encoding: chunked", content: content), .ends(.page),
            asItComes: asItComes, since2113: since2113)
    }
}
