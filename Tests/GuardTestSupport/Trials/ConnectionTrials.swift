/// Whether a connection persists (RFC 9112 §9.3), and other properties of connections.
extension Trial {
    static let ofConnections: [Trial] =
        closingLists.map { list in
            Trial(
                "Connection: \(list)", request("GET / HTTP/1.1", "Connection: \(list)"), .ends(.page), asItComes: kept)
        } + [
            Trial(
                "close in a second line", request("GET / HTTP/1.1", "Connection: TE", "Connection: close"),
                .ends(.page), asItComes: kept),
            // RFC 9112 §3.2.2: a server accepts the absolute form, though only proxies are sent it today.
            Trial("absolute form", request("GET http://a/ HTTP/1.1"), .keeps, asItComes: [.page, .cut]),
            Trial("absolute form of https", request("GET https://a/ HTTP/1.1"), .keeps, asItComes: [.page, .cut]),
            Trial(
                "absolute form, Connection: close", request("GET http://a/ HTTP/1.1", "Connection: close"),
                .ends(.page), asItComes: [.page, .cut]),
            // evhttp gives its answer to CONNECT neither an end nor a length.
            Trial(
                "CONNECT, Connection: close", request("CONNECT a:443 HTTP/1.1", "Connection: close"), .ends(.page),
                asItComes: [.page, .stray(TrialSite.page), .honest, .closed]),
            Trial(
                "CONNECT, Content-Length",
                request("CONNECT a:443 HTTP/1.1", "Content-Length: \(smuggled.utf8.count)", content: smuggled),
                .answers,
                asItComes: [.page, .stray(TrialSite.page), .honest, .closed]),
            Trial(
                "CONNECT, chunked",
                request("CONNECT a:443 HTTP/1.1", "Transfer-Encoding: chunked", content: "1\r\ny\r\n0\r\n\r\n"),
                .answers,
                asItComes: [.page, .stray(TrialSite.page), .honest, .closed]),
            // The following bytes may be meant for the tunnel (RFC 9110 §9.3.6).
            Trial(
                "CONNECT, with bytes for the tunnel", request("CONNECT a:443 HTTP/1.1") + smuggled,
                .endsAfterOneAnswer, asItComes: [.page, .stray(TrialSite.page), .smuggled, .honest, .closed]),
            // RFC 9110 §10.1.1: a server may ignore an unknown expectation.
            Trial(
                "an unknown expectation",
                request("POST / HTTP/1.1", "Expect: miracles", "Content-Length: 5", content: "hello"), .answers,
                asItComes: [.status(417), .closed]),
            // RFC 9110 §9.3.2: HEAD is GET without the content.
            Trial(
                "HEAD", request("HEAD / HTTP/1.1"), .keeps,
                asItComes: [.page, .stray(TrialSite.page), .honest, .closed]),
        ]

    private static let kept: [Step] = [.page, .honest, .closed]

    /// RFC 9110 §7.6.1: a list of options, in any case; empty elements are ignored (RFC 9110 §5.6.1).
    private static let closingLists = ["keep-alive, Close", "close, TE", "TE , CLOSE", ",close", "close,"]
}
