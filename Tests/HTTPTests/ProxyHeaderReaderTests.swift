import Testing

@testable import HTTP

@Suite struct ProxyHeaderReaderTests {
    private static let lines: [(String, String)] = [
        // proxy-protocol.txt §2.1: the examples
        ("PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255 56"),
        ("PROXY TCP6 2001:db8::1 ::1 56324 443\r\n", "2001:db8::1 38"),
        ("PROXY UNKNOWN\r\n", "local 15"),
        ("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", "local 59"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 0 1\r\nGET / HTTP/1.1\r\n", "192.0.2.1 36"),
        ("PROXY TCP6 ::ffff:192.0.2.1 ::1 1 1\r\n", "192.0.2.1 37"),
        ("PROXY UNKNOWN \r\u{0}\r\n", "local 18"),
        // §2.1: one space, and no leading zeros
        ("PROXY  TCP4 192.0.2.1 192.0.2.2 1 1\r\n", "malformed"),
        ("PROXY TCP4 192.0.2.1  192.0.2.2 1 1\r\n", "malformed"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 1 1 \r\n", "malformed"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 01 1\r\n", "malformed"),
        ("PROXY TCP4 192.0.2.01 192.0.2.2 1 1\r\n", "malformed"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 65536 1\r\n", "malformed"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 -1 1\r\n", "malformed"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 1\r\n", "malformed"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 1 \r\n", "malformed"),
        ("PROXY TCP4\r\n", "malformed"),
        ("PROXY \r\n", "malformed"),
        ("PROXY TCP4 ::1 ::1 1 1\r\n", "malformed"),
        ("PROXY TCP6 192.0.2.1 192.0.2.2 1 1\r\n", "malformed"),
        ("PROXY TCP6 ::1%lo ::1 1 1\r\n", "malformed"),
        ("PROXY TCP4 192.0.2.1\u{0} 192.0.2.2 1 1\r\n", "malformed"),
        ("PROXY UDP4 192.0.2.1 192.0.2.2 1 1\r\n", "malformed"),
        ("PROXY UNKNOWNS\r\n", "malformed"),
        ("PROXY tcp4 192.0.2.1 192.0.2.2 1 1\r\n", "malformed"),
        // §2.1: CR and LF
        ("PROXY UNKNOWN\n", "malformed"),
        ("PROXY \n", "malformed"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 1 1\r", "incomplete"),
        ("PROXY TCP4 192.0.2.1 192.0.2.2 1 1\r \r\n", "malformed"),
        // §2.1: 107 bytes at most
        ("PROXY UNKNOWN " + String(repeating: "x", count: 91) + "\r\n", "local 107"),
        ("PROXY UNKNOWN " + String(repeating: "x", count: 92) + "\r\n", "malformed"),
        ("PROXY UNKNOWN " + String(repeating: "x", count: 92), "incomplete"),
        ("PROXY UNKNOWN " + String(repeating: "x", count: 93), "malformed"),
        // Not a header
        ("", "incomplete"),
        ("PROXY", "incomplete"),
        ("PROXX", "malformed"),
        ("proxy UNKNOWN\r\n", "malformed"),
        ("GET / HTTP/1.1\r\n", "malformed"),
        ("P", "incomplete"),
        ("POST / HTTP/1.1\r\n", "malformed"),
        ("\r\n", "incomplete"),
        ("\r\nGET", "malformed"),
    ]

    private static let binaryHeaders: [([UInt8], String)] = [
        // proxy-protocol.txt §2.2: the families, with STREAM and with DGRAM
        (binary(0x21, 0x11, ipv4), "192.0.2.1 28"),
        (binary(0x21, 0x12, ipv4), "192.0.2.1 28"),
        (binary(0x21, 0x21, ipv6), "2001:db8::1 52"),
        (binary(0x21, 0x31, unix), "unix 232"),
        (binary(0x21, 0x00, []), "local 16"),
        (binary(0x21, 0x00, ipv4), "local 28"),
        // LOCAL: the addresses are ignored, whatever they are
        (binary(0x20, 0x00, []), "local 16"),
        (binary(0x20, 0x11, ipv4), "local 28"),
        (binary(0x20, 0x21, ipv4), "local 28"),
        (binary(0x20, 0xFF, []), "local 16"),
        // §2.2: bytes after the addresses are skipped
        (binary(0x21, 0x11, ipv4 + [0x04, 0x00, 0x01, 0x00]), "192.0.2.1 32"),
        (binary(0x21, 0x11, ipv4 + [0xFF, 0xFF, 0xFF]), "192.0.2.1 31"),
        (binary(0x21, 0x11, ipv4) + Array("GET / HTTP/1.1\r\n".utf8), "192.0.2.1 28"),
        (binary(0x21, 0x11, ipv4 + Array(repeating: 4, count: 2020)), "192.0.2.1 2048"),
        (binary(0x21, 0x11, ipv4, length: 2033), "malformed"),
        (binary(0x20, 0x00, [], length: 65535), "malformed"),
        // Too short for its addresses
        (binary(0x21, 0x11, Array(ipv4.dropLast())), "malformed"),
        (binary(0x21, 0x21, ipv4), "malformed"),
        (binary(0x21, 0x31, ipv6), "malformed"),
        // §2.2: other versions, commands, families and transports
        (binary(0x11, 0x11, ipv4), "malformed"),
        (binary(0x31, 0x11, ipv4), "malformed"),
        (binary(0x22, 0x11, ipv4), "malformed"),
        (binary(0x21, 0x41, unix), "malformed"),
        (binary(0x21, 0x13, ipv4), "malformed"),
        // Incomplete
        (binary(0x21, 0x11, [], length: 12), "incomplete"),
        (Array(binary(0x21, 0x11, ipv4).prefix(15)), "incomplete"),
        (Array(binary(0x21, 0x11, ipv4).dropLast()), "incomplete"),
        (Array(BinaryProxyHeader.signature.dropLast()) + [0x0B], "malformed"),
    ]

    /// A binary header: version and command, family and transport, then the addresses and further bytes.
    private static func binary(_ command: UInt8, _ family: UInt8, _ rest: [UInt8], length: Int? = nil) -> [UInt8] {
        let length = length ?? rest.count
        return BinaryProxyHeader.signature + [command, family, UInt8(length >> 8), UInt8(length & 0xFF)] + rest
    }

    private static let ipv4: [UInt8] = [192, 0, 2, 1, 192, 0, 2, 2, 0x30, 0x39, 0x01, 0xBB]
    private static let ipv6: [UInt8] =
        [0x20, 0x01, 0x0D, 0xB8] + Array(repeating: 0, count: 11) + [1] + Array(repeating: 9, count: 20)
    private static let unix = Array("/run/socket".utf8) + Array(repeating: 0, count: 205)

    /// The results of the reader, as texts. Each way to split the bytes has to give the same results.
    private func reading(_ bytes: [UInt8]) -> String {
        var outcome = ProxyHeaderReader.Outcome.incomplete
        for count in 0...bytes.count where outcome == .incomplete {
            outcome = ProxyHeaderReader.read(Array(bytes[..<count]))
        }
        #expect(ProxyHeaderReader.read(bytes) == outcome, "the split makes a difference")
        #expect(outcome == .incomplete || ProxyHeaderReader.read(bytes + [0x0A, 0]) == outcome)
        switch outcome {
        case .incomplete: return "incomplete"
        case .malformed: return "malformed"
        case .header(.local, let length): return "local \(length)"
        case .header(.source(let peer), let length): return "\(peer) \(length)"
        }
    }

    @Test(arguments: ProxyHeaderReaderTests.lines)
    func versionOneIsALine(text: String, expected: String) {
        #expect(reading(Array(text.utf8)) == expected)
    }

    @Test(arguments: ProxyHeaderReaderTests.binaryHeaders)
    func versionTwoIsBinary(bytes: [UInt8], expected: String) {
        #expect(reading(bytes) == expected)
    }
}
