import HTTP
import MaintenanceServer
import Testing

struct AdminTests {
    @Test(
        arguments: [
            ("GET", "/healthz", .health), ("HEAD", "/healthz", .health), ("GET", "/healthz?x=/metrics", .health),
            ("GET", "/metrics", .metrics), ("GET", "http://a/metrics", .metrics),
            // RFC 9110 §15.5.6: only for a target that exists.
            ("POST", "/metrics", .methodNotAllowed), ("OPTIONS", "/healthz", .methodNotAllowed),
            // Methods are case-sensitive (RFC 9110 §9.1).
            ("get", "/healthz", .methodNotAllowed),
            ("GET", "/", .status(.page)), ("POST", "/", .methodNotAllowed), ("GET", "/status?x", .status(.json)),
            ("GET", "/status.txt", .status(.text)), ("GET", "/switch", .planned(site: nil)),
            ("GET", "/switch/a.example", .planned(site: "a.example")), ("PUT", "/switch", .methodNotAllowed),
            ("GET", "/switchx", .notFound), ("POST", "/x", .notFound), ("GET", "/healthz/", .notFound),
            ("GET", "//healthz", .notFound), ("GET", "/Healthz", .notFound), ("OPTIONS", "*", .notFound),
            ("CONNECT", "a:80", .notFound), ("GET", "/index.html", .notFound),
        ] as [(String, String, AdminAnswer)])
    func thePathTakesPrecedenceOverTheMethod(method: String, target: String, answer: AdminAnswer) {
        #expect(AdminAnswer(RequestHead(method, target)) == answer)
    }
}
