internal import HTTP

/// Apache's Combined Log Format, without anything more: programs that read logs know it.
///
///     192.0.2.1 - - [21/Nov/2026:08:14:18 +0000] "GET /shop HTTP/1.1" 503 1392 "-" "curl/8.5.0"
package struct CombinedFormat {
    private var time = TextOfSecond(\.apache)

    package init() {}

    /// Appends the line and its end.
    package mutating func append(_ line: AccessLogLine, to bytes: inout [UInt8]) {
        CombinedFormat.append(escaping: Array(line.client.utf8)[...], to: &bytes)
        bytes += " - - [".utf8
        bytes += time(line.time).utf8
        bytes += "] \"".utf8
        if let method = line.method, let target = line.target, let version = line.version {
            CombinedFormat.append(escaping: method, to: &bytes)
            bytes.append(UInt8(ascii: " "))
            CombinedFormat.append(escaping: target, to: &bytes)
            bytes += version == .http10 ? " HTTP/1.0".utf8 : " HTTP/1.1".utf8
        } else {
            bytes.append(UInt8(ascii: "-"))
        }
        bytes += "\" ".utf8
        bytes += (line.status.map { "\($0)" } ?? "-").utf8
        bytes.append(UInt8(ascii: " "))
        // Apache's %b: no bytes are written as a hyphen.
        bytes += (line.bodySize == 0 ? "-" : "\(line.bodySize)").utf8
        bytes += " \"".utf8
        CombinedFormat.append(escaping: line.referer ?? CombinedFormat.absent, to: &bytes)
        bytes += "\" \"".utf8
        CombinedFormat.append(escaping: line.userAgent ?? CombinedFormat.absent, to: &bytes)
        bytes += "\"\n".utf8
    }

    private static let absent = Array("-".utf8)[...]
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Everything but printable ASCII is written as `\x` and two digits, and so are quotes and backslashes: what a
    /// client sends ends neither a line nor what is between quotes.
    package static func append(escaping text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        guard !text.allSatisfy(\.isPlainInLogs) else {
            bytes += text
            return
        }
        for byte in text {
            if byte.isPlainInLogs {
                bytes.append(byte)
            } else {
                bytes += "\\x".utf8
                bytes.append(CombinedFormat.digits[Int(byte >> 4)])
                bytes.append(CombinedFormat.digits[Int(byte & 15)])
            }
        }
    }
}

extension UInt8 {
    /// Whether it is printable ASCII, and neither a quote nor a backslash.
    var isPlainInLogs: Bool {
        (0x20...0x7E).contains(self) && self != UInt8(ascii: "\"") && self != UInt8(ascii: "\\")
    }
}
