/// What a connection is doing.
///
/// The state takes events and returns the next action. It knows no socket and no clock: whoever has these carries the
/// action out, and reports what came of it as the next event.
package enum ConnectionState: Sendable {
    /// Waits for the PROXY header, or for the rest of one.
    case awaitingProxyHeader([UInt8], since: MonotonicTime)
    /// Waits for a request.
    case idle(since: MonotonicTime)
    /// Waits for the rest of a request.
    indirect case reading(RequestReader, since: MonotonicTime)
    /// A request is being answered, and its reply given to the socket.
    case replying(IncomingRequest.Ending, Pipelined)
    /// The socket takes the reply piece by piece.
    indirect case sending(IncomingRequest.Ending, Pipelined, ReplyProgress)
    /// The reply was given to the socket, and what is left of the request is dropped.
    indirect case draining(Draining)
    case closed

    /// Bytes that arrived after the request that is being answered.
    package indirect enum Pipelined: Sendable {
        case none
        case bytes(RequestReader)
    }

    package enum Event: Sendable {
        /// Bytes have arrived, which are at that place.
        case received([UInt8], Range<Int>)
        /// The client sends nothing more.
        case inputEnded
        /// The socket has failed.
        case failed
        /// The address of the PROXY header is noted.
        case identified
        /// The socket has taken all of the reply.
        case replySent
        /// The socket has not taken all of the reply yet.
        case replyPending
        /// The rest of the reply cannot be sent.
        case replyFailed
        /// It is time to look at deadlines. That many bytes of replies are not acknowledged by the client's host.
        case timePassed(unsent: Int)
    }

    package enum Action: Sendable {
        /// Receive more bytes.
        case read
        /// Receive nothing for now.
        case pause
        /// Note who the PROXY header says has connected; then report `identified`.
        case identify(ProxyHeader)
        /// Answer the request; then report `replySent` or `replyPending`.
        case answer(IncomingRequest)
        /// The same for a request that was not sent in time.
        case answerOverdue(IncomingRequest, Deadline)
        /// Tell the client that no more replies follow, and receive more bytes.
        case halfClose
        case close(Cause)
    }

    /// Why a connection is closed.
    package enum Cause: Equatable, Sendable {
        /// Nothing is left to be done.
        case finished
        case expired(Deadline)
        /// A reply was not taken whole.
        case replyAborted
        /// The connection did not begin with a whole PROXY header.
        case proxyHeaderMissing
    }

    /// What the state goes by.
    package struct Rules: Sendable {
        package var limits = RequestLimits()
        package var deadlines = Deadlines()
        /// When the server began to stop; nil before that.
        package var stopped: MonotonicTime?

        package init() {}
    }
}

extension ConnectionState {
    /// A connection that was just accepted.
    package init(expectsProxyHeader: Bool, at now: MonotonicTime) {
        self = expectsProxyHeader ? .awaitingProxyHeader([], since: now) : .idle(since: now)
    }

    /// Whether a request or a reply is under way, so that closing the connection now would cut it off.
    package func isBusy(unsent: Int, at now: MonotonicTime) -> Bool {
        switch self {
        case .awaitingProxyHeader(let header, _): !header.isEmpty
        case .idle, .closed: false
        case .reading(let reader, _): reader.phase != .idle
        case .replying, .sending: true
        case .draining(let draining): draining.isBusy(unsent: unsent, at: now)
        }
    }

    /// Whether `timePassed` and `isBusy` look at how much of the reply is unsent.
    package var dependsOnUnsent: Bool {
        switch self {
        case .sending, .draining: true
        case .awaitingProxyHeader, .idle, .reading, .replying, .closed: false
        }
    }

    /// Whether nothing of a request has arrived.
    package var isIdle: Bool {
        switch self {
        case .idle: true
        case .awaitingProxyHeader(let header, _): header.isEmpty
        case .reading, .replying, .sending, .draining, .closed: false
        }
    }

    /// Has the connection end after the reply to the request that is being answered.
    package mutating func endAfterReply() -> IncomingRequest.Ending {
        guard case .replying(let ending, _) = self, case .close = ending else {
            // The client may have sent more requests already, which are dropped.
            self = .replying(.close(.anything), .none)
            return .close(.anything)
        }
        return ending
    }
}

extension ConnectionState {
    /// Takes an event that happened at that time, and decides what comes next.
    package mutating func handle(_ event: Event, at now: MonotonicTime, by rules: Rules) -> Action {
        switch event {
        case .received(let bytes, let place): receive(bytes, at: place, now, rules)
        case .inputEnded: endInput()
        case .failed: close(isReplying ? .replyAborted : .finished)
        case .identified: identified(now, rules)
        case .replySent: replySent(now)
        case .replyPending: replyPending()
        case .replyFailed: close(.replyAborted)
        case .timePassed(let unsent): timePassed(unsent: unsent, now, rules)
        }
    }

    private mutating func receive(
        _ bytes: [UInt8], at place: Range<Int>, _ now: MonotonicTime, _ rules: Rules
    ) -> Action {
        switch self {
        case .idle(let since):
            var reader = RequestReader(limits: rules.limits)
            reader.receive(bytes, at: place)
            return readNext(&reader, from: .idle, since: since, now)
        case .reading(var reader, let since):
            // The reader's bytes are not to be copied because the state has them too.
            self = .closed
            let phase = reader.phase
            reader.receive(bytes, at: place)
            return readNext(&reader, from: phase, since: since, now)
        case .awaitingProxyHeader(let header, let since):
            return readProxyHeader(header + bytes[place], since: header.isEmpty ? now : since)
        case .sending(.close(let remainder), let pipelined, let progress):
            self = .sending(.close(remainder.dropping(place.count)), pipelined, progress)
            return .read
        case .draining(var draining):
            let action = draining.receive(place.count, at: now)
            self = .draining(draining)
            if case .close(let cause) = action { return close(cause) }
            return action
        case .replying, .sending, .closed:
            return .pause
        }
    }

