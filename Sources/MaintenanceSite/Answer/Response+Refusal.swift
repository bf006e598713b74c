package import HTTP

extension Response {
    /// Renders a refusal, whose text tells the client what is wrong.
    package init(_ refusal: Refusal, to method: Method, date: String) {
        let text = Bytes("\(refusal.status.reason): \(refusal)\n")
        status = refusal.status
        fields = [
            ("Date", date),
            Response.marker,
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", "\(text.buffer.count)"),
            ("X-Content-Type-Options", "nosniff"),
            ("Cache-Control", "no-store"),
        ]
        mayRefresh = false
        content = method == .head ? nil : Content(.memory(text))
    }
}
