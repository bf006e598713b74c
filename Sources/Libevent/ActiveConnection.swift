internal import CLibevent
internal import Glibc
internal import HTTP

/// What a connection has under way. It stands between the socket and evhttp, whose parser takes parts of bodies for requests
/// and knows no bounds:
///
/// 1. What the socket brings is taken out of the bufferevent's input before evhttp sees it, and given to the reader,
///    but for a PROXY header in front, where there has to be one.
/// 2. For each request that the reader hands out, evhttp gets a request of ours that it cannot misread.
/// 3. evhttp calls the generic callback for it, where the reader's request is answered in its place.
/// 4. When the reply is sent, the connection goes on, or drops what the client sends on, and ends.
final class ActiveConnection {
    /// What it waits for.
    enum State {
        /// For bytes of a request.
        case reading
        /// For evhttp to call back, and then for the client to take the reply.
        case replying(ReplyProgress)
        /// For the client to end, now that all of the last reply is on its way.
        case discarding(ReplyProgress)
    }

    static let discardTime = Duration.seconds(5)
    private static let discardSize = 8 << 20
    /// After how long without a byte a client that has its reply is taken to send no more.
    private static let discardPause = Duration.milliseconds(500)
    /// evhttp knows where this one ends: it has no body.
    private static let requestForEvhttp = "GET / HTTP/1.1\r\n\r\n"

    /// It owns this object.
    unowned let connection: Connection
    /// The connection's.
    let stream: OpaquePointer?
    let context: ConnectionContext
    /// The request being answered.
    private(set) var request: IncomingRequest?
    /// What follows its reply.
    var ending = IncomingRequest.Ending.close
    var state = State.reading
    var reader = RequestReader(limits: RequestLimits())
    /// What has come of the PROXY header.
    var proxyHeader: [UInt8] = []
    /// When the state, or the reader's phase, was entered.
    var since = ContinuousClock.now
    private var phase = RequestReader.Phase.idle
    /// When something was dropped last.
    private var lastDiscard = ContinuousClock.now
    /// Bytes that may still come, and are dropped, after the last reply.
    private(set) var discardLeft = ActiveConnection.discardSize
    /// Whether its reply waits for the next sweep.
    var isStalled = false
    /// Whether it is ended before the client has taken all of the last reply.
    var isCut = false
    private var inputCallback: OpaquePointer?
    private var isFeeding = false
    /// A rendered reply that the socket has not taken whole, and how many of its bytes it has.
    var partlySent: (reply: RenderedReply, count: Int)?
    /// When the request's first byte came, or the reply before it was sent; kept where somebody is told.
    var requestStart: ContinuousClock.Instant
    /// The reply under way; nil until there is one.
    var sentReply: (status: Int, bodySize: Int)?

    /// Gives evhttp its callbacks back. To be stopped before it is let go of.
    init(_ connection: Connection) {
        self.connection = connection
        context = connection.context
        stream = connection.stream
        requestStart = since
        let callbacks = context.evhttpCallbacks
        bufferevent_setcb(
            stream, callbacks.read, callbacks.written, callbacks.ended, connection.evhttpContext)
        inputCallback = evbuffer_add_cb(
            bufferevent_get_input(stream),
            { _, info, context in Connection.at(context)?.active?.inputChanged(info) },
            Unmanaged.passUnretained(connection).toOpaque())
    }

    /// Lets go of the bufferevent, and of evhttp.
    func stop() {
        context.awaitingCallback[connection.evhttpConnection] = nil
        evbuffer_remove_cb_entry(bufferevent_get_input(stream), inputCallback)
    }
}

extension ActiveConnection {
    /// Whether a reply is under way.
    var isReplying: Bool {
        if case .replying = state { true } else { false }
    }

    /// Whether there is more to do than to wait for a request, or for the end of a client that has its whole reply and
    /// sends nothing.
    var isBusy: Bool {
        switch state {
        case .reading: phase != .idle
        case .replying: true
        case .discarding: unsent > 0 || .now - lastDiscard < ActiveConnection.discardPause
        }
    }

    /// Whether nothing of a request has come, and nothing is left of the reply before it.
    var isAtRest: Bool {
        if case .reading = state { reader.isBetweenRequests && !connection.awaitsProxyHeader } else { false }
    }

    private func inputChanged(_ info: UnsafePointer<evbuffer_cb_info>?) {
        guard !isFeeding, let info, info.pointee.n_added > 0 else { return }
        let input = bufferevent_get_input(stream)
        let count = evbuffer_get_length(input)
        if case .discarding = state {
            discardLeft -= count
            lastDiscard = .now
            if discardLeft <= 0 { stopReading() }
        } else if let start = evbuffer_pullup(input, -1) {
            // Valid until the input is drained.
            let bytes = UnsafeBufferPointer(start: start, count: count)
            if isAtRest, connection.answerPlainRequest(bytes) {
                evbuffer_drain(input, count)
                return
            }
            receive(bytes)
        } else {
            end()
        }
        evbuffer_drain(input, count)
        readNext()
    }

    /// Takes what the socket has brought: the PROXY header first, where one is waited for.
    func receive(_ bytes: UnsafeBufferPointer<UInt8>) {
        if context.onExchange != nil, phase == .idle { requestStart = .now }
        if connection.awaitsProxyHeader {
            proxyHeader += bytes
            readProxyHeader()
        } else {
            reader.receive(UnsafeRawBufferPointer(bytes))
        }
    }

    /// Has the next request answered, if it is there.
    func readNext() {
        guard case .reading = state else { return }
        if let request = reader.next() {
            answer(request)
            return
        }
        if phase != readingPhase {
            phase = readingPhase
            since = .now
        }
    }

    /// Has evhttp call back for the request.
    func answer(_ request: IncomingRequest) {
        self.request = request
        sentReply = nil
        awaitCallback()
    }

    /// Has evhttp call back for a request.
    func awaitCallback() {
        state = .replying(ReplyProgress())
        let input = bufferevent_get_input(stream)
        isFeeding = true
        // bufferevent lets nobody but itself add to its input (bufferevent_sock.c).
        evbuffer_unfreeze(input, 0)
        let added = evbuffer_add(
            input, ActiveConnection.requestForEvhttp, ActiveConnection.requestForEvhttp.utf8.count)
        evbuffer_freeze(input, 0)
        isFeeding = false
        context.awaitingCallback[connection.evhttpConnection] = self
        if added != 0 { end() }
    }

    /// Does what follows a reply.
    func goOn(after ending: IncomingRequest.Ending) {
        request = nil
        since = .now
        requestStart = since
        switch ending {
        case .keepAlive:
            connection.idleSince = context.sweeps
            state = .reading
            phase = .idle
            readNext()
        case .close:
            state = .discarding(ReplyProgress())
            lastDiscard = since
            // The client sees the end of the replies, and may still send.
            shutdown(bufferevent_getfd(stream), CInt(SHUT_WR))
        }
    }

    /// Ends the connection, or has the next sweep do so, if the client has yet to take something of the reply: the reset
    /// that follows on bytes that were not read would lose it.
    private func stopReading() {
        bufferevent_disable(stream, CShort(EV_READ))
        if unsent == 0 { end() }
    }

    /// Ends the connection as if the client had, once the callback that this is called from is over.
    func end() {
        bufferevent_disable(stream, CShort(EV_READ))
        bufferevent_trigger_event(
            stream, CShort(BEV_EVENT_READING | BEV_EVENT_EOF), CInt(BEV_TRIG_DEFER_CALLBACKS.rawValue))
    }
}
