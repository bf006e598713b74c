import Testing

@testable import MaintenanceSite

@Suite struct AllowedOriginTests {
    @Test(arguments: [
        "https://app.example.org", "http://localhost:3000", "https://a.example:80", "http://a.example:443",
        "https://[2001:db8::1]:8443", "http://[::1]", "capacitor://localhost", "chrome-extension://abcdef",
        "http://my_host", "https://a.example:65535",
    ])
    func anOriginInTheFormOfBrowsersIsAccepted(text: String) throws {
        #expect(try CrossOrigin.Allowed(text) == .origin(text))
    }

    @Test(
        arguments: [
            ("http://a.example:80", .defaultPort("http://a.example")),
            ("https://a.example:443", .defaultPort("https://a.example")),
            ("https://[::1]:443", .defaultPort("https://[::1]")),
            ("https://A.Example", .upperCase("https://a.example")),
            ("HTTPS://a.example:8443", .upperCase("https://a.example:8443")),
            ("https://A.example:443", .upperCase("https://a.example")),
        ] as [(String, CrossOrigin.Allowed.Malformed)])
    func anOriginInAnotherFormIsRefusedWithTheRightOne(text: String, error: CrossOrigin.Allowed.Malformed) {
        #expect(throws: error) { try CrossOrigin.Allowed(text) }
    }

    @Test(arguments: [
        "https://a.example:99999", "https://a.example:", "https://a.example:0", "https://a.example:080",
        "https://a.example:8x", "https://a.example:1:2", "https://[::1]:",
    ])
    func aMalformedPortIsRefused(text: String) {
        #expect(throws: CrossOrigin.Allowed.Malformed.malformedPort) { try CrossOrigin.Allowed(text) }
    }

    @Test(arguments: [
        "", "example.org", "https://", "://example.org", "https://example.org/", "https://example.org/a",
        "https://a b", "**", "https://a\r\nb", "null", "https://user@a.example", "https://:80", "https://[]",
        "https://[::1", "https://[::1]a", "https://a]", "1://a",
        "https://m\u{FC}nchen.example", "https://*.example.org",
    ])
    func anyOtherTextIsRefused(text: String) {
        #expect(throws: CrossOrigin.Allowed.Malformed.notAnOrigin) { try CrossOrigin.Allowed(text) }
    }
}
