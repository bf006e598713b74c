/// A node (RFC 7239 §6): a name, and a port or none.
enum ForwardedNode {
    /// The node's address; nil for `unknown`, for an obfuscated identifier, and for what is no node.
    static func address(_ node: ArraySlice<UInt8>) -> IPAddress? {
        if node.first == UInt8(ascii: "[") {
            guard let end = node.firstIndex(of: UInt8(ascii: "]")), isPort(node[(end + 1)...]) else { return nil }
            let text = node[(node.startIndex + 1)..<end]
            return text.contains(UInt8(ascii: ":")) ? IPAddress(text.span) : nil
        }
        let text = node.prefix { $0 != UInt8(ascii: ":") }
        return isPort(node[text.endIndex...]) ? IPAddress(text.span) : nil
    }

    /// The same as X-Forwarded-For has it, where an IPv6 address may stand without brackets.
    static func address(unquoted node: Span<UInt8>) -> IPAddress? {
        IPAddress(node) ?? address(node.array[...])
    }

    /// Whether the bytes are nothing, or a colon and a port (RFC 7239 §6.3), which may be obfuscated.
    private static func isPort(_ bytes: ArraySlice<UInt8>) -> Bool {
        guard bytes.first == UInt8(ascii: ":") else { return bytes.isEmpty }
        let port = bytes.dropFirst()
        if port.first == UInt8(ascii: "_") {
            return port.count > 1 && port.allSatisfy { $0.isASCIILetter || $0.isASCIIDigit || "._-".utf8.contains($0) }
        }
        return (1...5).contains(port.count) && port.allSatisfy(\.isASCIIDigit)
    }
}
