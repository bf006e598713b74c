internal import CLibevent
internal import Glibc
internal import HTTP

/// A client's connection. It stands between the socket and evhttp, whose parser takes parts of bodies for requests and
/// knows no bounds:
///
/// 1. What the socket brings is taken out of the bufferevent's input before evhttp sees it, and given to the reader.
/// 2. For each request that the reader hands out, evhttp gets a request of ours that it cannot misread.
/// 3. evhttp calls the generic callback for it, where the reader's request is answered in its place.
/// 4. When the reply is sent, the connection goes on, or ends, or drops what the client sends on and then ends.
final class Connection {
    /// What a connection waits for.
    private enum State {
        /// For bytes of a request.
        case reading
        /// For evhttp to call back, and then for the client to take the reply.
        case replying(ReplyProgress)
        /// For the client's end, with so many bytes to go at most.
        case discarding(left: Int)
    }

    private static let discardSize = 8 << 20
    private static let discardTime = Duration.seconds(5)
    /// Any method would do; this one's request evhttp never takes for one with a body.
    private static let requestForEvhttp = "GET / HTTP/1.1\r\n\r\n"

    /// Valid until `ended`, when evhttp frees it.
    let stream: OpaquePointer
    /// nil until evhttp has made it; valid until `ended`.
    var evhttpConnection: OpaquePointer?
    /// The request being answered.
    private(set) var request: IncomingRequest?
    private var ending = IncomingRequest.Ending.close
    private unowned let connections: Connections
    private var reader: RequestReader
    private var state = State.reading
    /// When the state, or the reader's phase, was entered.
    private var since = ContinuousClock.now
    private var phase = RequestReader.Phase.idle
    private var inputCallback: OpaquePointer?
    private var isFeeding = false

    init(stream: OpaquePointer, in connections: Connections) {
        self.stream = stream
        self.connections = connections
        reader = RequestReader(limits: connections.limits)
        inputCallback = evbuffer_add_cb(
            bufferevent_get_input(stream), { _, info, context in Connection.at(context)?.inputChanged(info) },
            Unmanaged.passUnretained(self).toOpaque())
    }

    /// Lets go of the bufferevent, which is about to be freed.
    func ended() {
        evbuffer_remove_cb_entry(bufferevent_get_input(stream), inputCallback)
    }

    /// Whether a reply is under way.
    var isReplying: Bool {
        if case .replying = state { true } else { false }
    }

    /// Whether a reply is under way, or the client has to be given time to read one.
    var isBusy: Bool {
        if case .reading = state { false } else { true }
    }

    static func at(_ context: UnsafeMutableRawPointer?) -> Connection? {
        context.map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
    }
}

// Reading.
extension Connection {
    private func inputChanged(_ info: UnsafePointer<evbuffer_cb_info>?) {
        guard !isFeeding, let info, info.pointee.n_added > 0 else { return }
        let input = bufferevent_get_input(stream)
        let count = evbuffer_get_length(input)
        if case .discarding(let left) = state {
            discard(upTo: left - count)
        } else if let bytes = evbuffer_pullup(input, -1) {
            reader.receive(UnsafeRawBufferPointer(start: bytes, count: count))
        } else {
            discard(upTo: 0)
        }
        evbuffer_drain(input, count)
        if case .reading = state { readNext() }
    }

    private func readNext() {
        if let request = reader.next() {
            answer(request)
        } else if phase != reader.phase {
            phase = reader.phase
            since = .now
        }
    }

    /// Has evhttp call back for the request.
    private func answer(_ request: IncomingRequest) {
        self.request = request
        state = .replying(ReplyProgress(at: .now))
        let input = bufferevent_get_input(stream)
        isFeeding = true
        // bufferevent lets nobody but itself add to its input (bufferevent_sock.c).
        evbuffer_unfreeze(input, 0)
        let added = evbuffer_add(input, Connection.requestForEvhttp, Connection.requestForEvhttp.utf8.count)
        evbuffer_freeze(input, 0)
        isFeeding = false
        if added != 0 { discard(upTo: 0) }
    }

    /// Drops what comes, up to so many bytes, before the end.
    private func discard(upTo left: Int) {
        if case .discarding = state {} else { since = .now }
        state = .discarding(left: left)
        // The connection cannot be freed from within its own callbacks; the next sweep does.
        if left <= 0 { bufferevent_disable(stream, CShort(EV_READ)) }
    }
}

// Replying.
extension Connection {
    /// Sends the reply to the request that evhttp has called back for. The connection may be gone afterwards.
    func send(_ reply: HTTPReply, to evhttpRequest: UnsafeMutablePointer<evhttp_request>) {
        ending = connections.ending(after: request)
        evhttp_request_set_on_complete_cb(
            evhttpRequest, { request, context in Connection.at(context)?.replySent(request) },
            Unmanaged.passUnretained(self).toOpaque())
        Exchange(request: evhttpRequest, ending: ending).send(reply)
    }

    private func replySent(_ evhttpRequest: UnsafeMutablePointer<evhttp_request>?) {
        request = nil
        since = .now
        state = .reading
        switch ending {
        case .close:
            // evhttp ends the connection, by the reply's own field.
            break
        case .keepAlive:
            phase = .idle
            readNext()
        case .discardAndClose:
            // evhttp is to keep the connection, which reads until the client has seen this end.
            evhttp_remove_header(evhttp_request_get_output_headers(evhttpRequest), "Connection")
            shutdown(bufferevent_getfd(stream), CInt(SHUT_WR))
            state = .discarding(left: Connection.discardSize)
        }
    }
}

// Waiting no longer.
extension Connection {
    /// Answers a request that is overdue. Returns whether it is the connection that is overdue, and has to be ended.
    func expire(by deadlines: Deadlines) -> Bool {
        let waited = .now - since
        switch state {
        case .reading:
            guard waited >= deadlines.limit(for: phase) else { return false }
            guard let request = reader.expire() else { return true }
            answer(request)
            bufferevent_trigger(
                stream, CShort(EV_READ), CInt(BEV_TRIG_IGNORE_WATERMARKS.rawValue | BEV_TRIG_DEFER_CALLBACKS.rawValue))
            return false
        case .replying(var progress):
            let isOverdue = progress.isOverdue(left: unsent, at: .now, by: deadlines)
            state = .replying(progress)
            return isOverdue
        case .discarding(let left):
            return left <= 0 || waited >= Connection.discardTime
        }
    }

    /// Bytes of the reply that the client's host has not acknowledged, those that the kernel holds among them.
    private var unsent: Int {
        var queued: CInt = 0
        // tcp(7) calls it SIOCOUTQ. Of a socket that is no more nothing is left.
        _ = ioctl(bufferevent_getfd(stream), UInt(TIOCOUTQ), &queued)
        return evbuffer_get_length(bufferevent_get_output(stream)) + Int(queued)
    }
}

extension Deadlines {
    fileprivate func limit(for phase: RequestReader.Phase) -> Duration {
        switch phase {
        case .idle: idle
        case .head: head
        case .body: body
        case .finished: .zero
        }
    }
}
