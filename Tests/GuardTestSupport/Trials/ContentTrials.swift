/// The end of a request's content (RFC 9112 §6), where evhttp finds another one.
extension Trial {
    private static let length = smuggled.utf8.count
    private static let field = "Content-Length: \(length)"
    private static let accepted: [Step] = [.page, .honest, .closed]
    private static let desynchronised: [Step] = [.page, .smuggled, .honest, .closed]

    static let ofContent: [Trial] =
        methodsWithoutContent.flatMap(contentOf) + badTransferCodings.map(transferCoding) + lengths + transferCodings

    /// evhttp reads no content of HEAD, TRACE and unknown methods.
    private static let methodsWithoutContent = ["HEAD", "TRACE", "BREW", "PROPFIND", "get", "Post"]

    private static func contentOf(_ method: String) -> [Trial] {
        let line = "\(method) / HTTP/1.1"
        // Content after a HEAD belongs to it, and so does the page that evhttp sends in answer to the content.
        let asItComes =
            method == "HEAD" ? [.page, .stray(TrialSite.page)] + desynchronised.dropFirst() : desynchronised
        return [
            Trial(
                "\(method), Content-Length", request(line, field, content: smuggled), .keeps, asItComes: asItComes),
            Trial(
                "\(method), chunked", request(line, "Transfer-Encoding: chunked", content: smuggled), .ends(.page),
                asItComes: asItComes),
        ]
    }

    /// RFC 9112 §6.3: without `chunked` as the last coding the length of a request's content is not known.
    private static let badTransferCodings = [
        "gzip", "identity", "xchunked", "chunkedx", "\"chunked\"", "\u{0B}chunked", "x\0chunked", "",
    ]

    private static func transferCoding(_ value: String) -> Trial {
        Trial(
            "Transfer-Encoding: \(value.debugDescription)",
            request("POST / HTTP/1.1", "Transfer-Encoding: \(value)", content: smuggled), .ends(.status(400)),
            asItComes: desynchronised)
    }

    private static let emptyChunks = "0\r\n\r\n"

    private static let transferCodings: [Trial] = [
        // RFC 9112 §7: `chunked` has no parameters.
        Trial(
            "Transfer-Encoding: chunked;q=1",
            request("POST / HTTP/1.1", "Transfer-Encoding: chunked;q=1", content: emptyChunks), .ends(.status(400)),
            asItComes: accepted),
        Trial(
            "Transfer-Encoding: chunked chunked",
            request("POST / HTTP/1.1", "Transfer-Encoding: chunked chunked", content: emptyChunks),
            .ends(.status(400)), asItComes: accepted),
        // RFC 9112 §6.1: HTTP/1.0 has no transfer codings, so the end is ambiguous.
        Trial(
            "Transfer-Encoding in HTTP/1.0",
            request(
                "POST / HTTP/1.0", "Connection: keep-alive", "Transfer-Encoding: chunked",
                content: emptyChunks + smuggled), .endsAfterOneAnswer,
            asItComes: [.stray("HTTP/1.0 503 Service Unavailable"), .smuggled, .honest, .closed]),
        Trial(
            "Transfer-Encoding, blank before the colon",
            request("POST / HTTP/1.1", "Transfer-Encoding : chunked", content: smuggled), .ends(.status(400)),
            asItComes: desynchronised),
    ]

    private static let lengths: [Trial] = [
        // RFC 9112 §5.1: no blank before the colon.
        Trial(
            "Content-Length, blank before the colon",
            request("POST / HTTP/1.1", "Content-Length : \(length)", content: smuggled),
            .ends(.status(400)), asItComes: desynchronised),
        Trial(
            "Content-Length, tab before the colon",
            request("POST / HTTP/1.1", "Content-Length\t: \(length)", content: smuggled),
            .ends(.status(400)), asItComes: desynchronised),
        // RFC 9112 §5.2: no obsolete line folding.
        Trial(
            "Content-Length, folded into the field before",
            request("POST / HTTP/1.1", "X: y", " \(field)", content: smuggled),
            .ends(.status(400)), asItComes: desynchronised),
        Trial(
            "Content-Length, folded by a tab", request("POST / HTTP/1.1", "X: y", "\t\(field)", content: smuggled),
            .ends(.status(400)), asItComes: desynchronised),
        Trial(
            "a value on a separate line",
            request("POST / HTTP/1.1", "Content-Length:", " \(length)", content: smuggled),
            .ends(.status(400)), asItComes: accepted),
        // RFC 9110 §5.5: NUL is invalid in a field.
        Trial(
            "a line that begins with NUL", "POST / HTTP/1.1\r\nHost: a\r\n\0\r\n\(smuggled)", .ends(.status(400)),
            asItComes: desynchronised),
        Trial(
            "Content-Length with a NUL", request("POST / HTTP/1.1", "Content-Length: 0\0 \(length)", content: smuggled),
            .ends(.status(400)), asItComes: desynchronised),
        // RFC 9112 §6.3: several lengths are an error that cannot be recovered from.
        Trial(
            "two lengths, the first smaller", request("POST / HTTP/1.1", "Content-Length: 0", field, content: smuggled),
            .ends(.status(400)), asItComes: desynchronised),
        Trial(
            "two lengths, the first greater", request("POST / HTTP/1.1", field, "Content-Length: 0", content: smuggled),
            .ends(.status(400)), asItComes: accepted),
        Trial(
            "the same length twice", request("POST / HTTP/1.1", field, field, content: smuggled), .ends(.status(400)),
            asItComes: accepted),
        // RFC 9110 §8.6: only digits.
        Trial(
            "Content-Length: +\(length)", request("POST / HTTP/1.1", "Content-Length: +\(length)", content: smuggled),
            .ends(.status(400)), asItComes: accepted),
        Trial(
            "Content-Length: -0", request("POST / HTTP/1.1", "Content-Length: -0"), .ends(.status(400)),
            asItComes: accepted),
        Trial(
            "Content-Length after a form feed",
            request("POST / HTTP/1.1", "Content-Length: \u{0C}\(length)", content: smuggled),
            .ends(.status(400)), asItComes: accepted),
        Trial(
            "a length of 20 digits",
            request("POST / HTTP/1.1", "Content-Length: 18446744073709551616", content: smuggled),
            .endsAfterOneAnswer, asItComes: [.silent]),
    ]
}
