/// A content coding (RFC 9110 §8.4.1) that a representation can have, by its name in Content-Encoding.
package enum ContentCoding: String, CaseIterable, Sendable {
    case brotli = "br"
    case zstandard = "zstd"
    case gzip = "gzip"
}
