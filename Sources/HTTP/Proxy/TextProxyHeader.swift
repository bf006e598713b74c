/// Version 1 of the PROXY header (proxy-protocol.txt §2.1): `PROXY TCP4 192.0.2.1 192.0.2.2 56324 443`, CR and LF.
enum TextProxyHeader {
    static let signature = Array("PROXY ".utf8)
    /// Bytes of the longest line, its end among them (§2.1).
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
        // Whatever follows is to be ignored.
        if words[0].elementsEqual("UNKNOWN".utf8) { return .local }
        let isIPv6 = words[0].elementsEqual("TCP6".utf8)
        guard words.count == 5, isIPv6 || words[0].elementsEqual("TCP4".utf8),
            words[1...2].allSatisfy({ $0.contains(UInt8(ascii: ":")) == isIPv6 }),
            let source = address(words[1]), address(words[2]) != nil, words[3...4].allSatisfy(isPort)
        else { return nil }
        return .source(.address(source))
    }

    private static func address(_ word: ArraySlice<UInt8>) -> IPAddress? { IPAddress(word.span) }

    /// Whether the bytes are a number up to 65535 without zeros in front.
    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.allSatisfy(\.isASCIIDigit), bytes.count == 1 || bytes.first != UInt8(ascii: "0") else {
            return false
        }
        return UInt16(String(decoding: bytes, as: UTF8.self)) != nil
    }
}
