/// Requests that evhttp alone handles correctly, as the server has to.
extension Trial {
    package static let sound: [Trial] =
        methodsWithContent.flatMap(contentOf) + badLengths.map(badLength) + requests + refusals

    private static let kept: [Step] = [.page, .honest, .closed]
    private static let refused: [Step] = [.status(400), .closed]

    private static let methodsWithContent = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    private static func contentOf(_ method: String) -> [Trial] {
        let line = "\(method) / HTTP/1.1"
        let size = String(smuggled.utf8.count, radix: 16)
        let chunked = "\(size)\r\n\(smuggled)\r\n0\r\n\r\n"
        return [
            Trial(
                "\(method), Content-Length",
                request(line, "Content-Length: \(smuggled.utf8.count)", content: smuggled), .keeps, asItComes: kept),
            Trial(
                "\(method), chunked", request(line, "Transfer-Encoding: chunked", content: chunked), .answers,
                asItComes: kept),
        ]
    }

    private static let badLengths = ["0x5", "5,5", "5, 5", "5 5", "-5", "", "5a", "five"]

    private static func badLength(_ length: String) -> Trial {
        Trial(
            "Content-Length: \(length)", request("POST / HTTP/1.1", "Content-Length: \(length)", content: smuggled),
            .ends(.status(400)), asItComes: refused)
    }

    private static let requests: [Trial] = [
        Trial("GET", request(), .keeps, asItComes: kept),
        Trial("GET *", request("GET * HTTP/1.1"), .keeps, asItComes: kept),
        Trial("TRACE", request("TRACE / HTTP/1.1"), .keeps, asItComes: kept),
        Trial("an unknown method", request("BREW / HTTP/1.1"), .keeps, asItComes: kept),
        Trial("an empty Host", "GET / HTTP/1.1\r\nHost:\r\n\r\n", .keeps, asItComes: kept),
        Trial("a host with a port", "GET / HTTP/1.1\r\nHost: a.example:8080\r\n\r\n", .keeps, asItComes: kept),
        Trial("an IPv6 address for a host", "GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", .keeps, asItComes: kept),
        Trial("# in the target", request("GET /a#b HTTP/1.1"), .keeps, asItComes: kept),
        Trial("bytes from 0x80 in the target", request("GET /\u{E9} HTTP/1.1"), .keeps, asItComes: kept),
        Trial("controls in a value", request("GET / HTTP/1.1", "X: \u{01}\u{7F}"), .keeps, asItComes: kept),
        Trial("a tab in a value", request("GET / HTTP/1.1", "X:\ta\tb\t"), .keeps, asItComes: kept),
        Trial("bytes from 0x80 in a value", request("GET / HTTP/1.1", "X: \u{E9}"), .keeps, asItComes: kept),
        Trial("no blank after the colon", request("GET / HTTP/1.1", "X:y"), .keeps, asItComes: kept),
        Trial("an empty value", request("GET / HTTP/1.1", "X:"), .keeps, asItComes: kept),
        // RFC 9110 §8.6: 1*DIGIT.
        Trial(
            "a length with a zero before it", request("POST / HTTP/1.1", "Content-Length: 05", content: "hello"),
            .keeps,
            asItComes: kept),
        Trial(
            "a length with blanks around it", request("POST / HTTP/1.1", "Content-Length: \t 5 \t", content: "hello"),
            .keeps, asItComes: kept),
        Trial("a length of 0", request("POST / HTTP/1.1", "Content-Length: 0"), .keeps, asItComes: kept),
        Trial(
            "Chunked, in any case",
            request("POST / HTTP/1.1", "transfer-encoding: Chunked", content: "5\r\nhello\r\n0\r\n\r\n"), .answers,
            asItComes: kept),
        Trial(
            "Transfer-Encoding in two lines, chunked last",
            request(
                "POST / HTTP/1.1", "Transfer-Encoding: gzip", "Transfer-Encoding: chunked",
                content: "5\r\nhello\r\n0\r\n\r\n"), .answers, asItComes: kept),
        // Two codings, the last of which is chunked.
        Trial(
            "Transfer-Encoding: gzip, chunked",
            request("POST / HTTP/1.1", "Transfer-Encoding: gzip, chunked", content: "5\r\nhello\r\n0\r\n\r\n"),
            .answers,
            asItComes: kept),
        Trial(
            "content of 100 kB",
            request(
                "POST / HTTP/1.1", "Content-Length: 100000", content: String(repeating: "a", count: 100_000)), .answers,
            asItComes: kept),
        Trial(
            "100-continue, with the content at once",
            request("POST / HTTP/1.1", "Expect: 100-continue", "Content-Length: 5", content: "hello"), .answers,
            asItComes: kept),
        Trial(
            "100-continue, without content", request("GET / HTTP/1.1", "Expect: 100-continue"), .answers,
            asItComes: kept),
        Trial("100 fields", request("GET / HTTP/1.1", Array(repeating: "X: y", count: 99)), .keeps, asItComes: kept),
        Trial(
            "Connection: Close", request("GET / HTTP/1.1", "Connection: Close"), .ends(.page),
            asItComes: [.page, .closed]),
        Trial("Connection: keep-alive", request("GET / HTTP/1.1", "Connection: keep-alive"), .keeps, asItComes: kept),
    ]

