extension ConnectionState {
    /// The time without a byte after which a client probably sends no more.
    private static let quietTime = Duration.milliseconds(500)
    /// How long a stopping server waits for bytes whose end is unknown: the rest of a head, or what follows a refused one.
    fileprivate static let longestWait = Duration.seconds(1)

    /// Handles an event that happened at that time, and returns the next action.
    package mutating func handle(_ event: Event, at now: MonotonicTime, in phase: Rules.Phase) -> Action {
        switch event {
        case .received(let bytes, let place): receive(bytes, at: place, now, phase)
        case .inputEnded: endInput()
        case .failed: if case .replying = self { .close(.replyAborted) } else { .close(.finished) }
        case .replySent: continueAfterReply(now, phase)
        case .replyPending: replyPending()
        }
    }

    /// Whether a request or a reply is under way, so that closing the connection now would cut it off.
    package func isBusy(unsent: () -> Int, at now: MonotonicTime) -> Bool {
        switch self {
        case .idle: false
        case .readingProxyHeader, .replying: true
        case .reading(let reader, _): reader.deadline != .idle
        // Bytes without a known end need not keep a stopping server.
        case .draining(.anything, let since, _) where now - since >= ConnectionState.longestWait: unsent() > 0
        case .draining(_, _, let lastByte): unsent() > 0 || now - lastByte < ConnectionState.quietTime
        }
    }

    /// Whether bytes of the next request have arrived while one is being answered.
    package var hasPipelinedBytes: Bool {
        if case .replying(.pipelined, _) = self { true } else { false }
    }

    private mutating func receive(
        _ bytes: [UInt8], at place: Range<Int>, _ now: MonotonicTime, _ phase: Rules.Phase
    ) -> Action {
        switch self {
        case .idle(_, expectsProxyHeader: true):
            return readProxyHeader(Array(bytes[place]), until: place.upperBound, since: now, now)
        case .readingProxyHeader(let header, let since):
            return readProxyHeader(header + bytes[place], until: place.upperBound, since: since, now)
        case .idle(let since, expectsProxyHeader: false):
            var reader = RequestReader()
            reader.receive(bytes, at: place)
            return readNext(&reader, after: .idle, since: since, now, phase)
        case .reading(var reader, let since):
            // The state releases the reader, so that its bytes are not copied.
            self = .idle(since: since, expectsProxyHeader: false)
            let deadline = reader.deadline
            reader.receive(bytes, at: place)
            return readNext(&reader, after: deadline, since: since, now, phase)
        case .replying(.close(let remainder), let progress):
            self = .replying(then: .close(remainder.dropping(place.count)), progress)
            return .read
        case .replying(let continuation, _): return continuation.actionDuringReply
        case .draining(.anything, let since, _):
            self = .draining(.anything, since: since, lastByte: now)
            return .read
        case .draining(let remainder, let since, _):
            let rest = remainder.dropping(place.count)
            return drain(rest, since: rest == .anything ? now : since, lastByte: now)
        }
    }

    /// Reads the bytes that have arrived so far. The last of them is the received one before `end`.
    private mutating func readProxyHeader(
        _ bytes: [UInt8], until end: Int, since: MonotonicTime, _ now: MonotonicTime
    ) -> Action {
        switch ProxyHeaderReader.read(bytes) {
        case .incomplete:
            self = .readingProxyHeader(bytes, since: since)
            return .read
        case .malformed: return .close(.proxyHeaderMissing)
        case .header(let header, let length):
            self = .idle(since: now, expectsProxyHeader: false)
            return .identify(header, rest: (end - (bytes.count - length))..<end)
        }
    }

    /// Continues to read. Until now the reader had a deadline that counts from `since`.
    private mutating func readNext(
        _ reader: inout RequestReader, after deadline: Deadline?, since: MonotonicTime, _ now: MonotonicTime,
        _ phase: Rules.Phase
    ) -> Action {
        if let request = reader.next() { return answer(request, before: reader, phase) }
        let since = reader.deadline == deadline ? since : now
        if reader.isBetweenRequests {
            self = .idle(since: since, expectsProxyHeader: false)
            return .read
        }
        let isInvited = reader.invite()
        reader.keepUnread()
        self = .reading(reader, since: since)
        return isInvited ? .sendContinue : .read
    }

    /// Answers a request. `reader` has the bytes after it.
    private mutating func answer(
        _ request: IncomingRequest, passed: Deadline? = nil, before reader: RequestReader, _ phase: Rules.Phase
    ) -> Action {
        var request = request
        // The client may have sent more requests already, which are dropped.
        if case .keepAlive = request.ending, phase.endsConnections { request.ending = .close(.anything) }
        let continuation: Continuation =
            switch request.ending {
            case .keepAlive: reader.isBetweenRequests ? .keepAlive : .pipelined(reader)
            case .close(let remainder): .close(remainder)
            }
        self = .replying(then: continuation, .unmeasured)
        return .answer(request, passed: passed)
    }

