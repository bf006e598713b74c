import HTTP
import MaintenanceServer
import Testing

struct AdminTests {
    @Test(
        arguments: [
            ("9088", "localhost:9088"), ("0", "localhost:0"), ("127.0.0.1:9088", "127.0.0.1:9088"),
            ("[::1]:9088", "[::1]:9088"), ("[2001:db8::1]:65535", "[2001:db8::1]:65535"), (":9088", ":9088"),
            ("localhost:1", "localhost:1"), ("admin.example:80", "admin.example:80"),
            ("", nil), (":", nil), ("65536", nil), ("-1", nil), ("+1", nil), ("9088 ", nil), ("x", nil), ("x:", nil),
            ("::1:9088", nil), ("[::1]", nil), ("[::1", nil), ("[]:1", nil), ("[127.0.0.1]:1", nil), ("[::1]x:1", nil),
            ("a b:1", nil), ("1,2:1", nil), ("127.0.0.1:9088:", nil), ("٣:١", nil),
        ] as [(String, String?)])
    func anAddressIsAPortWithOrWithoutAHost(text: String, meaning: String?) {
        #expect(AdminAddress(text).map { "\($0)" } == meaning)
    }

    @Test(
        arguments: [
            ("GET", "/healthz", .health), ("HEAD", "/healthz", .health), ("GET", "/healthz?x=/metrics", .health),
            ("GET", "/metrics", .metrics), ("GET", "http://a/metrics", .metrics),
            // RFC 9110 §15.5.6: of a target that there is.
            ("POST", "/metrics", .methodNotAllowed), ("OPTIONS", "/healthz", .methodNotAllowed),
            // Methods are case-sensitive (RFC 9110 §9.1).
            ("get", "/healthz", .methodNotAllowed),
            ("GET", "/", .notFound), ("POST", "/x", .notFound), ("GET", "/healthz/", .notFound),
            ("GET", "//healthz", .notFound), ("GET", "/Healthz", .notFound), ("OPTIONS", "*", .notFound),
            ("CONNECT", "a:80", .notFound), ("GET", "/index.html", .notFound),
        ] as [(String, String, AdminAnswer)])
    func thePathGoesBeforeTheMethod(method: String, target: String, answer: AdminAnswer) {
        #expect(AdminAnswer(RequestHead(method, target)) == answer)
    }
}
