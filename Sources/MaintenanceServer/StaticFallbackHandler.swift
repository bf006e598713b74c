internal import HTTP
internal import Libevent
internal import Logging
internal import MaintenanceSite

/// Answers every request from a site, that of its host where there are several: with the file that it asks for, or else with the maintenance page.
///
/// 1. Decide: the site knows what answers the method and the target.
/// 2. Render: the answer becomes a response, with the fields that the contract wants.
/// 3. Reply: libevent gets the response's bytes by reference.
final class StaticFallbackHandler {
    /// What requests are answered from, from now on.
    var state: Current.State
    private let policy: AnswerPolicy
    private let retryAfter: RetryAfter
    private let trustedProxies: TrustedProxies
    private let counters: WorkerCounters
    private let traffic: TrafficBuffer
    private let logger: Logger
    private var refresh: RefreshInterval?
    private var date = DateField()

    init(
        _ state: Current.State, _ configuration: Configuration, counters: WorkerCounters, traffic: TrafficBuffer,
        logger: Logger
    ) {
        self.state = state
        policy = configuration.policy
        retryAfter = RetryAfter(floor: configuration.retryAfter)
        refresh = configuration.refresh.map(RefreshInterval.init)
        trustedProxies = configuration.trustedProxies
        self.counters = counters
        self.traffic = traffic
        self.logger = logger
    }

    /// Registers the handler as evhttp's generic callback.
    func register(on server: HTTPServer) {
        server.setGenericCallback { [self] exchange in reply(to: exchange) }
    }

    private func reply(to exchange: HTTPExchange) -> HTTPReply {
        let now = HTTPDate.now
        let date = date.value(at: now)
        switch exchange.outcome {
        case .request(let head):
            let context = Response.Context(
                date: date, retryAfter: retryAfter.seconds(until: state.until, at: now), until: state.until,
                refresh: refresh?.next(), fields: policy.fields(for: head))
            let answer = state.sites.site(for: head).answer(to: head, at: now, by: policy)
            let response = Response(answer, to: head.method, in: context)
            counters.count(answer, response.status)
            if case .page = answer { traffic.add(head, from: trustedProxies.client(of: exchange)) }
            return HTTPReply(response)
        case .refused(let refusal, let head):
            counters.count(refusal)
            logger.debug("refused: \(refusal), from \(trustedProxies.client(of: exchange))")
            return HTTPReply(Response(refusal, to: head?.method ?? .other, date: date))
        }
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
    fileprivate init(_ content: Content) {
        self =
            switch content.contents {
            // The range is within the contents, whatever the request asked for: `Content` sees to it.
            case .memory(let bytes):
                .memory(UnsafeRawBufferPointer(rebasing: bytes.buffer[content.range]), owner: bytes)
            case .file(let file, _): .file(descriptor: file.rawValue, range: content.range, owner: file)
            }
    }
}
