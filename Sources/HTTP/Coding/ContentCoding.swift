/// A content coding (RFC 9110 §8.4.1) that a representation can have, by its name in Content-Encoding; in the order in
/// which they are preferred where a client has no preference.
package enum ContentCoding: String, CaseIterable, Sendable {
    case brotli = "br"
    case zstandard = "zstd"
    case gzip = "gzip"
}
