extension ConnectionState {
    /// Handles an event that happened at that time, and returns the next action.
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
            // The state releases the reader, so that its bytes are not copied.
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

    /// Continues to read, in a phase that began at `since`.
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
            return .read
        }
        let isInvited = reader.invite()
        reader.keepUnread()
        self = .reading(reader, since: since)
        return isInvited ? .sendContinue : .read
    }

    private mutating func readProxyHeader(_ bytes: [UInt8], since: MonotonicTime) -> Action {
        self = .awaitingProxyHeader(bytes, since: since)
        switch ProxyHeaderReader.read(bytes) {
        case .incomplete: return .read
        case .malformed: return close(.proxyHeaderMissing)
        case .header(let header, let length):
            // The bytes after the header belong to the first request.
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
        let isIdleTooLong = { (since: MonotonicTime) in now - since >= deadlines.idle }
        switch self {
        case .idle(let since):
            return isIdleTooLong(since) ? close(.expired(.idle)) : .read
        case .awaitingProxyHeader(let header, let since):
            if header.isEmpty { return isIdleTooLong(since) ? close(.expired(.idle)) : .read }
            return isHeadOverdue(since: since, now, rules) ? close(.proxyHeaderMissing) : .read
        case .reading(var reader, let since):
            let overdue: Deadline? =
                switch reader.phase {
                case .idle: isIdleTooLong(since) ? .idle : nil
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

    /// When the server begins to stop, an incomplete head gets at most one second.
    private func isHeadOverdue(since: MonotonicTime, _ now: MonotonicTime, _ rules: Rules) -> Bool {
        if now - since >= rules.deadlines.head { return true }
        return rules.stopped.map { now - max(since, $0) >= .seconds(1) } ?? false
    }
}
