internal import CLibevent
internal import HTTP

/// The open connections of an evhttp: how many there may be, and how long each may take.
final class Connections {
    /// How often deadlines are looked at, and so how exact they are.
    private static let sweepInterval = Duration.milliseconds(500)
    /// How long a connection may be idle where others wait for its place.
    private static let idleWhenFull = Duration.seconds(1)

    /// Whether every reply ends its connection.
    var closes = false
    /// Called for each client that went away, or was let go, before it had its whole reply.
    var onAbort: () -> Void = {}
    /// Called for each request when its reply is sent or given up, on connections that are made from now on.
    var onExchange: ((Exchange) -> Void)?
    /// Asked for each plain request, on connections that are made from now on.
    var onPlainRequest: HTTPServer.PlainHandler?
    /// Called for each connection that has ended within its PROXY header, or begun without one.
    var onProxyHeaderMissing: (Peer) -> Void = { _ in }
    /// Told when no more are to be accepted.
    var onFull: () -> Void = {}

    private let limit: ConnectionLimit
    private let counters: ConnectionCounters
    private let deadlines: Deadlines
    private let expectsProxyHeaders: Bool
    private var open: [OpaquePointer: Connection] = [:]
    /// Made in this turn of the loop, and not known to evhttp yet.
    private var newborn: [Connection] = []
    private var promotion: Event?
    private var sweepTimer: Event?

    /// Where the limit is reached it is for the owner to accept no more.
    init(
        on loop: EventLoop, limit: ConnectionLimit, deadlines: Deadlines, expectsProxyHeaders: Bool,
        counters: ConnectionCounters
    ) throws(LibeventError) {
        self.limit = limit
        self.deadlines = deadlines
        self.expectsProxyHeaders = expectsProxyHeaders
        self.counters = counters
        promotion = try Event(on: loop, .activation) { [unowned self] in promote() }
        sweepTimer = try Event(on: loop, .every(Connections.sweepInterval)) { [unowned self] in sweep() }
    }

    /// Makes the connections of an evhttp, which this object has to outlive.
    func serve(_ http: OpaquePointer) {
        evhttp_set_bevcb(
            http,
            { base, context in
                context.flatMap { Unmanaged<Connections>.fromOpaque($0).takeUnretainedValue().make(on: base) }
            }, Unmanaged.passUnretained(self).toOpaque())
    }

    /// The connection with that bufferevent.
    subscript(stream: OpaquePointer?) -> Connection? {
        stream.flatMap { open[$0] }
    }

    /// Connections with more to do than to wait for a request.
    var busy: Int { open.values.count { $0.isBusy } }

    /// Connections with a reply under way.
    var replying: Int { open.values.count { $0.isReplying } }
}

extension Connections {
    // evhttp asks for a bufferevent before it has a connection, which alone tells of its end. So the connection is found
    // later in the same turn of the loop, before the socket can bring anything.
    private func make(on base: OpaquePointer?) -> OpaquePointer? {
        // Without one evhttp makes one of its own, for which no request is answered. Whoever has no memory for this has
        // greater worries than what that one may read.
        guard let stream = bufferevent_socket_new(base, -1, CInt(BEV_OPT_CLOSE_ON_FREE.rawValue)) else { return nil }
        // Until the promotion, by when evhttp may have dropped it.
        bufferevent_incref(stream)
        let connection = Connection(
            stream: stream, expectsProxyHeader: expectsProxyHeaders, counters: counters, onExchange: onExchange,
            onPlainRequest: onExchange == nil ? onPlainRequest : nil)
        open[stream] = connection
        newborn.append(connection)
        promotion?.activate()
        limit.enter()
        counters.accepted.add()
        if limit.isReached {
            counters.limitReached.add()
            onFull()
        }
        return stream
    }

    private func promote() {
        for connection in newborn {
            // evhttp's callbacks have its connection for their argument; a bufferevent that it has freed has none
            // (http.c, bufferevent.c).
            var evhttpConnection: UnsafeMutableRawPointer?
            bufferevent_getcb(connection.stream, nil, nil, nil, &evhttpConnection)
            if let evhttpConnection {
                connection.evhttpConnection = OpaquePointer(evhttpConnection)
                evhttp_connection_set_closecb(
                    connection.evhttpConnection,
                    { connection, context in
                        guard let context else { return }
                        let stream = evhttp_connection_get_bufferevent(connection)
                        Unmanaged<Connections>.fromOpaque(context).takeUnretainedValue().ended(stream)
                    }, Unmanaged.passUnretained(self).toOpaque())
            } else {
                ended(connection.stream)
            }
            bufferevent_decref(connection.stream)
        }
        newborn = []
    }

    private func ended(_ stream: OpaquePointer?) {
        guard let stream, let connection = open.removeValue(forKey: stream) else { return }
        connection.ended()
        limit.leave()
        counters.ended.add()
        if connection.isReplying {
            connection.reportExchange()
            counters.abortedReplies.add()
            onAbort()
        }
        if connection.isWithinProxyHeader {
            counters.proxyHeadersMissing.add()
            onProxyHeaderMissing(connection.peer)
        }
    }

    private func sweep() {
        var deadlines = deadlines
        if limit.isReached { deadlines.idle = min(deadlines.idle, Connections.idleWhenFull) }
        // Ending a connection takes it out of the table.
        let overdue = open.values.filter { $0.expire(by: deadlines) }
        for case let evhttpConnection? in overdue.map(\.evhttpConnection) { evhttp_connection_free(evhttpConnection) }
    }
}
