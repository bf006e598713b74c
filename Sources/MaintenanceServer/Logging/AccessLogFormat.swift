/// How the access log's lines are written.
package enum AccessLogFormat: String, CaseIterable, Sendable {
    /// No line is.
    case off
    /// Apache's Combined Log Format.
    case combined
    /// One JSON object a line.
    case json
}