    /// Reads on, from a phase that began at `since`.
    private mutating func readNext(
        _ reader: inout RequestReader, from phase: RequestReader.Phase, since: MonotonicTime, _ now: MonotonicTime
    ) -> Action {
        if let request = reader.next() {
            self = .replying(
                request.ending, reader.phase == .finished || reader.isBetweenRequests ? .none : .bytes(reader))
            return .answer(request)
        }
        let since = reader.phase == phase ? since : now
        if reader.isBetweenRequests {
            self = .idle(since: since)
        } else {
            reader.keepUnread()
            self = .reading(reader, since: since)
        }
        return .read
    }

    private mutating func readProxyHeader(_ bytes: [UInt8], since: MonotonicTime) -> Action {
        self = .awaitingProxyHeader(bytes, since: since)
        switch ProxyHeaderReader.read(bytes) {
        case .incomplete: return .read
        case .malformed: return close(.proxyHeaderMissing)
        case .header(let header, let length):
            // What follows is the first request's.
            self = .awaitingProxyHeader(Array(bytes[length...]), since: since)
            return .identify(header)
        }
    }

    private mutating func identified(_ now: MonotonicTime, _ rules: Rules) -> Action {
        guard case .awaitingProxyHeader(let bytes, _) = self else { return .read }
        self = .idle(since: now)
        return bytes.isEmpty ? .read : receive(bytes, at: 0..<bytes.count, now, rules)
    }

    private mutating func endInput() -> Action {
        switch self {
        case .awaitingProxyHeader(let header, _): return close(header.isEmpty ? .finished : .proxyHeaderMissing)
        case .idle, .reading, .draining, .closed: return close(.finished)
        case .replying(_, _): return .pause
        case .sending(_, _, let progress):
            self = .sending(.close(.nothing), .none, progress)
            return .pause
        }
    }

    private var isReplying: Bool {
        switch self {
        case .replying, .sending: true
        case .awaitingProxyHeader, .idle, .reading, .draining, .closed: false
        }
    }

    private mutating func replyPending() -> Action {
        guard case .replying(let ending, var pipelined) = self else { return .pause }
        if case .bytes(var reader) = pipelined {
            reader.keepUnread()
            pipelined = .bytes(reader)
        }
        self = .sending(ending, pipelined, ReplyProgress())
        switch ending {
        // The next request waits in the socket for its turn.
        case .keepAlive, .close(.nothing): return .pause
        // A client may have to send all of its request before it reads.
        case .close: return .read
        }
    }

    private mutating func replySent(_ now: MonotonicTime) -> Action {
        switch self {
        case .replying(let ending, let pipelined), .sending(let ending, let pipelined, _):
            return goOn(after: ending, pipelined, now)
        case .awaitingProxyHeader, .idle, .reading, .draining, .closed:
            return .pause
        }
    }

    private mutating func goOn(
        after ending: IncomingRequest.Ending, _ pipelined: Pipelined, _ now: MonotonicTime
    ) -> Action {
        switch (ending, pipelined) {
        case (.keepAlive, .none):
            self = .idle(since: now)
            return .read
        case (.keepAlive, .bytes(var reader)):
            return readNext(&reader, from: .idle, since: now, now)
        case (.close(.nothing), _):
            return close(.finished)
        case (.close(let remainder), _):
            let draining = Draining(remainder, at: now)
            self = .draining(draining)
            return remainder == .anything ? .halfClose : .read
        }
    }

    private mutating func close(_ cause: Cause) -> Action {
        self = .closed
        return .close(cause)
    }
}

extension ConnectionState {
    private mutating func timePassed(unsent: Int, _ now: MonotonicTime, _ rules: Rules) -> Action {
        let deadlines = rules.deadlines
        switch self {
        case .idle(let since):
            return now - since >= deadlines.idle ? close(.expired(.idle)) : .read
        case .awaitingProxyHeader(let header, let since):
            if header.isEmpty { return now - since >= deadlines.idle ? close(.expired(.idle)) : .read }
            return isHeadOverdue(since: since, now, rules) ? close(.proxyHeaderMissing) : .read
        case .reading(var reader, let since):
            let overdue: Deadline? =
                switch reader.phase {
                case .idle: now - since >= deadlines.idle ? .idle : nil
                case .head: isHeadOverdue(since: since, now, rules) ? .head : nil
                case .body: now - since >= deadlines.body ? .body : nil
                case .finished: nil
                }
            guard let overdue else { return .read }
            guard let request = reader.expire() else { return close(.expired(overdue)) }
            self = .replying(request.ending, .none)
            return .answerOverdue(request, overdue)
        case .sending(let ending, let pipelined, var progress):
            if progress.isOverdue(left: unsent, at: now, by: deadlines) { return close(.expired(.write)) }
            self = .sending(ending, pipelined, progress)
            return .pause
        case .draining(var draining):
            let action = draining.timePassed(unsent: unsent, at: now, by: deadlines)
            self = .draining(draining)
            if case .close(let cause) = action { return close(cause) }
            return action
        case .replying, .closed:
            return .pause
        }
    }

    /// A head that has not arrived whole when the server begins to stop is given a second at most.
    private func isHeadOverdue(since: MonotonicTime, _ now: MonotonicTime, _ rules: Rules) -> Bool {
        if now - since >= rules.deadlines.head { return true }
        return rules.stopped.map { now - max(since, $0) >= .seconds(1) } ?? false
    }
}
