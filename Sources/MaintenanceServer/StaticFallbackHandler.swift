internal import HTTP
internal import Libevent
internal import Logging
internal import MaintenanceSite

/// Answers every request from a site, that of its host where there are several: with the file that it asks for, or else with the maintenance page.
///
/// 1. Decide: the site knows what answers the method and the target.
/// 2. Render: the answer becomes a response, with the fields that the contract wants.
/// 3. Reply: libevent gets the response's bytes by reference.
///
/// Plain requests get the same answers the fast way: rendered before, and sent at once.
final class StaticFallbackHandler {
    /// What requests are answered from, from now on.
    var state: Current.State {
        didSet { prepared = PreparedAnswers(for: state.sites) }
    }
    private let policy: AnswerPolicy
    private let retryAfter: RetryAfter
    private let trustedProxies: TrustedProxies
    private let counters: WorkerCounters
    private let traffic: TrafficBuffer
    private let logger: Logger
    private var refresh: RefreshInterval?
    private var date = DateField()
    private var prepared: PreparedAnswers
    private var headBuffer: [UInt8] = []

    init(
        _ state: Current.State, _ configuration: Configuration, counters: WorkerCounters, traffic: TrafficBuffer,
        logger: Logger
    ) {
        self.state = state
        prepared = PreparedAnswers(for: state.sites)
        policy = configuration.policy
        retryAfter = RetryAfter(floor: configuration.retryAfter)
        refresh = configuration.refresh.map(RefreshInterval.init)
        // A copy for each worker: they would wait for each other to count references to one.
        trustedProxies = TrustedProxies(configuration.trustedProxies.networks.map(\.self))
        self.counters = counters
        self.traffic = traffic
        self.logger = logger
    }

    /// Registers the handler as evhttp's generic callback, and for the requests that need none.
    func register(on server: HTTPServer) {
        server.setGenericCallback { [self] exchange in reply(to: exchange) }
        server.setPlainCallback { [self] request, bytes, peer in reply(to: request, in: bytes, from: peer) }
    }

    private func reply(to exchange: HTTPExchange) -> HTTPReply {
        let now = HTTPDate.now
        switch exchange.outcome {
        case .request(let head):
            let (answer, response) = respond(to: head, at: now, refresh: refresh?.next())
            counters.counter(of: answer, response.status).add()
            if case .page = answer {
                let client = trustedProxies.client(of: exchange)
                head.withTarget { traffic.add(target: $0, isSafe: head.isSafe, from: client) }
            }
            return HTTPReply(response)
        case .refused(let refusal, let head):
            counters.count(refusal)
            logger.debug("refused: \(refusal), from \(trustedProxies.client(of: exchange))")
            return HTTPReply(Response(refusal, to: head?.method ?? .other, date: date.value(at: now)))
        }
    }

    private func respond(to head: RequestHead, at now: HTTPDate, refresh: Int?) -> (Site.Answer, Response) {
        let context = Response.Context(
            date: date.value(at: now), retryAfter: retryAfter.seconds(until: state.until, at: now), until: state.until,
            refresh: refresh, fields: policy.fields(for: head))
        let answer = state.sites.site(for: head).answer(to: head, at: now, by: policy)
        return (answer, Response(answer, to: head.method, in: context))
    }
}

extension StaticFallbackHandler {
    /// nil leaves the request to the generic callback.
    private func reply(to request: PlainRequest, in bytes: Span<UInt8>, from peer: Peer) -> RenderedReply? {
        let now = HTTPDate.now
        let found: PreparedAnswer?
        if let kept = prepared.answer(to: request, in: bytes, at: now) {
            found = kept
        } else {
            found = prepare(for: bytes, at: now)
            prepared.keep(found)
        }
        guard let found else { return nil }
        found.counter.add()
        if found.isPage {
            traffic.add(
                target: bytes.extracting(request.target), isSafe: true,
                from: trustedProxies.client(peer: peer, request: request, in: bytes))
        }
        return found.rendered(refresh: found.refreshes ? refresh?.next() ?? 0 : 0, in: &headBuffer)
    }

    private func prepare(for bytes: Span<UInt8>, at now: HTTPDate) -> PreparedAnswer? {
        guard let head = RequestHead(plain: bytes) else { return nil }
        let (answer, response) = respond(to: head, at: now, refresh: nil)
        return PreparedAnswer(
            answer, response, to: head.method, refreshes: refresh != nil,
            counter: counters.counter(of: answer, response.status))
    }
}

extension HTTPReply {
    fileprivate init(_ response: Response) {
        self.init(
            status: response.status.rawValue,
            reason: response.status.reason,
            fields: response.fields,
            body: response.content.map(Body.init) ?? .none)
    }
}

extension HTTPReply.Body {
    /// The content's own memory or file: the reply holds it for as long as libevent sends it.
    init(_ content: Content) {
        self =
            switch content.contents {
            // The range is within the contents, whatever the request asked for: `Content` sees to it.
            case .memory(let bytes):
                .memory(UnsafeRawBufferPointer(rebasing: bytes.buffer[content.range]), owner: bytes)
            case .file(let file, _): .file(descriptor: file.rawValue, range: content.range, owner: file)
            }
    }
}
