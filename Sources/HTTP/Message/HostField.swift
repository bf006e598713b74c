/// `host[:port]` as Host and authority-form have it (RFC 9110 §7.2, RFC 3986 §3.2).
enum HostField {
    /// Whether the bytes are that; the host may be empty.
    static func isValid(_ bytes: ArraySlice<UInt8>) -> Bool {
        if bytes.first == UInt8(ascii: "[") {
            guard let end = bytes.firstIndex(of: UInt8(ascii: "]")) else { return false }
            let address = bytes[(bytes.startIndex + 1)..<end]
            return !address.isEmpty
                && address.allSatisfy { ByteSet.hostName.contains($0) || $0 == UInt8(ascii: ":") }
                && isPort(bytes[(end + 1)...])
        }
        let name = bytes.prefix { $0 != UInt8(ascii: ":") }
        return name.allSatisfy(ByteSet.hostName.contains) && PercentEncoding.decode(name) != nil
            && isPort(bytes[name.endIndex...])
    }

    /// What is before the port, of bytes that are valid.
    static func host(in bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        guard bytes.first == UInt8(ascii: "["), let end = bytes.firstIndex(of: UInt8(ascii: "]")) else {
            return bytes.prefix { $0 != UInt8(ascii: ":") }
        }
        return bytes[...end]
    }

    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.isEmpty || bytes.first == UInt8(ascii: ":") && bytes.dropFirst().allSatisfy(\.isASCIIDigit)
    }
}

extension RequestHead {
    /// Checks that there is one Host; HTTP/1.0 may leave it out (RFC 9112 §3.2).
    func checkHost() throws(Refusal) {
        let hosts = values(of: "Host")
        guard hosts.count == 1 || hosts.isEmpty && version == .http10, hosts.allSatisfy(HostField.isValid) else {
            throw .malformedHost
        }
    }
}
