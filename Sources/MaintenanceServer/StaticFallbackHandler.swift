internal import HTTP
internal import Libevent
internal import Logging
internal import MaintenanceSite
internal import System

/// Answers every request from the site of its host: with the file that it names, or else with the maintenance page.
///
/// 1. Look up: most requests get an answer that was prepared in the same second.
/// 2. Decide: the site chooses the answer to the method and the target.
/// 3. Render: the answer becomes a response with all header fields, which is prepared for other requests.
/// 4. Reply: the response gets what belongs to this request alone. The body is sent by reference.
final class StaticFallbackHandler {
    /// The state that requests are answered from.
    var state: LiveState.State {
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
    private var head = ResponseHead()

    init(
        _ state: LiveState.State, _ configuration: Configuration, counters: WorkerCounters, traffic: TrafficBuffer,
        logger: Logger
    ) {
        self.state = state
        prepared = PreparedAnswers(for: state.sites)
        policy = configuration.policy
        retryAfter = RetryAfter(floor: configuration.retryAfter)
        refresh = configuration.refresh.map(RefreshInterval.init)
        // A copy for each worker, because counting references to a shared one would make them wait for each other.
        trustedProxies = TrustedProxies(configuration.trustedProxies.networks.map(\.self))
        self.counters = counters
        self.traffic = traffic
        self.logger = logger
    }

    /// Registers the handler as the generic callback.
    func register(on server: HTTPServer) {
        server.setGenericCallback { [self] request, ending, peer in reply(to: request, ending, from: peer) }
    }

    /// Answers a request from the peer.
    func reply(
        to request: IncomingRequest.Outcome, _ ending: IncomingRequest.Ending, from peer: Peer
    ) -> Reply {
        switch request {
        case .request(let request): reply(to: request, ending, from: peer)
        case .refused(let refusal, _): refuse(request, refusal, ending, from: peer)
        }
    }

    private func reply(to request: RequestHead, _ ending: IncomingRequest.Ending, from peer: Peer) -> Reply {
        let now = HTTPDate.now
        let answer = prepared.answer(to: request, at: now) { prepare(for: request, at: now) }
        answer.counter.add()
        if answer.isPage {
            let client = trustedProxies.client(peer: peer, request: request)
            request.withTarget { traffic.add(target: $0, isSafe: request.isSafe, from: client) }
        }
        return answer.reply(refresh: &refresh, ending, head: &head)
    }

    private func prepare(for request: RequestHead, at now: HTTPDate) -> PreparedAnswer {
        let site = state.sites.site(for: request)
        let answer = site.answer(to: request, by: policy)
        let end = site.news.end
        let context = Response.Context(
            date: date.value(at: now), retryAfter: retryAfter.seconds(until: end, at: now), until: end,
            noteVersion: site.noteVersion, fields: policy.fields(for: request))
        let response = Response(answer, to: request.method, in: context)
        let isPage = if case .page = answer { true } else { false }
        return PreparedAnswer(
            response, isPage: isPage, isReusable: !answer.isOfFileOnDisk,
            counter: counters.counter(of: answer, response.status))
    }

    private func refuse(
        _ request: IncomingRequest.Outcome, _ refusal: Refusal, _ ending: IncomingRequest.Ending, from peer: Peer
    ) -> Reply {
        logger.debug("refused: \(refusal), from \(trustedProxies.client(of: request, from: peer))")
        let response = Response(refusal, to: request.method, date: date.value(at: .now))
        let answer = PreparedAnswer(response, isPage: false, counter: counters.counter(of: refusal))
        answer.counter.add()
        return answer.reply(refresh: &refresh, ending, head: &head)
    }
}

extension TrustedProxies {
    /// The client of a request. A head that was refused before its end may lack fields, so its client is the peer.
    func client(of request: IncomingRequest.Outcome, from peer: Peer) -> Peer {
        switch request {
        case .request(let head): client(peer: peer, request: head)
        case .refused(_, let head?) where head.isWhole: client(peer: peer, request: head)
        case .refused: peer
        }
    }
}

/// The seconds after which browsers reload the page by themselves (the field Refresh of the HTML standard). They differ between
/// answers, so that visitors who came together do not come back together.
struct RefreshInterval {
    /// The fraction of the golden ratio. Its multiples modulo 1 are spread evenly, however many there are.
    private static let step = 0.618_033_988_749_894_9

    /// The least number of seconds; at least 1.
    let seconds: Int
    private var phase = Double.random(in: 0..<1)

    init(seconds: Int) {
        self.seconds = seconds
    }

    /// The next number, at most one and a half times the least.
    mutating func next() -> Int {
        phase += RefreshInterval.step
        if phase >= 1 { phase -= 1 }
        return seconds + Int(phase * Double(seconds / 2 + 1))
    }
}

/// The value of Retry-After (RFC 9110 §10.2.3), in seconds.
struct RetryAfter {
    /// A year. Some clients cannot store larger numbers.
    private static let ceiling = 31_536_000

    /// The least number of seconds, from 1 to a year.
    let floor: Int

    /// The seconds until the end, within the limits.
    func seconds(until end: HTTPDate?, at now: HTTPDate) -> Int {
        guard let end else { return floor }
        return min(max(floor, end.secondsSinceEpoch - now.secondsSinceEpoch), RetryAfter.ceiling)
    }
}

/// The value of Date, rendered once a second.
struct DateField {
    private var date = HTTPDate(secondsSinceEpoch: 0)
    private var text = ""

    mutating func value(at now: HTTPDate) -> String {
        if now != date || text.isEmpty {
            date = now
            text = "\(now)"
        }
        return text
    }
}