    private mutating func endInput() -> Action {
        switch self {
        case .reading(var reader, _):
            // A request whose body is cut off is answered: the client may have closed only its side.
            guard reader.deadline == .body, let request = reader.expire() else { return .close(.finished) }
            self = .replying(then: .end, .unmeasured)
            return .answer(request, passed: nil)
        case .idle, .draining: return .close(.finished)
        case .readingProxyHeader: return .close(.proxyHeaderMissing)
        case .replying(_, let progress):
            self = .replying(then: .end, progress)
            return .pause
        }
    }

    private mutating func replyPending() -> Action {
        guard case .replying(let continuation, let progress) = self else { return .pause }
        if case .pipelined(var reader) = continuation {
            reader.keepUnread()
            self = .replying(then: .pipelined(reader), progress)
        }
        return continuation.actionDuringReply
    }

    private mutating func continueAfterReply(_ now: MonotonicTime, _ phase: Rules.Phase) -> Action {
        guard case .replying(let continuation, _) = self else { return .pause }
        switch continuation {
        case .keepAlive:
            self = .idle(since: now, expectsProxyHeader: false)
            return .read
        case .pipelined(var reader): return readNext(&reader, after: .idle, since: now, now, phase)
        case .close(let remainder): return drain(remainder, since: now, lastByte: now)
        case .end: return .close(.finished)
        }
    }

    /// Drops the remainder of a request. There is no half-close before the last byte of a body, because proxies take it for the end of
    /// both directions.
    private mutating func drain(
        _ remainder: IncomingRequest.Remainder, since: MonotonicTime, lastByte: MonotonicTime
    ) -> Action {
        if remainder == .nothing { return .close(.finished) }
        self = .draining(remainder, since: since, lastByte: lastByte)
        return remainder == .anything ? .halfClose : .read
    }
}

extension ConnectionState {
    /// Checks the deadlines, and returns the next action. `unsent` counts the bytes of replies that the client's host has not
    /// acknowledged. It is called only where the number matters, because it takes system calls.
    package mutating func checkDeadlines(unsent: () -> Int, at now: MonotonicTime, by rules: Rules) -> Action {
        let deadlines = rules.deadlines
        switch self {
        case .idle(let since, _):
            return rules.hasPassed(.idle, since: since, at: now) ? .close(.expired(.idle)) : .read
        case .readingProxyHeader(_, let since):
            return rules.hasPassed(.head, since: since, at: now) ? .close(.proxyHeaderMissing) : .read
        case .reading(var reader, let since):
            guard let deadline = reader.deadline, rules.hasPassed(deadline, since: since, at: now) else { return .read }
            guard let request = reader.expire() else { return .close(.expired(deadline)) }
            return answer(request, passed: deadline, before: reader, rules.phase)
        case .replying(let continuation, var progress):
            let left = unsent()
            if left == 0, case .end = continuation { return .close(.finished) }
            if progress.isOverdue(left: left, at: now, by: deadlines) { return .close(.expired(.write)) }
            self = .replying(then: continuation, progress)
            return continuation.actionDuringReply
        case .draining(let remainder, let since, let lastByte):
            let limit = remainder == .anything ? deadlines.linger : deadlines.drain
            if now - lastByte >= deadlines.pause || limit.map({ now - since >= $0 }) ?? false {
                // The client's host has to have the whole reply, because a reset for unread bytes would destroy it.
                self = .replying(then: .end, .unmeasured)
                return checkDeadlines(unsent: unsent, at: now, by: rules)
            }
            // The half-close is repeated, which has no effect, and the end of the body may still come.
            return remainder == .chunks && now - lastByte >= ConnectionState.quietTime ? .halfClose : .read
        }
    }
}

extension ConnectionState.Rules.Phase {
    fileprivate var endsConnections: Bool { if case .serving = self { false } else { true } }
}

extension ConnectionState.Rules {
    /// Whether the deadline of something that began at `start` has passed.
    fileprivate func hasPassed(_ deadline: Deadline, since start: MonotonicTime, at now: MonotonicTime) -> Bool {
        if case (.head, .draining(let stop)) = (deadline, phase),
            min(now - start, now - stop) >= ConnectionState.longestWait
        {
            return true
        }
        return now - start >= deadlines[deadline]
    }
}

extension ConnectionState.Continuation {
    fileprivate var actionDuringReply: ConnectionState.Action {
        switch self {
        // The next request waits in the socket for its turn.
        case .keepAlive, .pipelined, .end: .pause
        // A client may have to send all of its request before it reads. Unread bytes at the close would destroy the reply.
        case .close: .read
        }
    }
}

extension IncomingRequest.Remainder {
    /// The remainder after that many more bytes have arrived.
    func dropping(_ count: Int) -> IncomingRequest.Remainder {
        switch self {
        case .nothing: count == 0 ? .nothing : .anything
        // A client that has sent a long body may not know yet that no other request is answered.
        case .body(let left): count < left ? .body(left - count) : .anything
        case .chunks, .anything: self
        }
    }
}
