internal import HTTP
internal import System

/// The formats of the access log.
package enum AccessLogFormat: String, CaseIterable, Sendable {
    /// No access log.
    case off
    /// Apache's Combined Log Format.
    case combined
    /// One JSON object a line.
    case json

    /// Appends a line to the lines of one worker.
    typealias Appender = (AccessLogLine, inout [UInt8]) -> Void

    /// Makes an appender, which caches the texts that lines share; nil without an access log.
    func appender() -> Appender? {
        switch self {
        case .off: return nil
        case .combined:
            var format = CombinedLogFormat()
            return { format.append($0, to: &$1) }
        case .json:
            var format = JSONLogFormat()
            return { format.append($0, to: &$1) }
        }
    }
}

/// Apache's Combined Log Format, without extensions, so that log analysers understand it.
///
///     192.0.2.1 - - [21/Nov/2026:08:14:18 +0000] "GET /shop HTTP/1.1" 503 1392 "-" "curl/8.5.0"
package struct CombinedLogFormat {
    private var client = CachedText<Peer> { $0.append(to: &$1) }
    private var time = CachedText<Int> { $1 += LogTime(secondsSinceEpoch: $0).apache.utf8 }

    package init() {}

    /// Appends the line and its end.
    package mutating func append(_ line: AccessLogLine, to bytes: inout [UInt8]) {
        client.append(line.client, to: &bytes)
        bytes.append(literal: " - - [")
        time.append(line.time.secondsSinceEpoch, to: &bytes)
        bytes.append(literal: "] \"")
        if let method = line.method, let target = line.target, let version = line.version {
            CombinedLogFormat.append(escaping: method, to: &bytes)
            bytes.append(UInt8(ascii: " "))
            CombinedLogFormat.append(escaping: target, to: &bytes)
            bytes.append(literal: version == .http10 ? " HTTP/1.0\" " : " HTTP/1.1\" ")
        } else {
            bytes.append(literal: "-\" ")
        }
        bytes.append(decimal: line.status)
        bytes.append(UInt8(ascii: " "))
        // Apache's %b writes a hyphen for an empty body.
        if line.bodySize > 0 { bytes.append(decimal: line.bodySize) } else { bytes.append(UInt8(ascii: "-")) }
        bytes.append(literal: " \"")
        append(line.referer, to: &bytes)
        bytes.append(literal: "\" \"")
        append(line.userAgent, to: &bytes)
        bytes.append(literal: "\"\n")
    }

    private func append(_ text: ArraySlice<UInt8>?, to bytes: inout [UInt8]) {
        if let text {
            CombinedLogFormat.append(escaping: text, to: &bytes)
        } else {
            bytes.append(UInt8(ascii: "-"))
        }
    }

    /// Appends a text. Quotes, backslashes and everything that is not printable ASCII become `\x` and two digits, so
    /// that a client can end neither a line nor a quoted text.
    package static func append(escaping text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        // The memory of the text is read only within the closure.
        text.withUnsafeBytes { text in
            var start = 0
            while true {
                let plainEnd = start + text.countOfPlainBytes(from: start)
                bytes += text[start..<plainEnd]
                guard plainEnd < text.count else { return }
                bytes.append(literal: "\\x")
                bytes.append(hexDigit(text[plainEnd] >> 4))
                bytes.append(hexDigit(text[plainEnd] & 15))
                start = plainEnd + 1
            }
        }
    }

    private static func hexDigit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10
    }
}

/// The access log as JSON, one object per line (RFC 8259). Unknown values are null.
package struct JSONLogFormat {
    private var client = CachedText<Peer> { $0.append(to: &$1) }
    private var seconds = CachedText<Int> { $1 += LogTime(secondsSinceEpoch: $0).rfc3339Seconds.utf8 }

    package init() {}

    /// Appends the line and its end.
    package mutating func append(_ line: AccessLogLine, to bytes: inout [UInt8]) {
        bytes.append(literal: "{\"time\":\"")
        seconds.append(line.time.secondsSinceEpoch, to: &bytes)
        bytes.append(UInt8(ascii: "."))
        bytes.append(thousandths: line.time.milliseconds)
        bytes.append(literal: "Z\",\"client\":\"")
        client.append(line.client, to: &bytes)
        bytes.append(literal: "\",\"method\":")
        append(line.method, to: &bytes)
        bytes.append(literal: ",\"path\":")
        append(line.target, to: &bytes)
        bytes.append(literal: ",\"status\":")
        bytes.append(decimal: line.status)
        bytes.append(literal: ",\"bytes\":")
        bytes.append(decimal: line.bodySize)
        bytes.append(literal: ",\"duration_ms\":")
        let microseconds = line.duration.microseconds
        bytes.append(decimal: microseconds / 1000)
        bytes.append(UInt8(ascii: "."))
        bytes.append(thousandths: microseconds % 1000)
        bytes.append(literal: ",\"user_agent\":")
        append(line.userAgent, to: &bytes)
        bytes.append(literal: ",\"referer\":")
        append(line.referer, to: &bytes)
        bytes.append(literal: ",\"request_id\":")
        append(line.requestID, to: &bytes)
        bytes.append(literal: "}\n")
    }

    private func append(_ text: ArraySlice<UInt8>?, to bytes: inout [UInt8]) {
        if let text { JSONString.append(text, to: &bytes) } else { bytes.append(literal: "null") }
    }
}

extension Duration {
    /// Whole microseconds; 0 for a negative duration.
    fileprivate var microseconds: Int {
        let (seconds, attoseconds) = components
        return max(0, Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    }
}
