internal import CLibevent
internal import Glibc
internal import HTTP
internal import System

/// A client's connection: its socket, and the event that waits for it.
///
/// 1. The event reports that the socket has bytes, and they are received.
/// 2. The state reads requests from them.
/// 3. The handler answers each request.
/// 4. The reply goes to the socket at once. What the socket does not take becomes a `PendingReply`.
/// 5. The state decides what follows: the next request, the rest of this one, or the end.
///
/// Thousands of connections may be idle, so each takes only about 350 bytes with its event.
final class Connection: CallbackContext {
    /// How many pipelined requests are answered before the loop turns to other connections.
    private static let repliesPerTurn = 16

    /// Open until the connection leaves the table.
    let descriptor: CInt
    /// Its index in the table.
    var index: UInt32 = 0
    private var state: ConnectionState
    private let connections: Connections
    /// The address of the client, or the one in the PROXY header.
    private var peer: Peer
    /// nil until the connection waits for the first time. Many are answered before that.
    private var event: OpaquePointer?
    private var pendingReply: PendingReply?
    /// When the request's first byte arrived, or the reply before it was sent. Measured for the access log alone.
    private var requestStart: MonotonicTime?

    /// Takes the socket of a connection that was just accepted.
    init(_ descriptor: CInt, from peer: Peer, in connections: Connections) {
        self.descriptor = descriptor
        self.peer = peer
        self.connections = connections
        state = .idle(since: .lastTick, expectsProxyHeader: connections.options.expectsProxyHeaders)
    }

    /// Receives the bytes that the socket has, and handles them.
    func receive() {
        if logsExchanges, case .idle = state { requestStart = .now }
        let count = connections.input.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count > 0 {
            handle(.received(connections.input, 0..<count))
        } else if count == 0 {
            handle(.inputEnded)
        } else if errno == EAGAIN || errno == EINTR {
            waitForInput(true)
        } else {
            handle(.failed)
        }
    }

    /// Checks the deadlines.
    func sweep() {
        pendingReply?.resume()
        perform(state.checkDeadlines(unsent: { unsent }, at: .lastTick, by: connections.rules))
    }

    /// Continues after the rest of a reply was sent, or could not be.
    func finish(_ pending: PendingReply) {
        pendingReply = nil
        report(pending.reply, to: pending.request, sent: pending.sent)
        handle(pending.left == 0 ? .replySent : .failed)
    }

    /// Whether there is an access log.
    var logsExchanges: Bool { connections.options.onExchange != nil }

    /// Whether a request or a reply is under way, so that closing the connection now would cut it off.
    var isBusy: Bool { state.isBusy(unsent: { unsent }, at: .lastTick) }

    /// Whether a reply is under way.
    var isReplying: Bool { pendingReply != nil }

    /// Bytes of replies that the client's host has not acknowledged.
    private var unsent: Int { (pendingReply?.left ?? 0) + ClientSocket(descriptor).unacknowledged }
}

extension Connection {
    /// Carries out what follows from an event.
    func handle(_ event: ConnectionState.Event) {
        perform(state.handle(event, at: .lastTick, in: connections.rules.phase))
    }

    /// Carries out an action, and those that follow from it at once.
    private func perform(_ first: ConnectionState.Action) {
        var action = first
        var repliesLeft = Connection.repliesPerTurn
        while true {
            let event: ConnectionState.Event
            switch action {
            case .read: return waitForInput(true)
            case .pause: return waitForInput(false)
            case .identify(let header, let rest):
                if case .source(let source) = header { peer = source }
                event = .received(connections.input, rest)
            case .answer(let request, let passed):
                if let passed { connections.options.counters.expired(passed).add() }
                let result = answer(request)
                repliesLeft -= 1
                if repliesLeft == 0, case .replySent = result, state.hasPipelinedBytes {
                    connections.continueLater(self)
                    event = .replyPending
                } else {
                    event = result
                }
            case .sendContinue:
                if ClientSocket(descriptor).sendContinue() { return waitForInput(true) }
                event = .failed
            case .halfClose:
                shutdown(descriptor, CInt(SHUT_WR))
                return waitForInput(true)
            case .close(let cause): return close(cause)
            }
            action = state.handle(event, at: .lastTick, in: connections.rules.phase)
        }
    }

    private func answer(_ request: IncomingRequest) -> ConnectionState.Event {
        let reply = connections.handler(request.outcome, request.ending, peer)
        let (sent, hasFailed) = ClientSocket(descriptor).send(reply, through: connections.pipe)
        if hasFailed || sent == reply.size {
            report(reply, to: request.outcome, sent: sent)
            return hasFailed ? .failed : .replySent
        }
        let pending = PendingReply(reply, to: request.outcome.detached(), sent: sent, on: self)
        pendingReply = pending
        connections.pendingReplies.add(pending)
        return .replyPending
    }

    /// Counts and logs a request whose reply was sent or aborted.
    private func report(_ reply: Reply, to request: IncomingRequest.Outcome?, sent: Int) {
        let bodySize = max(0, sent - reply.head.count)
        connections.options.counters.bodyBytes.add(bodySize)
        guard let request, let onExchange = connections.options.onExchange else { return }
        let now = MonotonicTime.now
        onExchange(
            Exchange(
                request: request, peer: peer, status: reply.status, bodySize: bodySize,
                duration: now - (requestStart ?? now)))
        requestStart = now
    }

    private func waitForInput(_ waits: Bool) {
        let isWaiting = event.map { event_pending($0, CShort(EV_READ), nil) != 0 } ?? false
        guard waits != isWaiting else { return }
        guard waits else {
            event_del(event)
            return
        }
        // The table retains the connection until it is closed, and with it this event.
        if event == nil {
            event = event_new(
                connections.loop.base, descriptor, CShort(EV_READ | EV_PERSIST),
                { _, _, context in Connection.at(context)?.receive() }, context)
        }
        // Without an event the client would never be heard again.
        guard let event, event_add(event, nil) == 0 else { return close(.finished) }
    }

    private func close(_ cause: ConnectionState.Cause) {
        if let pendingReply {
            self.pendingReply = nil
            pendingReply.cancel()
            report(pendingReply.reply, to: pendingReply.request, sent: pendingReply.sent)
        }
        connections.options.counters.count(cause)
        if let event { event_free(event) }
        event = nil
        Glibc.close(descriptor)
        connections.remove(self)
        if cause != .finished { connections.options.onEarlyClose(cause, peer) }
    }
}
