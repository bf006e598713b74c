import Testing

@testable import HTTP

@Suite struct HeadScannerTests {
    private func outcome(_ text: String) throws -> Refusal? {
        var reader = RequestReader(limits: RequestLimits())
        reader.receive(Array(text.utf8), at: 0..<text.utf8.count)
        let next = reader.next()
        let request = try #require(next, "nothing was decided")
        if case .refused(let refusal, _) = request.outcome { return refusal }
        return nil
    }

    @Test(
        arguments: [
            // RFC 9112 §3: method SP request-target SP HTTP-version
            ("GET / HTTP/1.1", nil),
            ("BREW-42!#$%&'*+-.^_`|~ / HTTP/1.1", nil),
            ("A / HTTP/1.1", nil),
            ("GET  / HTTP/1.1", .malformedRequestLine),
            ("GET / x HTTP/1.1", .malformedRequestLine),
            ("GET /  HTTP/1.1", .malformedRequestLine),
            ("GET / HTTP/1.1 ", .malformedRequestLine),
            ("GET\t/\tHTTP/1.1", .malformedRequestLine),
            ("G(T / HTTP/1.1", .malformedRequestLine),
            ("GET /\rHTTP/1.1", .malformedRequestLine),
            ("GET /", .unsupportedVersion), ("GET /x y", .malformedRequestLine), ("POST /", .malformedRequestLine),
            ("GET ", .malformedRequestLine),
            ("GET", .malformedRequestLine),
            (" GET / HTTP/1.1", .notHTTP),
            ("\u{16}\u{3}\u{1}", .notHTTP),
            // RFC 9112 §2.3, RFC 9110 §2.5: a later minor version counts as the last known one
            ("GET / HTTP/1.0", nil),
            ("GET / HTTP/1.2", nil),
            ("GET / HTTP/1.9", nil),
            ("GET / HTTP/0.9", .unsupportedVersion),
            ("GET / HTTP/2.0", .unsupportedVersion),
            ("PRI * HTTP/2.0", .unsupportedVersion),
            ("GET / http/1.1", .malformedRequestLine),
            ("GET / HTTP/11", .malformedRequestLine),
            ("GET / HTTP/1.10", .malformedRequestLine),
            ("GET / HTTP/1.x", .malformedRequestLine),
            ("GET / HTTP/ 1.1", .malformedRequestLine),
            // RFC 9112 §3.2: origin-form, absolute-form, authority-form, asterisk-form
            ("GET //a:b/x HTTP/1.1", nil),
            ("GET /a?b=c HTTP/1.1", nil),
            ("GET /a#b HTTP/1.1", nil),
            ("GET /\u{FC}ber HTTP/1.1", nil),
            ("GET http://example.org/a HTTP/1.1", nil),
            ("GET https://[::1]:8443 HTTP/1.1", nil),
            ("GET http:///a HTTP/1.1", .malformedTarget),
            ("GET http://user@example.org/a HTTP/1.1", .malformedTarget),
            ("GET http://a:b/ HTTP/1.1", .malformedTarget),
            ("OPTIONS * HTTP/1.1", nil),
            ("GET * HTTP/1.1", nil),
            ("CONNECT example.org:443 HTTP/1.1", nil),
            ("CONNECT [::1]:443 HTTP/1.1", nil),
            ("CONNECT / HTTP/1.1", .malformedTarget),
            ("GET example.org:443 HTTP/1.1", .malformedTarget),
            ("GET a HTTP/1.1", .malformedTarget),
            ("GET ** HTTP/1.1", .malformedTarget),
            ("GET /\u{0} HTTP/1.1", .malformedTarget),
            ("GET /\u{1} HTTP/1.1", .malformedTarget),
            ("GET /\t HTTP/1.1", .malformedTarget),
            ("GET /\u{7F} HTTP/1.1", .malformedTarget),
        ] as [(String, Refusal?)])
    func aRequestLineIsReadOrRefused(line: String, refusal: Refusal?) throws {
        #expect(try outcome("\(line)\r\nHost: a\r\n\r\n") == refusal)
    }

