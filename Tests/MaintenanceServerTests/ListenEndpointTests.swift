import System
import Testing

@testable import MaintenanceServer

@Suite struct ListenEndpointTests {
    @Test(arguments: [
        ("127.0.0.1:8088", ListenEndpoint.port(8088, of: .host("127.0.0.1")), "127.0.0.1:8088"),
        ("[::1]:0", .port(0, of: .host("::1")), "[::1]:0"),
        ("[fe80::1%eth0]:80", .port(80, of: .host("fe80::1%eth0")), "[fe80::1%eth0]:80"),
        (":65535", .port(65535, of: .all), ":65535"),
        ("*:8088", .port(8088, of: .all), ":8088"),
        ("localhost:8088", .port(8088, of: .localhost), "localhost:8088"),
        ("www.example:8088", .port(8088, of: .host("www.example")), "www.example:8088"),
        ("unix:/run/a.sock", .unix(.path("/run/a.sock")), "unix:/run/a.sock"),
        ("unix:a", .unix(.path("a")), "unix:a"),
        ("unix:@a", .unix(.abstract("a")), "unix:@a"),
        ("unix:[::1]:80", .unix(.path("[::1]:80")), "unix:[::1]:80"),
    ])
    func anEndpointIsReadAndWritten(text: String, endpoint: ListenEndpoint, written: String) throws {
        #expect(try ListenEndpoint(text) == endpoint)
        #expect(endpoint.description == written)
    }

    @Test(arguments: [
        // A port alone is ambiguous: it may be on localhost or on all addresses.
        ("8088", ListenEndpoint.Malformed.portMissing),
        ("", .portMissing), ("localhost", .portMissing), ("[::1]", .portMissing), ("/run/a.sock", .portMissing),
        ("localhost:", .notAPort), (":65536", .notAPort), (":+80", .notAPort), (":-1", .notAPort), (": 80", .notAPort),
        ("::1:8088", .bracketsMissing), ("::", .notAPort), ("http://a:80", .bracketsMissing),
        ("[127.0.0.1]:80", .notAHost), ("[]:80", .notAHost), ("a b:80", .notAHost), ("/run/a:80", .notAHost),
        ("a,b:80", .notAHost),
        ("unix:", .notAUnixName), ("unix:@", .notAUnixName),
        ("unix:" + String(repeating: "x", count: 108), .notAUnixName),
    ])
    func malformedEndpointsAreRefused(text: String, reason: ListenEndpoint.Malformed) {
        #expect(throws: reason) { try ListenEndpoint(text) }
    }

    @Test(arguments: ["unix:" + String(repeating: "x", count: 107), "unix:@" + String(repeating: "x", count: 107)])
    func theLongestNameOfAUnixSocketIsNotTruncated(text: String) throws {
        #expect(try ListenEndpoint(text).socketAddresses().map(\.description) == [text])
    }
}
