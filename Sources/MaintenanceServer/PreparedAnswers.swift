internal import Glibc
internal import HTTP
internal import Libevent
internal import MaintenanceSite

/// The fast way: answers to plain requests, rendered as they go onto the wire and kept for as long as they hold, which is the
/// second that Date names, and the state that requests are answered from.
///
/// What an answer depends on is its key. Two requests with one key get the same answer but for Refresh, which is each
/// answer's own and the last field. Whatever has no key, or no room, takes the ordinary way, whose answers these are.
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

    /// Answers that are kept at once: clients that want more of them within a second are not in a hurry for the same page.
    private static let capacity = 512
    private static let fields: [PlainRequest.Field] = [
        .accept, .acceptEncoding, .acceptLanguage, .origin, .secFetchDest,
    ]

    /// What the answers are made from.
    private let sites: Sites
    /// nil for what is not to be answered the fast way.
    private var answers: [Key: PreparedAnswer?] = [:]
    private var key = Key()
    private var date = HTTPDate.now

    /// Begins with none, for the state with those sites.
    init(for sites: Sites) {
        self.sites = sites
    }

    /// What was kept for the request, which was read from those bytes; nil where nothing was.
    mutating func answer(to request: PlainRequest, in bytes: Span<UInt8>, at now: HTTPDate) -> PreparedAnswer?? {
        if now != date {
            answers.removeAll(keepingCapacity: true)
            date = now
        }
        setKey(of: request, in: bytes)
        return answers[key]
    }

    /// Keeps the answer to the request that was asked about last, or that it has none here.
    mutating func keep(_ answer: PreparedAnswer?) {
        if answers.count < PreparedAnswers.capacity { answers[key] = .some(answer) }
    }

    private mutating func setKey(of request: PlainRequest, in bytes: Span<UInt8>) {
        key.bytes.removeAll(keepingCapacity: true)
        key.bytes.append(request.method == .head ? 1 : 0)
        for field in PreparedAnswers.fields { add(field, of: request, in: bytes) }
        if sites.isByHost { add(.host, of: request, in: bytes) }
        // The page is the same at every URL, and knows no conditions.
        guard sites.mayHaveResource(at: bytes.extracting(request.target)) else { return }
        add(.ifModifiedSince, of: request, in: bytes)
        add(.ifNoneMatch, of: request, in: bytes)
        add(request.target, in: bytes)
    }

    /// No part has a line feed, so none can be taken for another, or for two.
    private mutating func add(_ field: PlainRequest.Field, of request: PlainRequest, in bytes: Span<UInt8>) {
        guard let place = request.value(of: field) else { return }
        key.bytes.append(UInt8(field.rawValue))
        add(place, in: bytes)
    }

    private mutating func add(_ place: Range<Int>, in bytes: Span<UInt8>) {
        bytes.extracting(place).withUnsafeBytes { key.bytes.append(contentsOf: $0) }
        key.bytes.append(UInt8(ascii: "\n"))
    }
}

/// An answer's response as it goes onto the wire.
final class PreparedAnswer {
    /// Bytes of a body that is sent at once: a longer one would hold up the loop, and is for libevent to send in parts.
    private static let bodyLimit = 256 << 10
    /// What stands for the seconds, and in no field.
    private static let gap = "\0"

    let isPage: Bool
    /// Where the response is counted.
    let counter: Counter
    /// Whether the response has Refresh.
    let refreshes: Bool
    private let status: Status
    /// The head, parted where the seconds of Refresh go.
    private let head: [[UInt8]]
    private let contents: HTTPReply.Body
    /// Of the contents; nil where there are none.
    private let bytes: UnsafeRawBufferPointer?

    /// Renders a response that has no Refresh, which is added if it is wanted and the response may have it. nil where its content is
    /// not for sending at once.
    init?(_ answer: Site.Answer, _ response: Response, to method: Method, refreshes: Bool, counter: Counter) {
        contents = response.content.map(HTTPReply.Body.init) ?? .none
        switch contents {
        case .none: bytes = nil
        case .memory(let memory, _) where memory.count <= PreparedAnswer.bodyLimit: bytes = memory
        case .memory, .file: return nil
        }
        if case .page = answer { isPage = true } else { isPage = false }
        self.counter = counter
        self.refreshes = refreshes && Response.refreshes(answer, to: method)
        status = response.status
        let own = self.refreshes ? Response.refreshFields(PreparedAnswer.gap) : []
        let lines = (response.fields + own).map { "\($0.name): \($0.value)\r\n" }.joined()
        head = "HTTP/1.1 \(status.rawValue) \(status.reason)\r\n\(lines)\r\n".utf8
            .split(separator: 0, omittingEmptySubsequences: false).map(Array.init)
    }

    /// The response, with so many seconds for Refresh where it has that. `buffer` is where the head is put together.
    func rendered(refresh: Int, in buffer: inout [UInt8]) -> RenderedReply {
        buffer.removeAll(keepingCapacity: true)
        for part in head {
            if !buffer.isEmpty { buffer.appendDecimal(refresh) }
            buffer += part
        }
        return RenderedReply(status: status.rawValue, head: buffer, body: bodyOfItsOwn)
    }

    /// The body, held by this object, which is one worker's: the contents are all workers', and these would wait for each other
    /// to count references to them.
    private var bodyOfItsOwn: HTTPReply.Body {
        bytes.map { .memory($0, owner: self) } ?? .none
    }
}

extension [UInt8] {
    /// Adds the digits of a number that is not negative, without a text of its own.
    fileprivate mutating func appendDecimal(_ number: Int) {
        if number >= 10 { appendDecimal(number / 10) }
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
