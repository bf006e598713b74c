import Testing

@testable import HTTP

@Suite struct TrustedProxiesTests {
    private let proxies = TrustedProxies(["10.0.0.0/8", "2001:db8:a::/48"].compactMap { IPNetwork($0) })

    private func client(of peer: String, _ fields: [(name: String, value: String)]) throws -> String {
        let peer = peer == "unix" ? Peer.unix : .address(try #require(IPAddress(peer)))
        return "\(proxies.client(peer: peer, request: RequestHead("GET", "/", fields: fields)))"
    }

    @Test func theLoopbackAddressesAreThoseOfTheirNetworks() {
        #expect(TrustedProxies.loopback == TrustedProxies(["127.0.0.0/8", "::1"].compactMap { IPNetwork($0) }))
        #expect(TrustedProxies.loopback.networks.count == 2)
    }

    @Test(arguments: [
        // RFC 7239 §4: the examples
        ("for=192.0.2.60;proto=http;by=203.0.113.43", "192.0.2.60"),
        ("For=\"[2001:DB8:cafe::17]:4711\"", "2001:db8:cafe::17"),
        ("for=192.0.2.43, for=198.51.100.17", "198.51.100.17"),
        ("for=\"_gazonk\"", "10.0.0.1"),
        // Names of parameters are case-insensitive, and their order is free
        ("FOR=192.0.2.60", "192.0.2.60"),
        ("by=203.0.113.43;proto=http;FoR=192.0.2.60", "192.0.2.60"),
        ("host=\"a,b;c\\\"for=1.1.1.1\\\\\";for=192.0.2.60", "192.0.2.60"),
        // RFC 7239 §4: empty pairs; blanks around semicolons are no part of the grammar
        (";for=192.0.2.60;;", "192.0.2.60"),
        ("for=192.0.2.60 ; proto=http", "192.0.2.60"),
        // RFC 9110 §5.6.1.2: empty elements
        ("for=192.0.2.60, ,\t,", "192.0.2.60"),
        ("", "10.0.0.1"),
        // RFC 9110 §5.6.4: quoted strings
        ("for=\"192.0.2.60\"", "192.0.2.60"),
        ("for=\"1\\92.0.2.60\"", "192.0.2.60"),
        ("for=\"192.0.2.60", "10.0.0.1"),
        ("for=\"192.0.2.60\\\"", "10.0.0.1"),
        ("for=192.0.2.60\"", "10.0.0.1"),
        // RFC 7239 §6: ports, obfuscated ones among them
        ("for=\"192.0.2.60:80\"", "192.0.2.60"),
        ("for=\"192.0.2.60:_a.B-1\"", "192.0.2.60"),
        ("for=\"[2001:db8::1]\"", "2001:db8::1"),
        ("for=\"[2001:db8::1]:_x\"", "2001:db8::1"),
        ("for=\"192.0.2.60:\"", "10.0.0.1"),
        ("for=\"192.0.2.60:123456\"", "10.0.0.1"),
        ("for=\"192.0.2.60:_\"", "10.0.0.1"),
        ("for=\"192.0.2.60:http\"", "10.0.0.1"),
        ("for=192.0.2.60:80", "10.0.0.1"),
        // RFC 7239 §6: an IPv6 address is in brackets, and they are in quotes
        ("for=[2001:db8::1]", "10.0.0.1"),
        ("for=\"2001:db8::1\"", "10.0.0.1"),
        ("for=\"[192.0.2.60]\"", "10.0.0.1"),
        ("for=\"[2001:db8::1\"", "10.0.0.1"),
        ("for=\"[2001:db8::1]x\"", "10.0.0.1"),
        // RFC 7239 §6.2, §6.3: unknown and obfuscated identifiers end the search at the last known proxy
        ("for=unknown", "10.0.0.1"),
        ("for=192.0.2.60, for=unknown", "10.0.0.1"),
        ("for=192.0.2.60, for=_hidden, for=10.0.0.2", "10.0.0.2"),
        // An element without `for`, or a malformed one, also ends the search
        ("for=192.0.2.60, proto=https", "10.0.0.1"),
        ("for=192.0.2.60, for", "10.0.0.1"),
        ("for=192.0.2.60, for=", "10.0.0.1"),
        ("for=192.0.2.60, for = 192.0.2.61", "10.0.0.1"),
        ("for=192.0.2.60, 192.0.2.61", "10.0.0.1"),
        ("for=192.0.2.60;for=192.0.2.61", "10.0.0.1"),
        // Trusted addresses are skipped. If all are trusted, the client is the first
        ("for=192.0.2.43, for=198.51.100.17, for=10.0.0.3, for=\"[2001:db8:a::1]\"", "198.51.100.17"),
        ("for=10.0.0.9, for=10.0.0.2", "10.0.0.9"),
        ("for=192.0.2.1, for=\"[::ffff:10.0.0.2]\"", "192.0.2.1"),
        // An element that the client has put first does not hide those of the proxy
        ("for=\"x, for=192.0.2.60", "192.0.2.60"),
        ("for=192.0.2.99, x=\", for=\"[2001:db8::1]\"", "2001:db8::1"),
        ("x=\"\\, for=\"192.0.2.60\"", "192.0.2.60"),
    ])
    func forwardedNamesTheClient(value: String, expected: String) throws {
        #expect(try client(of: "10.0.0.1", [("Forwarded", value)]) == expected)
    }

    @Test(arguments: [
        ("192.0.2.60", "192.0.2.60"),
        ("192.0.2.43, 192.0.2.60", "192.0.2.60"),
        ("192.0.2.43,192.0.2.60,10.0.0.3 ,\t10.0.0.2", "192.0.2.60"),
        ("10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("192.0.2.60:443", "192.0.2.60"),
        ("::ffff:192.0.2.60", "192.0.2.60"),
        ("192.0.2.60, ,", "192.0.2.60"),
        ("192.0.2.60, unknown", "10.0.0.1"),
        ("192.0.2.60, unknown, 10.0.0.2", "10.0.0.2"),
        ("192.0.2.60, \"192.0.2.61\"", "10.0.0.1"),
        ("\", 192.0.2.60", "192.0.2.60"),
        ("192.0.2.60 192.0.2.61", "10.0.0.1"),
        ("192.0.2.60, a.example", "10.0.0.1"),
        ("\u{1}\u{FF}, 192.0.2.60", "192.0.2.60"),
    ])
    func xForwardedForNamesTheClient(value: String, expected: String) throws {
        #expect(try client(of: "10.0.0.1", [("X-Forwarded-For", value)]) == expected)
    }

    /// RFC 9110 §5.3
    @Test(arguments: [("Forwarded", "for="), ("X-Forwarded-For", ""), ("x-forwarded-for", "")])
    func severalLinesAreOneList(name: String, prefix: String) throws {
        let values = ["192.0.2.1", "192.0.2.2, \(prefix)192.0.2.3", "10.0.0.3", "10.0.0.2"]
        let fields = values.map { (name: name, value: prefix + $0) }
        #expect(try client(of: "10.0.0.1", fields) == "192.0.2.3")
    }

    @Test func forwardedTakesPrecedenceOverXForwardedFor() throws {
        let other = (name: "X-Forwarded-For", value: "192.0.2.2")
        #expect(try client(of: "10.0.0.1", [other, ("Forwarded", "for=192.0.2.1")]) == "192.0.2.1")
        #expect(try client(of: "10.0.0.1", [("Forwarded", "for=unknown"), other]) == "10.0.0.1")
    }

    @Test(arguments: [
        ("192.0.2.9", "192.0.2.9"),
        ("2001:db8:b::1", "2001:db8:b::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("::ffff:10.0.0.1", "192.0.2.1"),
        ("2001:db8:a:ffff::1", "192.0.2.1"),
        ("unix", "192.0.2.1"),
    ])
    func onlyTheFieldsOfTrustedPeersCount(peer: String, expected: String) throws {
        #expect(try client(of: peer, [("Forwarded", "for=192.0.2.1")]) == expected)
        #expect(try client(of: peer, [("X-Forwarded-For", "192.0.2.1")]) == expected)
    }

    @Test func withoutTheFieldsThePeerIsTheClient() throws {
        #expect(try client(of: "10.0.0.1", []) == "10.0.0.1")
        #expect(try client(of: "unix", []) == "unix")
    }

    /// A head of 32 KiB takes far less time. A quadratic reader would take minutes.
    @Test(
        .timeLimit(.minutes(15)),
        arguments: ["\\", "\"", ",", "for=10.0.0.1,", "\\\",", "for=\"", ";", "for=\"[::1]\";", " "])
    func timeIsLinear(part: String) throws {
        let value = String(repeating: part, count: 500_000)
        for name in ["Forwarded", "X-Forwarded-For"] { _ = try client(of: "10.0.0.1", [(name, value + "\"")]) }
    }
}
