/// The access log as JSON, one object a line (RFC 8259); null for what is not known.
package struct JSONFormat {
    private var seconds = TextOfSecond(\.rfc3339Seconds)

    package init() {}

    /// Appends the line and its end.
    package mutating func append(_ line: AccessLogLine, to bytes: inout [UInt8]) {
        bytes += "{\"time\":\"".utf8
        bytes += seconds(line.time).utf8
        bytes.append(UInt8(ascii: "."))
        append(thousandths: line.time.milliseconds, to: &bytes)
        bytes += "Z\",\"client\":".utf8
        JSONString.append(line.client, to: &bytes)
        append("method", line.method, to: &bytes)
        append("path", line.target, to: &bytes)
        bytes += ",\"status\":".utf8
        bytes += (line.status.map { "\($0)" } ?? "null").utf8
        bytes += ",\"bytes\":".utf8
        bytes += "\(line.bodySize)".utf8
        bytes += ",\"duration_ms\":".utf8
        let microseconds = Int(line.duration / .microseconds(1))
        bytes += "\(microseconds / 1000)".utf8
        bytes.append(UInt8(ascii: "."))
        append(thousandths: microseconds % 1000, to: &bytes)
        append("user_agent", line.userAgent, to: &bytes)
        append("referer", line.referer, to: &bytes)
        append("request_id", line.requestID, to: &bytes)
        bytes += "}\n".utf8
    }

    /// Appends a member of the object that is a text or null.
    private func append(_ name: StaticString, _ value: ArraySlice<UInt8>?, to bytes: inout [UInt8]) {
        bytes += ",\"".utf8
        name.withUTF8Buffer { bytes += $0 }
        bytes += "\":".utf8
        if let value { JSONString.append(value, to: &bytes) } else { bytes += "null".utf8 }
    }

    /// Appends three digits for a number from 0 to 999.
    private func append(thousandths number: Int, to bytes: inout [UInt8]) {
        for digit in [number / 100, number / 10 % 10, number % 10] { bytes.append(UInt8(ascii: "0") + UInt8(digit)) }
    }
}
