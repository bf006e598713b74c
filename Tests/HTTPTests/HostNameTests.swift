import HTTP
import Testing

@Suite struct HostNameTests {
    private func host(_ target: String, _ fields: [(name: String, value: String)]) -> String? {
        RequestHead("GET", target, fields: fields).host.map { "\($0)" }
    }

    // The field as it is sent, and the host that it names.
    @Test(arguments: [
        ("example.org", "example.org"),  // RFC 9110 §7.2
        ("example.org:8088", "example.org"),  // RFC 9110 §7.2: the port is not part of the host
        ("example.org:", "example.org"),  // RFC 3986 §3.2.3: a port may be empty
        ("EXAMPLE.org", "example.org"),  // RFC 9110 §4.2.3: the host is case-insensitive
        ("example.org.", "example.org"),  // RFC 1034 §3.1
        ("example.org.:80", "example.org"),
        ("example.org..", "example.org."),
        ("www.example.org", "www.example.org"),
        ("localhost", "localhost"),
        ("192.0.2.1:80", "192.0.2.1"),
        ("[2001:DB8::1]", "[2001:db8::1]"),  // RFC 3986 §3.2.2
        ("[2001:db8::1]:8088", "[2001:db8::1]"),
        ("ex%41mple.org", "ex%41mple.org"),
        ("..", "."),
        ("", nil),  // RFC 9110 §7.2: of a target without an authority
        (":80", nil),
        (".", nil),
    ])
    func theFieldNamesAHost(field: String, expected: String?) {
        #expect(host("/", [("Host", field)]) == expected)
        #expect(host("/", [("Accept", "*/*"), ("hOST", field)]) == expected)
    }

    // RFC 9112 §3.2.2: the target takes precedence over the field. `*` and authority-form leave the host to the field.
    @Test(arguments: [
        ("http://a.example/x", "a.example"),
        ("HTTP://A.example.:80/x", "a.example"),
        ("http://a.example", "a.example"),
        ("http://a.example?http://c.example/", "a.example"),
        ("https://[::1]:443/", "[::1]"),
        ("*", "b.example"),
        ("/x", "b.example"),
        ("//a.example/x", "b.example"),
        ("/http://a.example/x", "b.example"),
        ("/VirtualHostBase/http/a.example:80/VirtualHostRoot/x", "b.example"),
    ])
    func anAbsoluteTargetTakesPrecedenceOverTheField(target: String, expected: String) {
        #expect(host(target, [("Host", "b.example")]) == expected)
    }

    @Test func withoutEitherThereIsNoHost() {
        #expect(RequestHead("GET", "/", version: .http10).host == nil)
    }

    @Test(arguments: [
        ("example.org", "example.org"), ("Example.ORG.", "example.org"), ("[::1]", "[::1]"), ("a_b", "a_b"),
        ("xn--mnchen-3ya.example", "xn--mnchen-3ya.example"),
        ("example.org:80", nil), ("::1", nil), ("", nil), (".", nil), ("two words", nil), ("münchen.example", nil),
        ("a/b", nil), ("[::1", nil), ("a\u{0}b", nil), ("user@a", nil), ("*.example", nil),
        ("ex%41mple", nil),
    ])
    func aSeparateNameIsRead(text: String, expected: String?) {
        #expect(HostName(text).map { "\($0)" } == expected)
    }
}
