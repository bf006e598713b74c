import HTTP
import Testing

@testable import MaintenanceServer

@Suite struct AccessLogFormatTests {
    private static let time = LogTime(secondsSinceEpoch: 1_795_248_858, milliseconds: 42)

    private func line(_ head: RequestHead?, client: String = "192.0.2.1", status: Int = 503) -> AccessLogLine {
        AccessLogLine(
            head, from: IPAddress(client).map(Peer.address) ?? .unix, status: status,
            bodySize: status == 400 ? 0 : 1392, duration: .microseconds(1_234_567),
            at: AccessLogFormatTests.time)
    }

    private func combined(_ line: AccessLogLine) -> String {
        var format = CombinedLogFormat()
        var bytes: [UInt8] = []
        format.append(line, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func json(_ line: AccessLogLine) -> String {
        var format = JSONLogFormat()
        var bytes: [UInt8] = []
        format.append(line, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    private let full = RequestHead(
        "GET", "/shop?a=b", version: .http10,
        fields: [("User-Agent", "curl/8.5.0"), ("referer", "http://a/"), ("X-REQUEST-ID", "id"), ("Referer", "no")])

    @Test func combinedIsExactlyApachesFormat() {
        #expect(
            combined(line(full))
                == "192.0.2.1 - - [21/Nov/2026:08:14:18 +0000] \"GET /shop?a=b HTTP/1.0\" 503 1392 "
                + "\"http://a/\" \"curl/8.5.0\"\n")
        #expect(
            combined(line(nil, client: "2001:db8::1", status: 400))
                == "2001:db8::1 - - [21/Nov/2026:08:14:18 +0000] \"-\" 400 - \"-\" \"-\"\n")
    }

    @Test func jsonHasEveryMember() {
        #expect(
            json(line(full)) == #"{"time":"2026-11-21T08:14:18.042Z","client":"192.0.2.1","method":"GET","#
                + #""path":"/shop?a=b","status":503,"bytes":1392,"duration_ms":1234.567,"user_agent":"curl/8.5.0","#
                + #""referer":"http://a/","request_id":"id"}"# + "\n")
        #expect(
            json(line(nil, status: 400)) == #"{"time":"2026-11-21T08:14:18.042Z","client":"192.0.2.1","method":null,"#
                + #""path":null,"status":400,"bytes":0,"duration_ms":1234.567,"user_agent":null,"#
                + #""referer":null,"request_id":null}"# + "\n")
    }

    @Test(arguments: [
        // The bytes that are sent, and their form in combined and in JSON.
        (Array("a b~".utf8), "a b~", "a b~"),
        ([], "", ""),
        (Array(#"a"b\c"#.utf8), #"a\x22b\x5Cc"#, #"a\"b\\c"#),
        // RFC 9110 §5.5 lets a recipient keep control characters in values.
        (Array("a\tb\u{1B}[2J\u{7F}".utf8), #"a\x09b\x1B[2J\x7F"#, #"a\u0009b\u001B[2J\u007F"#),
        (Array("a\n1.2.3.4 - -\r\n".utf8), #"a\x0A1.2.3.4 - -\x0D\x0A"#, #"a\u000A1.2.3.4 - -\u000D\u000A"#),
        (Array("\u{0}".utf8), #"\x00"#, #"\u0000"#),
        (Array("é😀".utf8), #"\xC3\xA9\xF0\x9F\x98\x80"#, "é😀"),
        // NEL, and the separators of lines and paragraphs, end lines for some readers.
        (Array("\u{85}\u{2028}\u{2029}".utf8), #"\xC2\x85\xE2\x80\xA8\xE2\x80\xA9"#, #"\u0085\u2028\u2029"#),
        // Not UTF-8: an invalid first byte, a missing end, a surrogate, and a slash in two bytes.
        ([0x61, 0xFF, 0x62], #"a\xFFb"#, "a\u{FFFD}b"),
        ([0xE2, 0x82], #"\xE2\x82"#, "\u{FFFD}"),
        ([0xED, 0xA0, 0x80], #"\xED\xA0\x80"#, "\u{FFFD}\u{FFFD}\u{FFFD}"),
        ([0xC0, 0xAF], #"\xC0\xAF"#, "\u{FFFD}\u{FFFD}"),
    ])
    func noClientCanEndALineOrAQuotedText(sent: [UInt8], escaped: String, escapedInJSON: String) {
        var line = line(nil)
        for field in [\AccessLogLine.userAgent, \.referer, \.method, \.target] { line[keyPath: field] = sent[...] }
        line.requestID = sent[...]
        line.version = .http11
        #expect(
            combined(line).hasSuffix("] \"\(escaped) \(escaped) HTTP/1.1\" 503 1392 \"\(escaped)\" \"\(escaped)\"\n"))
        #expect(
            json(line).hasSuffix(
                #","user_agent":"\#(escapedInJSON)","referer":"\#(escapedInJSON)","request_id":"\#(escapedInJSON)"}"#
                    + "\n"))
        #expect(json(line).contains(#","method":"\#(escapedInJSON)","path":"\#(escapedInJSON)","status""#))
        for text in [combined(line), json(line)] { #expect(text.utf8.count { $0 == UInt8(ascii: "\n") } == 1) }
    }

    @Test func eachLineHasTheClientOfItsRequest() {
        var (combined, json) = (CombinedLogFormat(), JSONLogFormat())
        for client in ["192.0.2.1", "192.0.2.1", "10.0.0.255", "2001:db8::1", "unix", "0.0.0.0"] {
            var (text, object): ([UInt8], [UInt8]) = ([], [])
            combined.append(line(full, client: client), to: &text)
            json.append(line(full, client: client), to: &object)
            #expect(String(decoding: text, as: UTF8.self).hasPrefix("\(client) - - ["))
            #expect(String(decoding: object, as: UTF8.self).contains(#","client":"\#(client)","#))
        }
    }

    /// Texts are scanned in parts of 16 bytes.
    @Test(arguments: 0..<40)
    func aByteIsEscapedAtAnyPosition(place: Int) {
        for byte in [0x00, 0x1F, 0x22, 0x5C, 0x7F, 0x80, 0xFF] as [UInt8] {
            var sent = Array(repeating: UInt8(ascii: "a"), count: 40)
            sent[place] = byte
            var escaped: [UInt8] = []
            CombinedLogFormat.append(escaping: sent[...], to: &escaped)
            let digits = String(byte, radix: 16, uppercase: true)
            let (before, after) = (String(repeating: "a", count: place), String(repeating: "a", count: 39 - place))
            let text = #"\#(before)\x\#(digits.count == 1 ? "0" : "")\#(digits)\#(after)"#
            #expect(String(decoding: escaped, as: UTF8.self) == text)
        }
    }

    @Test(arguments: [
        (0, 0, "1970-01-01T00:00:00.000Z", "01/Jan/1970:00:00:00 +0000"),
        (951_782_400, 7, "2000-02-29T00:00:00.007Z", "29/Feb/2000:00:00:00 +0000"),
        (1_798_761_599, 999, "2026-12-31T23:59:59.999Z", "31/Dec/2026:23:59:59 +0000"),
    ])
    func timesFollowRFC3339AndApache(seconds: Int, milliseconds: Int, rfc3339: String, apache: String) {
        let time = LogTime(secondsSinceEpoch: seconds, milliseconds: milliseconds)
        #expect(time.rfc3339 == rfc3339)
        #expect(time.apache == apache)
    }

    @Test func theTimeFollowsTheClockInBothDirections() {
        var format = JSONLogFormat()
        for seconds in [5, 5, 6, 0] {
            var line = line(nil)
            line.time = LogTime(secondsSinceEpoch: seconds)
            var bytes: [UInt8] = []
            format.append(line, to: &bytes)
            #expect(String(decoding: bytes, as: UTF8.self).contains("00:00:0\(seconds).000Z"))
        }
    }
}
