package import HTTP

/// A response (RFC 9110 §3.4), ready to be sent.
package struct Response: Sendable {
    package typealias Field = (name: String, value: String)

    package let status: Status
    /// All header fields except those of the connection.
    package let fields: [Field]
    /// nil without content.
    package let content: Content?
    /// Whether it may make browsers reload the page: the repeated request must be safe (RFC 9110 §9.2.1).
    package let mayRefresh: Bool
}

extension Response {
    /// The inputs of every response beside the answer.
    package struct Context: Sendable {
        /// The value of Date (RFC 9110 §6.6.1).
        package let date: String
        /// Seconds, at least 1.
        package let retryAfter: Int
        /// When the maintenance ends; nil if it is not known.
        package let until: HTTPDate?
        /// The version of the notes; nil without a note.
        package let noteVersion: String?
        /// The fields of the operator.
        package let fields: [Field]

        package init(
            date: String, retryAfter: Int, until: HTTPDate? = nil, noteVersion: String? = nil, fields: [Field] = []
        ) {
            self.date = date
            self.retryAfter = retryAfter
            self.until = until
            self.noteVersion = noteVersion
            self.fields = fields
        }
    }

    /// Marks the answers of this server, to distinguish them from those of the live site.
    static let marker: Field = ("Maintenance", "on")

    /// Renders an answer.
    package init(_ answer: Site.Answer, to method: Method, in context: Context) {
        let response =
            switch answer {
            case .options: Response.options
            case .preflight(let fields): Response(.noContent, fields)
            case .page(let page): Response.page(page, to: method, in: context).adding(context.fields)
            case .miss(let miss): Response.miss(miss, in: context).adding(context.fields)
            case .resource(let resource, let outcome): Response.resource(resource, outcome).adding(context.fields)
            }
        status = response.status
        fields = [("Date", context.date), Response.marker] + response.fields
        mayRefresh = if case .page = answer { method.isGetOrHead } else { false }
        // The response to HEAD is the one to GET without its content (RFC 9110 §9.3.2).
        content = method == .head ? nil : response.content
    }

    /// Adds the fields that make browsers reload the page after that many seconds, and that report this to the page's
    /// script. The number differs between responses, so these fields come after those that responses share.
    package static func addRefresh(_ seconds: Int, to head: inout ResponseHead) {
        head.add(text: "Refresh: ")
        head.add(number: seconds)
        head.add(text: "\r\nServer-Timing: refresh;dur=")
        head.add(number: seconds)
        head.add(text: "000\r\n")
    }
}

extension Response {
    private static var options: Response {
        Response(.ok, [("Allow", "GET,HEAD,POST,OPTIONS"), ("Cache-Control", "no-cache"), ("Content-Length", "0")])
    }

    private static func page(
        _ page: SelectedRepresentation, to method: Method, in context: Context
    ) -> Response {
        let content = Content(page.representation.contents)
        let fields: [Field] = [
            noStore, ("Retry-After", "\(context.retryAfter)"),
            ("Server-Timing", timing(method, in: context)),
        ]
        return Response(.serviceUnavailable, page.fields(of: content) + fields + page.vary, content)
    }

    /// The value of Server-Timing, which tells the page's script about the answer. Browsers hide other fields of a
    /// navigation from scripts. HEAD has the same value as GET, and all other methods have one value.
    private static func timing(_ method: Method, in context: Context) -> String {
        let name =
            switch method {
            case .get, .head: Method.get.rawValue
            case .post: Method.post.rawValue
            case .options, .connect, .other: "other"
            }
        // The server's date, because the visitor's clock may be wrong.
        let end = context.until.map { ", until;desc=\"\($0.rfc3339)\", date;desc=\"\(context.date)\"" } ?? ""
        let note = context.noteVersion.map { ", note;desc=\"\($0)\"" } ?? ""
        return "maintenance;desc=\"\(name)\"\(end)\(note)"
    }

    private static func miss(_ miss: TypedMiss, in context: Context) -> Response {
        let content = Content(miss.contents)
        return Response(
            .serviceUnavailable,
            [
                ("Content-Type", miss.mediaType), ("Content-Length", "\(content.count)"), noSniffing,
                noStore, ("Retry-After", "\(context.retryAfter)"), ("Vary", TypedMiss.fieldName),
            ], content)
    }

