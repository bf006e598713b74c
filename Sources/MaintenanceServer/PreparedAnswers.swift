internal import Glibc
internal import HTTP
internal import Libevent
internal import MaintenanceSite
internal import System

/// A cache of rendered answers. They are valid for the second in their Date, and for the sites that they were made from.
///
/// The key contains everything that an answer depends on, so two requests with one key get the same answer. Only Refresh and
/// Connection differ: they are added to each reply.
struct PreparedAnswers {
    private struct Slot {
        let key: [UInt8]
        let second: HTTPDate
        let answer: PreparedAnswer
    }

    /// The number of slots, a power of two. On a collision the later answer replaces the earlier one, because few different answers are
    /// needed within a second.
    private static let capacity = 512
    /// The size in bytes of the longest key that is kept. Longer ones are rare, and would take megabytes for each worker.
    private static let longestKey = 1024

    private let sites: Sites
    private let fields: (page: FieldSet, resource: FieldSet)
    private var slots = [Slot?](repeating: nil, count: PreparedAnswers.capacity)
    /// The key of the current request.
    private var key: [UInt8] = []

    /// Makes an empty cache of answers from those sites.
    init(for sites: Sites) {
        self.sites = sites
        fields = PreparedAnswers.fields(for: sites)
    }

    /// The answer to a request that arrived at that time. `prepare` makes a missing answer.
    mutating func answer(
        to request: RequestHead, at now: HTTPDate, prepare: () -> PreparedAnswer
    ) -> PreparedAnswer {
        setKey(of: request)
        let place = Int(ByteHash.hash(key.span) % UInt64(PreparedAnswers.capacity))
        if let slot = slots[place], slot.second == now, slot.key.count == key.count,
            memcmp(slot.key, key, key.count) == 0
        {
            return slot.answer
        }
        let answer = prepare()
        if answer.isReusable, key.count <= PreparedAnswers.longestKey {
            slots[place] = Slot(key: key, second: now, answer: answer)
        }
        return answer
    }

    private mutating func setKey(of request: RequestHead) {
        key.removeAll(keepingCapacity: true)
        key.append(request.method.number)
        let target = request.targetBytes
        let mayBeResource = sites.mayHaveResource(at: target.span)
        // Each value ends in a line feed, which no value contains. So different parts cannot make the same key.
        request.forEachValue(in: mayBeResource ? fields.resource : fields.page) { field, value in
            key.append(UInt8(field.rawValue))
            key += value
            key.append(UInt8(ascii: "\n"))
        }
        // The page is the same at every path. A target in absolute-form names the host as well.
        if mayBeResource || target.first != UInt8(ascii: "/") { key += target }
    }
}

extension PreparedAnswers {
    /// The answers that depend on a field.
    private enum Dependence {
        case all
        /// Answers of several sites, which the host chooses.
        case sitesByHost
        /// Answers with a file. The page ignores conditions and ranges.
        case resources
        case none
    }

    /// The fields that the page depends on, and those that a file depends on.
    private static func fields(for sites: Sites) -> (page: FieldSet, resource: FieldSet) {
        func fields(_ belongs: (Dependence) -> Bool) -> FieldSet {
            FieldSet(RequestHead.Field.allCases.filter { belongs(dependence(on: $0)) })
        }
        let page: (Dependence) -> Bool = { $0 == .all || $0 == .sitesByHost && sites.isByHost }
        return (fields(page), fields { page($0) || $0 == .resources })
    }

    private static func dependence(on field: RequestHead.Field) -> Dependence {
        switch field {
        case .accept, .acceptEncoding, .acceptLanguage, .secFetchDest, .origin, .accessControlRequestMethod,
            .accessControlRequestHeaders:
            .all
        case .host: .sitesByHost
        case .ifMatch, .ifNoneMatch, .ifRange, .range: .resources
        case .connection, .contentLength, .transferEncoding, .expect, .forwarded, .xForwardedFor, .userAgent, .referer,
            .xRequestID:
            .none
        }
    }
}

/// A rendered answer, ready for any number of replies.
final class PreparedAnswer {
    let isPage: Bool
    /// Whether it is valid for other requests in the same second.
    let isReusable: Bool
    /// The counter of the response.
    let counter: Counter
    private let mayRefresh: Bool
    private let status: Status
    /// The status line and the field lines that all replies share.
    private let lines: [UInt8]
    private let content: Content?

    init(_ response: Response, isPage: Bool, isReusable: Bool = true, counter: Counter) {
        self.isPage = isPage
        self.isReusable = isReusable
        self.counter = counter
        mayRefresh = response.mayRefresh
        status = response.status
        content = response.content
        var head = ResponseHead()
        head.begin(response.status)
        for field in response.fields { head.add(field.name, field.value) }
        lines = head.bytes
    }

    /// The reply to one request. `head` provides the memory for its head.
    func reply(
        refresh: inout RefreshInterval?, _ ending: IncomingRequest.Ending, head: inout ResponseHead
    ) -> Reply {
        head.begin(with: lines)
        if mayRefresh, let seconds = refresh?.next() { Response.addRefresh(seconds, to: &head) }
        head.end(ending)
        return Reply(status: status.rawValue, head: head.bytes, body: body)
    }

    /// The body, retained by this object, which belongs to one worker. Counting references to the shared contents would make workers
    /// wait for each other.
    private var body: Reply.Body {
        guard let content else { return .none }
        // `Content` ensures that the range is within the contents, whatever the request asked for.
        return switch content.contents {
        case .memory(let bytes):
            if let file = bytes.file {
                .memoryFile(MemoryFileBody(content.range, of: file, owner: self))
            } else {
                .memory(UnsafeRawBufferPointer(rebasing: bytes.buffer[content.range]), owner: self)
            }
        case .file(let file):
            .file(FileBody(descriptor: file.descriptor.rawValue, range: content.range) { file.isIntact })
        }
    }
}
