/// `host[:port]`, as in Host and authority-form (RFC 9110 §7.2, RFC 3986 §3.2).
enum HostField {
    /// Whether the bytes are valid. The host may be empty.
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

    /// The host in valid bytes.
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
    /// Checks that there is exactly one Host, which is optional in HTTP/1.0 (RFC 9112 §3.2).
    func checkHost() throws(Refusal) {
        let isValid = withFirstValue(of: .host) { host, isOnly in isOnly && HostField.isValid(host) }
        guard isValid ?? (version == .http10) else { throw .malformedHost }
    }
}

/// The normalized name of a host: in lower case (RFC 9110 §4.2.3), without a port and without a final dot. An IPv6 address keeps
/// its brackets.
package struct HostName: Hashable, Sendable {
    private let bytes: [UInt8]

    /// Reads a name: letters, digits, `-`, `_` and dots, or an address in brackets; nil for any other text. RFC 3986 allows more
    /// characters, such as `*`, which no name in the DNS has.
    package init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard HostField.isValid(bytes.span), HostField.host(in: bytes[...]).count == bytes.count,
            bytes.allSatisfy({ $0.isASCIILetter || $0.isASCIIDigit || "-_.[:]".utf8.contains($0) })
        else { return nil }
        self.init(host: bytes[...])
    }

    /// Makes a name of a text that is normalized already.
    package init(verbatim text: String) {
        bytes = Array(text.utf8)
    }

    /// The host of a valid `host[:port]`; nil if it is empty.
    init?(authority: ArraySlice<UInt8>) {
        self.init(host: HostField.host(in: authority))
    }

    private init?(host: ArraySlice<UInt8>) {
        // RFC 1034 §3.1: the dot that ends an absolute name.
        let name = host.last == UInt8(ascii: ".") ? host.dropLast() : host
        guard !name.isEmpty else { return nil }
        bytes = name.map(\.lowercasedASCII)
    }
}

extension HostName: CustomStringConvertible {
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension HostName: Comparable {
    package static func < (left: HostName, right: HostName) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension RequestHead {
    /// The host of the request: that of an absolute-form target, which takes precedence (RFC 9112 §3.2.2), or else that of Host. nil
    /// if neither names one, as in HTTP/1.0.
    package var host: HostName? {
        let authority = withTarget(RequestTarget.authority).map { place in
            targetBytes[(targetBytes.startIndex + place.lowerBound)..<(targetBytes.startIndex + place.upperBound)]
        }
        return (authority ?? firstValue(of: .host)).flatMap(HostName.init(authority:))
    }
}