    @Test(
        arguments: [
            // RFC 9112 §5
            ("A: b", nil),
            ("A:b", nil),
            ("A:\t b \t", nil),
            ("A:", nil),
            ("A: b:c", nil),
            ("A: b\u{1}\u{7F}\u{FC}", nil),
            ("A", .malformedFieldLine),
            (": b", .malformedFieldLine),
            ("A(: b", .malformedFieldLine),
            ("A b: c", .malformedFieldLine),
            ("\u{FC}: b", .malformedFieldLine),
            ("A: b\u{0}", .malformedFieldLine),
            ("\u{0}A: b", .malformedFieldLine),
            // RFC 9112 §5.1
            ("A : b", .blankBeforeColon),
            ("Content-Length\t: 5", .blankBeforeColon),
            // RFC 9112 §5.2, §2.2
            (" A: b", .foldedLine),
            ("\tb", .foldedLine),
            // RFC 9112 §2.2: a bare CR, a bare LF
            ("A: b\rc", .malformedFieldLine),
            ("A: b\nC: d", .lineWithoutCarriageReturn),
            ("A: b\r\r", .malformedFieldLine),
        ] as [(String, Refusal?)])
    func aFieldLineIsReadOrRefused(line: String, refusal: Refusal?) throws {
        #expect(try outcome("GET / HTTP/1.1\r\nHost: a\r\n\(line)\r\n\r\n") == refusal)
        #expect(try outcome("GET / HTTP/1.1\r\n\(line)\r\nHost: a\r\n\r\n") == refusal)
    }

    @Test func everyLineEndsInCRLF() throws {
        #expect(try outcome("GET / HTTP/1.0\n\n") == .lineWithoutCarriageReturn)
        #expect(try outcome("GET / HTTP/1.0\r\n\n") == .lineWithoutCarriageReturn)
        #expect(try outcome("\nGET / HTTP/1.0\r\n\r\n") == .notHTTP)
    }

    @Test(
        arguments: [
            // RFC 9112 §3.2
            ("1.1", "", .malformedHost),
            ("1.1", "Host: a\r\nHost: a\r\n", .malformedHost),
            ("1.0", "Host: a\r\nhost: b\r\n", .malformedHost),
            ("1.0", "", nil),
            ("1.1", "Host:\r\n", nil),
            ("1.1", "hOST: a\r\n", nil),
            // RFC 9110 §7.2: uri-host [ ":" port ]
            ("1.1", "Host: example.org:8080\r\n", nil),
            ("1.1", "Host: example.org:\r\n", nil),
            ("1.1", "Host: 192.0.2.1\r\n", nil),
            ("1.1", "Host: [::1]:80\r\n", nil),
            ("1.1", "Host: my_host\r\n", nil),
            ("1.1", "Host: a%20b\r\n", nil),
            ("1.1", "Host: a%zz\r\n", .malformedHost),
            ("1.1", "Host: a b\r\n", .malformedHost),
            ("1.1", "Host: a, b\r\n", .malformedHost),
            ("1.1", "Host: a/b\r\n", .malformedHost),
            ("1.1", "Host: user@a\r\n", .malformedHost),
            ("1.1", "Host: a:80:80\r\n", .malformedHost),
            ("1.1", "Host: a:http\r\n", .malformedHost),
            ("1.1", "Host: [::1\r\n", .malformedHost),
            ("1.1", "Host: []\r\n", .malformedHost),
            ("1.1", "Host: [::1]80\r\n", .malformedHost),
        ] as [(String, String, Refusal?)])
    func hostIsChecked(version: String, lines: String, refusal: Refusal?) throws {
        #expect(try outcome("GET / HTTP/\(version)\r\n\(lines)\r\n") == refusal)
    }

    @Test func aHeadMayReachItsLimitAndNoMore() {
        var limits = RequestLimits()
        limits.headSize = 64
        let fill = { (count: Int) in String(repeating: "x", count: count) }
        // 18 bytes of request line, "A: ", the value, CRLF and CRLF.
        for (line, count, verdict) in [
            ("GET /12 HTTP/1.0\r\nA: ", 64 - 18 - 3 - 4, "get /12 http10 close"),
            ("GET /12 HTTP/1.0\r\nA: ", 64 - 18 - 3 - 3, "431 \(Refusal.fieldsTooLarge) close"),
        ] {
            #expect(RequestReading("\(line)\(fill(count))\r\n\r\n", limits: limits).requests == [verdict])
        }
        #expect(
            RequestReading("GET /\(fill(64)) HTTP/1.0\r\n\r\n", limits: limits).requests == [
                "414 \(Refusal.targetTooLong) close"
            ])
        // Even without the end of the line
        #expect(RequestReading("GET /\(fill(58))", limits: limits).requests == [])
        #expect(RequestReading("GET /\(fill(59))", limits: limits).requests == ["414 \(Refusal.targetTooLong) close"])
    }

    @Test func aHeadMayHaveAHundredFieldLinesAndNoMore() {
        let lines = { (count: Int) in String(repeating: "A: b\r\n", count: count) }
        #expect(RequestReading("GET / HTTP/1.0\r\n\(lines(100))\r\n").requests == ["get / http10 close"])
        #expect(
            RequestReading("GET / HTTP/1.0\r\n\(lines(101))\r\n").requests == [
                "431 \(Refusal.fieldsTooLarge) close"
            ])
    }

    @Test func theTableOfFieldsHasAPlaceForEachField() {
        #expect(FieldTable.Places.count == RequestHead.Field.allCases.count)
    }
}
