import Testing

@testable import HTTP

@Suite struct IPAddressTests {
    private static let texts: [(String, String?)] = [
        ("192.0.2.1", "192.0.2.1"),
        ("0.0.0.0", "0.0.0.0"),
        ("255.255.255.255", "255.255.255.255"),
        ("::", "::"),
        ("::1", "::1"),
        // RFC 5952 §4: lower case, no leading zeros, the longest run of zeros left out
        ("2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("2001:0db8::0001", "2001:db8::1"),
        ("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"),
        // RFC 4291 §2.5.5.2: IPv4-mapped
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("::FFFF:c000:201", "192.0.2.1"),
        // RFC 4291 §2.5.5.1: IPv4-compatible, which is deprecated
        ("::192.0.2.1", "::192.0.2.1"),
        ("", nil),
        ("192.0.2", nil),
        ("192.0.2.1.", nil),
        ("192.0.2.256", nil),
        ("192.0.2.01", nil),
        ("0xC0000201", nil),
        ("3221225985", nil),
        (" 192.0.2.1", nil),
        ("192.0.2.1:80", nil),
        ("192.0.2.1\0", nil),
        ("192.0.2.1\0x", nil),
        ("[::1]", nil),
        (":::", nil),
        ("1::2::3", nil),
        ("12345::", nil),
        // RFC 4007 §11: a zone has a meaning only on its host
        ("fe80::1%eth0", nil),
        ("localhost", nil),
        ("\u{661}.1.1.1", nil),
        (String(repeating: "1", count: 100_000), nil),
    ]

    @Test(arguments: IPAddressTests.texts)
    func theTextIsReadAndWritten(text: String, canonical: String?) {
        #expect(IPAddress(text)?.description == canonical)
    }

    @Test func anIPv4MappedAddressIsItsIPv4Address() {
        #expect(IPAddress("::ffff:192.0.2.1") == IPAddress("192.0.2.1"))
        #expect(IPAddress("::192.0.2.1") != IPAddress("192.0.2.1"))
    }

    @Test(arguments: [
        ("127.0.0.0/8", "127.255.0.1", true),
        ("127.0.0.0/8", "128.0.0.1", false),
        ("127.0.0.0/8", "::ffff:127.0.0.1", true),
        ("192.0.2.1", "192.0.2.1", true),
        ("192.0.2.1", "192.0.2.0", false),
        ("192.0.2.1/32", "192.0.2.1", true),
        ("192.0.2.129/25", "192.0.2.128", true),
        ("192.0.2.129/25", "192.0.2.127", false),
        ("0.0.0.0/0", "203.0.113.9", true),
        ("0.0.0.0/0", "2001:db8::1", false),
        ("::/0", "2001:db8::1", true),
        ("::/0", "203.0.113.9", false),
        ("::1", "::1", true),
        ("::1", "::2", false),
        ("2001:db8::/32", "2001:db8:ffff::1", true),
        ("2001:db8::/32", "2001:db9::1", false),
        ("::ffff:10.0.0.0/104", "10.9.9.9", true),
        ("::ffff:10.0.0.0/104", "11.0.0.0", false),
        ("::ffff:10.0.0.1", "10.0.0.1", true),
    ])
    func aNetworkContainsTheAddressesWithItsPrefix(network: String, address: String, isContained: Bool) throws {
        let network = try #require(IPNetwork(network))
        let address = try #require(IPAddress(address))
        #expect(network.contains(address) == isContained)
    }

    @Test(arguments: [
        "", "/", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.0/255.0.0.0",
        "10.0.0.0/ 8", "10/8", "::/129", "::/0128", "::ffff:10.0.0.0/129", "[::1]/128", "localhost", "10.0.0.0/\u{668}",
    ])
    func malformedNetworksAreRefused(text: String) {
        #expect(IPNetwork(text) == nil)
    }
}
