internal import Glibc
internal import HTTP
internal import Libevent
internal import MaintenanceSite

/// Answers that were rendered before, by what they depend on. They hold for the second that their Date names, and for the sites that they
/// were made from.
///
/// Whatever an answer depends on is part of its key, so two requests with one key get the same answer. Only Refresh and
/// Connection differ: they are added to each reply.
struct PreparedAnswers {
    private struct Key: Hashable {
        var bytes: [UInt8] = []

        func hash(into hasher: inout Hasher) {
            bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        }

        static func == (left: Key, right: Key) -> Bool {
            left.bytes.count == right.bytes.count && memcmp(left.bytes, right.bytes, left.bytes.count) == 0
        }
    }

    /// Answers that are kept at once. Clients that want more different ones within a second do not wait for one page.
    private static let capacity = 512

    private let sites: Sites
    private var answers: [Key: PreparedAnswer] = [:]
    private var key = Key()
    private var second = HTTPDate.now

    /// Begins with no answers, for requests to those sites.
    init(for sites: Sites) {
        self.sites = sites
    }

    /// The answer to a request that arrived at that time. `prepare` makes it where there is none.
    mutating func answer(
        to request: RequestHead, at now: HTTPDate, prepare: () -> PreparedAnswer
    ) -> PreparedAnswer {
        if now != second {
            answers.removeAll(keepingCapacity: true)
            second = now
        }
        setKey(of: request)
        if let answer = answers[key] { return answer }
        let answer = prepare()
        if answers.count < PreparedAnswers.capacity { answers[key] = answer }
        return answer
    }

    private mutating func setKey(of request: RequestHead) {
        key.bytes.removeAll(keepingCapacity: true)
        key.bytes.append(request.method.number)
        let target = request.targetBytes
        let mayBeResource = sites.mayHaveResource(at: target.span)
        for field in PreparedAnswers.pageFields { add(field, of: request) }
        if sites.isByHost { add(.host, of: request) }
        if mayBeResource {
            for field in PreparedAnswers.resourceFields { add(field, of: request) }
        }
        // The page is the same at every path. A target in absolute-form names the host as well.
        if mayBeResource || target.first != UInt8(ascii: "/") { key.bytes += target }
    }

    /// A value ends in a line feed, which none contains. So the parts of two different keys cannot make the same bytes.
    private mutating func add(_ field: RequestHead.Field, of request: RequestHead) {
        guard request.has(field) else { return }
        for value in request.values(of: field) {
            key.bytes.append(UInt8(field.rawValue))
            key.bytes += value
            key.bytes.append(UInt8(ascii: "\n"))
        }
    }
}

extension PreparedAnswers {
    /// The answers that depend on a field.
    private enum Dependence {
        case all
        /// Where each host has its site.
        case sitesByHost
        /// Those with a resource: the page ignores conditions and ranges.
        case resources
        case none
    }

    private static let pageFields = RequestHead.Field.allCases.filter { dependence(on: $0) == .all }
    private static let resourceFields = RequestHead.Field.allCases.filter { dependence(on: $0) == .resources }

    private static func dependence(on field: RequestHead.Field) -> Dependence {
        switch field {
        case .accept, .acceptEncoding, .acceptLanguage, .secFetchDest, .origin, .accessControlRequestMethod,
            .accessControlRequestHeaders:
            .all
        case .host: .sitesByHost
        case .ifMatch, .ifNoneMatch, .ifModifiedSince, .ifUnmodifiedSince, .ifRange, .range: .resources
        case .connection, .contentLength, .transferEncoding, .expect, .forwarded, .xForwardedFor, .userAgent, .referer,
            .xRequestID:
            .none
        }
    }
}

/// An answer's response, ready for any number of replies.
final class PreparedAnswer {
    let isPage: Bool
    /// Where the response is counted.
    let counter: Counter
    private let mayRefresh: Bool
    private let status: Status
    /// The status line and the field lines that all replies have.
    private let lines: [UInt8]
    private let content: Content?

    init(_ response: Response, isPage: Bool, counter: Counter) {
        self.isPage = isPage
        self.counter = counter
        mayRefresh = response.mayRefresh
        status = response.status
        content = response.content
        var head = ResponseHead()
        head.begin(response.status)
        for field in response.fields { head.add(field.name, field.value) }
        lines = head.bytes
    }

    /// The reply to one request. `head` is memory for its head.
    func reply(
        refresh: inout RefreshInterval?, _ ending: IncomingRequest.Ending, head: inout ResponseHead
    ) -> Reply {
        head.begin(with: lines)
        if mayRefresh, let seconds = refresh?.next() { Response.addRefresh(seconds, to: &head) }
        head.end(ending)
        return Reply(status: status.rawValue, head: head.bytes, body: body)
    }

    /// The content, held by this object, which is one worker's. All workers share the contents, and would wait for each other
    /// to count references to these.
    private var body: Reply.Body {
        guard let content else { return .none }
        // The range is within the contents, whatever the request asked for: `Content` sees to it.
        return switch content.contents {
        case .memory(let bytes): .memory(UnsafeRawBufferPointer(rebasing: bytes.buffer[content.range]), owner: self)
        case .file(let file, _): .file(descriptor: file.rawValue, range: content.range, owner: self)
        }
    }
}
