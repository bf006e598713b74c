/// `host[:port]` as Host and authority-form have it (RFC 9110 §7.2, RFC 3986 §3.2).
enum HostField {
    /// Whether the bytes are that; the host may be empty.
    static func isValid(_ bytes: Span<UInt8>) -> Bool {
        let all = 0..<bytes.count
        if !bytes.isEmpty, bytes[0] == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]"), in: all), end > 1 else { return false }
            for index in 1..<end where bytes[index] != UInt8(ascii: ":") && !ByteSet.hostName.contains(bytes[index]) {
                return false
            }
            return isPort(bytes.extracting((end + 1)...))
        }
        let end = bytes.firstIndex(of: UInt8(ascii: ":"), in: all) ?? bytes.count
        let name = 0..<end
        return bytes.isMade(of: .hostName, in: name) && PercentEncoding.isValid(bytes.extracting(name))
            && isPort(bytes.extracting(end...))
    }

    /// What is before the port, of bytes that are valid.
    static func host(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.first == UInt8(ascii: "["), let end = bytes.firstIndex(of: UInt8(ascii: "]")) else {
            return bytes.prefix { $0 != UInt8(ascii: ":") }
        }
        return bytes[...end]
    }

    private static func isPort(_ bytes: Span<UInt8>) -> Bool {
        if bytes.isEmpty { return true }
        for index in 1..<bytes.count where !bytes[index].isASCIIDigit { return false }
        return bytes[0] == UInt8(ascii: ":")
    }
}

extension RequestHead {
    /// Checks that there is one Host; HTTP/1.0 may leave it out (RFC 9112 §3.2).
    func checkHost() throws(Refusal) {
        let isValid = withFirstValue(of: .host) { host, isOnly in isOnly && HostField.isValid(host) }
        guard isValid ?? (version == .http10) else { throw .malformedHost }
    }
}
