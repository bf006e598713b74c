/// The content of HAProxy's PROXY header (proxy-protocol.txt).
package enum ProxyHeader: Equatable, Sendable {
    /// The proxy connects on behalf of that client.
    case source(Peer)
    /// The proxy connects on its own behalf, as in a check, or does not know the client. The client is the peer.
    case local
}

/// Reads the PROXY header at the start of a connection (proxy-protocol.txt §2) from the bytes that have arrived so far. The result
/// does not depend on how they arrive: once it is decided, more bytes change nothing.
package enum ProxyHeaderReader {
    package enum Outcome: Equatable, Sendable {
        /// More bytes are needed.
        case incomplete
        /// The header, and its length in bytes. HTTP follows.
        case header(ProxyHeader, length: Int)
        /// The connection has to be dropped (§2).
        case malformed
    }

    /// Reads the bytes, which include those of earlier calls.
    package static func read(_ bytes: [UInt8]) -> Outcome {
        if isBegun(by: bytes, TextProxyHeader.signature) { return TextProxyHeader.read(bytes) }
        if isBegun(by: bytes, BinaryProxyHeader.signature) { return BinaryProxyHeader.read(bytes) }
        return .malformed
    }

    /// Whether the bytes begin with the signature, or with a part of it.
    private static func isBegun(by bytes: [UInt8], _ signature: [UInt8]) -> Bool {
        signature.starts(with: bytes.prefix(signature.count))
    }
}

/// Version 1 of the PROXY header (proxy-protocol.txt §2.1): `PROXY TCP4 192.0.2.1 192.0.2.2 56324 443`, CR and LF.
enum TextProxyHeader {
    static let signature = Array("PROXY ".utf8)
    /// Bytes of the longest line, including its end (§2.1).
    private static let maximumLength = 107

    /// Reads bytes that begin with the signature or a part of it.
    static func read(_ bytes: [UInt8]) -> ProxyHeaderReader.Outcome {
        guard let lineFeed = bytes.prefix(maximumLength).firstIndex(of: UInt8(ascii: "\n")) else {
            return bytes.count < maximumLength ? .incomplete : .malformed
        }
        guard bytes[lineFeed - 1] == UInt8(ascii: "\r"), let header = header(bytes[signature.count..<(lineFeed - 1)])
        else { return .malformed }
        return .header(header, length: lineFeed + 1)
    }

    /// Reads the line after the signature.
    private static func header(_ line: ArraySlice<UInt8>) -> ProxyHeader? {
        let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        // The rest of the line has to be ignored.
        if words[0].elementsEqual("UNKNOWN".utf8) { return .local }
        let isIPv6 = words[0].elementsEqual("TCP6".utf8)
        guard words.count == 5, isIPv6 || words[0].elementsEqual("TCP4".utf8),
            words[1...2].allSatisfy({ $0.contains(UInt8(ascii: ":")) == isIPv6 }),
            let source = address(words[1]), address(words[2]) != nil, words[3...4].allSatisfy(isPort)
        else { return nil }
        return .source(.address(source))
    }

    private static func address(_ word: ArraySlice<UInt8>) -> IPAddress? { IPAddress(word.span) }

    /// Whether the bytes are a number up to 65535 without leading zeros.
    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.allSatisfy(\.isASCIIDigit), bytes.count == 1 || bytes.first != UInt8(ascii: "0") else {
            return false
        }
        return UInt16(String(decoding: bytes, as: UTF8.self)) != nil
    }
}

/// Version 2 of the PROXY header (proxy-protocol.txt §2.2): a signature, the version with the command, the family with the
/// transport, the length of the rest, the addresses, and type-length-value vectors, which are skipped.
enum BinaryProxyHeader {
    static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    /// Bytes before the addresses.
    private static let fixedLength = 16
    /// The size limit in bytes. The addresses take up to 216, and all of HAProxy's vectors at their longest less than 1 KiB.
    static let maximumLength = 2048

    /// Reads bytes that begin with the signature or a part of it.
    static func read(_ bytes: [UInt8]) -> ProxyHeaderReader.Outcome {
        guard bytes.count >= fixedLength else { return .incomplete }
        let length = fixedLength + Int(bytes[14]) << 8 + Int(bytes[15])
        guard let command = Command(rawValue: bytes[12]), length <= maximumLength else { return .malformed }
        // The addresses of a local connection have to be ignored, whatever their family is.
        if command == .local { return bytes.count < length ? .incomplete : .header(.local, length: length) }
        guard let family = Family(rawValue: bytes[13] >> 4), bytes[13] & 0x0F <= greatestTransport,
            length >= fixedLength + family.addressesLength
        else { return .malformed }
        guard bytes.count >= length else { return .incomplete }
        return .header(family.header(bytes[fixedLength..<length]), length: length)
    }

    /// UNSPEC is 0, STREAM 1 and DGRAM 2.
    private static let greatestTransport: UInt8 = 2

    /// The command, with version 2 in the upper half.
    private enum Command: UInt8 {
        case local = 0x20
        case proxy = 0x21
    }

    private enum Family: UInt8 {
        case unspecified = 0
        case ipv4 = 1
        case ipv6 = 2
        case unix = 3

        /// Bytes of both addresses and, except for Unix sockets, both ports.
        var addressesLength: Int {
            switch self {
            case .unspecified: 0
            case .ipv4: 12
            case .ipv6: 36
            case .unix: 216
            }
        }

        /// Reads the source, which comes first.
        func header(_ addresses: ArraySlice<UInt8>) -> ProxyHeader {
            switch self {
            case .unspecified: .local
            case .ipv4: .source(.address(IPAddress(ipv4: number(addresses.prefix(4)))))
            case .ipv6: .source(.address(IPAddress(ipv6: number(addresses.prefix(16)))))
            case .unix: .source(.unix)
            }
        }

        private func number<Number: FixedWidthInteger>(_ bytes: ArraySlice<UInt8>) -> Number {
            bytes.reduce(0) { $0 << 8 | Number($1) }
        }
    }
}