    private func adding(_ fields: [Field]) -> Response {
        Response(status, self.fields + fields, content)
    }

    private static func resource(_ resource: SelectedRepresentation, _ outcome: Site.ResourceOutcome) -> Response {
        let contents = resource.representation.contents
        switch outcome {
        case .performed(.whole):
            return Response(.ok, resource, Content(0..<contents.count, of: resource.representation))
        case .performed(.part(let range)):
            return Response(
                .partialContent, resource, Content(range, of: resource.representation),
                .part(range, of: contents.count))
        case .notModified:
            // RFC 9110 §15.4.5: only the fields that caches need.
            return Response(.notModified, [Response.noSniffing] + resource.cacheFields)
        case .preconditionFailed:
            return Response(.preconditionFailed, refusal)
        case .performed(.notSatisfiable):
            return Response(.rangeNotSatisfiable, refusal + [contentRange(.none(of: contents.count))])
        }
    }

    /// The answer to a failed condition describes no resource, and is meant only for the client that set the condition.
    private static let refusal: [Field] = [noSniffing, noStore, ("Content-Length", "0")]

    /// Prevents browsers from guessing another media type.
    package static let noSniffing: Field = ("X-Content-Type-Options", "nosniff")
    /// Prevents caches from storing the answer.
    package static let noStore: Field = ("Cache-Control", "no-store")

    private static func contentRange(_ range: ContentRange) -> Field { ("Content-Range", "\(range)") }

    private init(_ status: Status, _ fields: [Field], _ content: Content? = nil) {
        self.status = status
        self.fields = fields
        self.content = content
        mayRefresh = false
    }

    private init(
        _ status: Status, _ resource: SelectedRepresentation, _ content: Content, _ range: ContentRange? = nil
    ) {
        var fields = resource.fields(of: content)
        if let range { fields.append(Response.contentRange(range)) }
        fields += resource.cacheFields
        self.init(status, fields + [("Accept-Ranges", "bytes")], content)
    }
}

extension SelectedRepresentation {
    /// The fields of the representation (RFC 9110 §8).
    fileprivate func fields(of content: Content) -> [Response.Field] {
        var fields: [Response.Field] = [
            ("Content-Type", document.mediaType), ("Content-Length", "\(content.count)"),
            Response.noSniffing,
        ]
        if let coding = representation.coding { fields.append(("Content-Encoding", coding.rawValue)) }
        if let language = document.language { fields.append(("Content-Language", language.text)) }
        return fields
    }

    /// No cache stores an answer during an outage, so that no file hides one of the live site. `max-age` is for caches
    /// that are configured to ignore `no-store`. There is no Last-Modified, because clients would send its date to the
    /// live site.
    fileprivate var cacheFields: [Response.Field] {
        [("Cache-Control", "no-store, max-age=0")] + (representation.entityTag.map { [("ETag", $0.text)] } ?? []) + vary
    }

    /// The fields that the selection depends on (RFC 9110 §12.5.5).
    fileprivate var vary: [Response.Field] {
        let names = document.negotiationFields + (document.isNegotiatedByCoding ? ["Accept-Encoding"] : [])
        return names.isEmpty ? [] : [("Vary", names.joined(separator: ", "))]
    }
}

extension Response {
    /// Renders a refusal, whose text names the error.
    package init(_ refusal: Refusal, to method: Method, date: String) {
        let text = Bytes("\(refusal.status.reason): \(refusal)\n")
        status = refusal.status
        fields = [
            ("Date", date),
            Response.marker,
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", "\(text.buffer.count)"),
            Response.noSniffing,
            Response.noStore,
        ]
        mayRefresh = false
        content = method == .head ? nil : Content(.memory(text))
    }
}

/// The part of a representation that a response sends.
package struct Content: Sendable {
    package let contents: Contents
    /// The range to send, within the contents.
    package let range: Range<Int>

    /// All of some contents.
    init(_ contents: Contents) {
        self.contents = contents
        range = 0..<contents.count
    }

    /// A part, limited to the contents.
    init(_ range: Range<Int>, of representation: Representation) {
        contents = representation.contents
        self.range = range.clamped(to: 0..<contents.count)
    }

    /// The number of bytes.
    package var count: Int { range.count }
}
