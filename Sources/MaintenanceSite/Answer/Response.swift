package import HTTP

/// A response (RFC 9110 §3.4), ready to be sent.
package struct Response: Sendable {
    package let status: Status
    /// All header fields but those of the connection.
    package let fields: [(name: String, value: String)]
    /// nil where no content is sent.
    package let content: Contents?
}

extension Response {
    /// What every response says beside the answer.
    package struct Context: Sendable {
        /// The value of Date (RFC 9110 §6.6.1).
        package let date: String
        /// Seconds, at least 1.
        package let retryAfter: Int

        package init(date: String, retryAfter: Int) {
            self.date = date
            self.retryAfter = retryAfter
        }
    }

    /// Renders an answer.
    package init(_ answer: Site.Answer, to method: Method, in context: Context) {
        switch answer {
        case .options:
            status = .ok
            fields = [
                ("Date", context.date),
                ("Allow", "GET,HEAD,POST,OPTIONS"),
                ("Cache-Control", "no-cache"),
                ("Content-Length", "0"),
            ]
            content = nil
        case .resource(let resource):
            status = .ok
            // Caches may keep a resource and must ask again, so that it never shadows the live site's.
            fields =
                Response.fields(of: resource, in: context) + [
                    ("Cache-Control", "no-cache"),
                    ("ETag", "\(resource.identity.entityTag)"),
                    ("Last-Modified", "\(resource.lastModified)"),
                ]
            content = Response.content(of: resource, to: method)
        case .page(let page):
            status = .serviceUnavailable
            fields =
                Response.fields(of: page, in: context) + [
                    ("Cache-Control", "no-store"),
                    ("Retry-After", "\(context.retryAfter)"),
                ]
            content = Response.content(of: page, to: method)
        }
    }

    private static func fields(of document: Document, in context: Context) -> [(name: String, value: String)] {
        [
            ("Date", context.date),
            ("Content-Type", document.mediaType),
            ("Content-Length", "\(document.identity.contents.count)"),
            ("X-Content-Type-Options", "nosniff"),
        ]
    }

    /// The response to HEAD is the one to GET without its content (RFC 9110 §9.3.2).
    private static func content(of document: Document, to method: Method) -> Contents? {
        method == .head ? nil : document.identity.contents
    }
}
