/// Reads the PROXY header that a connection begins with (proxy-protocol.txt §2), from the bytes that have come so far.
/// Where they were split makes no difference: once decided, more bytes change nothing.
package enum ProxyHeaderReader {
    package enum Outcome: Equatable, Sendable {
        /// More bytes have to come.
        case incomplete
        /// The header, and its length in bytes: what follows is HTTP.
        case header(ProxyHeader, length: Int)
        /// The connection has to be dropped (§2).
        case malformed
    }

    /// Reads the bytes, those of earlier calls in front of the new ones.
    package static func read(_ bytes: [UInt8]) -> Outcome {
        if isBegun(by: bytes, TextProxyHeader.signature) { return TextProxyHeader.read(bytes) }
        if isBegun(by: bytes, BinaryProxyHeader.signature) { return BinaryProxyHeader.read(bytes) }
        return .malformed
    }

    /// Whether the bytes begin with the signature, or could once there are more.
    private static func isBegun(by bytes: [UInt8], _ signature: [UInt8]) -> Bool {
        signature.starts(with: bytes.prefix(signature.count))
    }
}
