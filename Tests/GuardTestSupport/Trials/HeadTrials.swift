/// Request lines (RFC 9112 §3) and field lines (RFC 9112 §5) that evhttp accepts or refuses wrongly.
extension Trial {
    static let ofHeads: [Trial] =
        badRequestLines.map(requestLine) + badFieldLines.map(fieldLine) + badHosts.map(host)
        + heads + versions + sizes

    private static let accepted: [Step] = [.page, .honest, .closed]
    private static let refused: [Step] = [.status(400), .closed]

    /// RFC 9112 §3: a method, a target and a version, with one space between them. RFC 9110 §9.1: a method is a token.
    /// RFC 9112 §3.2: the target is of one of four forms. RFC 9112 §2.3: a version has one digit on each side.
    private static let badRequestLines = [
        "G(T / HTTP/1.1", " /shop/cart HTTP/1.1", "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 ",
        "GET /a b HTTP/1.1", "GET /\r HTTP/1.1", "GET /\u{01} HTTP/1.1", "GET /a\tb HTTP/1.1", "GET /\u{7F} HTTP/1.1",
        "GET shop/cart HTTP/1.1", "GET ?item=3 HTTP/1.1",
        "GET / HTTP/1.01", "GET / HTTP/01.1", "GET / HTTP/+1.1",
    ]

    private static func requestLine(_ line: String) -> Trial {
        Trial(line.debugDescription, request(line), .ends(.status(400)), asItComes: accepted)
    }

    /// RFC 9112 §5.1: a name, which is a token, directly followed by a colon, and a value. RFC 9110 §5.5: no NUL in it.
    private static let badFieldLines = [
        ": y", "X : y", "X\t: y", "X Y: z", "X(Y): z", "X\u{E9}: y", "X\u{01}: y", "\u{7F}: y", "X: a\0b",
        "X: y\0", "X: y\r\n z", "X: y\r\n\tz",
    ]

    private static func fieldLine(_ line: String) -> Trial {
        Trial(
            "the field \(line.debugDescription)", request("GET / HTTP/1.1", line), .ends(.status(400)),
            asItComes: accepted)
    }

    /// RFC 9112 §3.2: a host of RFC 3986 §3.2.2, with a port or without.
    private static let badHosts = [
        "a b", "a/b", "a?b", "a#b", "user@a", "a:b", "a:80:80", "[::1", "::1", "[]", "a\\b", "<a>", "a%zz", "a\u{01}b",
        "http://a",
    ]

    private static func host(_ value: String) -> Trial {
        Trial(
            "Host: \(value)", "GET / HTTP/1.1\r\nHost: \(value)\r\n\r\n", .ends(.status(400)), asItComes: accepted)
    }

    private static let heads: [Trial] = [
        // RFC 9112 §3.2: exactly one Host.
        Trial("no Host", "GET / HTTP/1.1\r\n\r\n", .ends(.status(400)), asItComes: accepted),
        Trial("two hosts", request("GET / HTTP/1.1", "Host: b"), .ends(.status(400)), asItComes: accepted),
        Trial("the same host twice", request("GET / HTTP/1.1", "host: a"), .ends(.status(400)), asItComes: accepted),
        // RFC 9112 §2.2: a recipient may accept a bare LF as the end of a line, but then others have to do the same.
        Trial("LF after the request line", "GET / HTTP/1.1\nHost: a\r\n\r\n", .ends(.status(400)), asItComes: accepted),
        Trial("LF after a field", "GET / HTTP/1.1\r\nHost: a\nX: y\r\n\r\n", .ends(.status(400)), asItComes: accepted),
        Trial("LF at the head's end", "GET / HTTP/1.1\r\nHost: a\r\n\n", .ends(.status(400)), asItComes: accepted),
        Trial("LF everywhere", "GET / HTTP/1.1\nHost: a\n\n", .ends(.status(400)), asItComes: accepted),
        // evhttp reads all of it as the target of the following request.
        Trial(
            "CR for every line's end", "GET / HTTP/1.1\rHost: a\r\r", .ends(.status(400)),
            asItComes: [.honest, .closed]),
        // RFC 9112 §2.2: an empty line before the request line is ignored.
        Trial("an empty line first", "\r\n" + request(), .keeps, asItComes: refused),
        Trial("two empty lines first", "\r\n\r\n" + request(), .keeps, asItComes: refused),
        // evhttp requires 14 bytes.
        Trial("a short request line", request("A / HTTP/1.1"), .keeps, asItComes: refused),
        // The path of an origin-form target may begin with an empty segment (RFC 3986 §3.3), which is not an authority.
        Trial("GET //a:b/x", request("GET //a:b/x HTTP/1.1"), .keeps, asItComes: refused),
    ]

    /// RFC 9110 §6.2: a later minor version counts as the latest known one. Another major version is refused.
    private static let versions: [Trial] = [
        Trial("no version", request("GET /shop/cart"), .ends(.status(505)), asItComes: refused),
        Trial(
            "HTTP/1.2", request("GET / HTTP/1.2"), .keeps,
            asItComes: [.stray("HTTP/1.2 503 Service Unavailable"), .honest, .closed]),
        Trial(
            "HTTP/1.9", request("GET / HTTP/1.9"), .keeps,
            asItComes: [.stray("HTTP/1.9 503 Service Unavailable"), .honest, .closed]),
        Trial(
            "HTTP/1.10", request("GET / HTTP/1.10"), .ends(.status(400)),
            asItComes: [.stray("HTTP/1.10 503 Service Unavailable"), .honest, .closed]),
        Trial(
            "HTTP/1.0", "GET / HTTP/1.0\r\n\r\n", .ends(.page),
            asItComes: [.stray("HTTP/1.0 503 Service Unavailable"), .stray(TrialSite.page), .cut]),
        Trial(
            "HTTP/1.0, keep-alive", "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n", .keeps,
            asItComes: [.stray("HTTP/1.0 503 Service Unavailable"), .honest, .closed]),
        Trial(
            "HTTP/0.9", request("GET / HTTP/0.9"), .ends(.status(505)),
            asItComes: [.stray("HTTP/0.9 503 Service Unavailable"), .stray(TrialSite.page), .cut]),
        Trial("HTTP/2.0", request("GET / HTTP/2.0"), .ends(.status(505)), asItComes: refused),
        Trial("HTTP/3.0", request("GET / HTTP/3.0"), .ends(.status(505)), asItComes: refused),
        Trial("the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", .ends(.status(505)), asItComes: refused),
    ]

    private static let sizes: [Trial] = [
        Trial(
            "a target of 100 kB", request("GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1"),
            .ends(.status(414)), asItComes: accepted),
        Trial(
            "a request line that does not end", String(repeating: "a", count: 100_000), alone: true,
            .endsAfterOneAnswer, asItComes: [.silent]),
        Trial(
            "a field of 100 kB", request("GET / HTTP/1.1", "X: \(String(repeating: "a", count: 100_000))"),
            .ends(.status(431)), asItComes: accepted),
        Trial(
            "a field that does not end", "GET / HTTP/1.1\r\nX: \(String(repeating: "a", count: 100_000))", alone: true,
            .ends(.status(431)), asItComes: [.silent]),
        Trial(
            "10,000 fields", "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: y\r\n", count: 10_000))\r\n",
            .ends(.status(431)), asItComes: accepted),
        Trial(
            "101 fields", "GET / HTTP/1.1\r\nHost: a\r\n\(String(repeating: "X: y\r\n", count: 100))\r\n",
            .ends(.status(431)), asItComes: accepted),
    ]
}
