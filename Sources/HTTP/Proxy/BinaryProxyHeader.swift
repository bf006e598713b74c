/// Version 2 of the PROXY header (proxy-protocol.txt §2.2): a signature, the version with the command, the family with the
/// transport, the length of the rest, the addresses, and then what is skipped: type-length-value vectors.
enum BinaryProxyHeader {
    static let signature: [UInt8] = [0x0D, 0x0A, 0x0D, 0x0A, 0x00, 0x0D, 0x0A, 0x51, 0x55, 0x49, 0x54, 0x0A]
    /// Bytes before the addresses.
    private static let fixedLength = 16
    /// Bytes in all. The addresses take up to 216, and HAProxy's vectors, all at once and each at its longest, less than
    /// 1 KiB.
    static let maximumLength = 2048

    /// Reads bytes that begin with the signature or a part of it.
    static func read(_ bytes: [UInt8]) -> ProxyHeaderReader.Outcome {
        guard bytes.count >= fixedLength else { return .incomplete }
        let length = fixedLength + Int(bytes[14]) << 8 + Int(bytes[15])
        guard let command = Command(rawValue: bytes[12]), length <= maximumLength else { return .malformed }
        // The addresses of a local connection are to be ignored, whatever their family is.
        if command == .local { return bytes.count < length ? .incomplete : .header(.local, length: length) }
        guard let family = Family(rawValue: bytes[13] >> 4), bytes[13] & 0x0F <= greatestTransport,
            length >= fixedLength + family.addressesLength
        else { return .malformed }
        guard bytes.count >= length else { return .incomplete }
        return .header(family.header(bytes[fixedLength..<length]), length: length)
    }

    /// UNSPEC is 0, STREAM 1 and DGRAM 2.
    private static let greatestTransport: UInt8 = 2

    /// With the version, 2, in the upper half.
    private enum Command: UInt8 {
        case local = 0x20
        case proxy = 0x21
    }

    private enum Family: UInt8 {
        case unspecified = 0
        case ipv4 = 1
        case ipv6 = 2
        case unix = 3

        /// Bytes of both addresses and, but for Unix sockets, both ports.
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