    private static let refusals: [Trial] = [
        // RFC 9112 §6.3: the last coding is not chunked.
        Trial(
            "Transfer-Encoding: chunked, gzip",
            request("POST / HTTP/1.1", "Transfer-Encoding: chunked, gzip", content: smuggled), .ends(.status(400)),
            asItComes: refused),
        // RFC 9112 §7: chunked is applied once.
        Trial(
            "Transfer-Encoding: chunked, chunked",
            request("POST / HTTP/1.1", "Transfer-Encoding: chunked, chunked", content: smuggled), .ends(.status(400)),
            asItComes: refused),
        Trial(
            "Transfer-Encoding in two lines, chunked first",
            request(
                "POST / HTTP/1.1", "Transfer-Encoding: chunked", "Transfer-Encoding: identity",
                content: "0\r\n\r\n\(smuggled)"), .ends(.status(400)), asItComes: refused),
        // RFC 9112 §6.3: both are an attempt at smuggling.
        Trial(
            "Content-Length and Transfer-Encoding",
            request(
                "POST / HTTP/1.1", "Content-Length: 5", "Transfer-Encoding: chunked",
                content: "0\r\n\r\n\(smuggled)"), .ends(.status(400)), asItComes: refused),
        Trial(
            "Transfer-Encoding and Content-Length",
            request(
                "POST / HTTP/1.1", "Transfer-Encoding: chunked", "Content-Length: 5",
                content: "0\r\n\r\n\(smuggled)"), .ends(.status(400)), asItComes: refused),
        Trial("CR in a value", request("GET / HTTP/1.1", "X: a\rb"), .ends(.status(400)), asItComes: refused),
        Trial("CR at a line's end", request("GET / HTTP/1.1", "X: y\r"), .ends(.status(400)), asItComes: refused),
        Trial("NUL in the target", request("GET /\0 HTTP/1.1"), .ends(.status(400)), asItComes: refused),
        Trial("NUL in the method", request("GE\0T / HTTP/1.1"), .ends(.status(400)), asItComes: refused),
        Trial("NUL in a field's name", request("GET / HTTP/1.1", "X\0Y: z"), .ends(.status(400)), asItComes: refused),
        Trial("a tab in the request line", request("GET\t/ HTTP/1.1"), .ends(.status(400)), asItComes: refused),
        Trial("no colon", request("GET / HTTP/1.1", "X"), .ends(.status(400)), asItComes: refused),
        Trial(
            "a blank before the first field", "GET / HTTP/1.1\r\n Host: a\r\n\r\n", .ends(.status(400)),
            asItComes: refused),
        Trial("no target", request("GET HTTP/1.1"), .ends(.status(400)), asItComes: refused),
        Trial("http/1.1", request("GET /shop http/1.1"), .ends(.status(400)), asItComes: refused),
        Trial("HTTP/1.1x", request("GET /shop HTTP/1.1x"), .ends(.status(400)), asItComes: refused),
        Trial("HTTP/1", request("GET /shop HTTP/1"), .ends(.status(400)), asItComes: refused),
        Trial("TLS", "\u{16}\u{03}\u{01}\u{02}\0\u{01}\0\u{01}\r\n", .ends(.status(400)), asItComes: refused),
    ]
}
