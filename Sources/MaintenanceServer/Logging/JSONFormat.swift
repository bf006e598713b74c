internal import HTTP

/// The access log as JSON, one object a line (RFC 8259); null for what is not known.
package struct JSONFormat {
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
        if let status = line.status { bytes.append(decimal: status) } else { bytes.append(literal: "null") }
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
    /// Whole microseconds; 0 for what is negative.
    fileprivate var microseconds: Int {
        let (seconds, attoseconds) = components
        return max(0, Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
    }
}
