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
    /// Called for each connection that has ended within its PROXY header, or begun without one.
    var onProxyHeaderMissing: (Peer) -> Void = { _ in }
    /// Told when no more are to be accepted.
    var onFull: () -> Void = {}

    let context: ConnectionContext
    private let limit: ConnectionLimit
    private let deadlines: Deadlines
    private let expectsProxyHeaders: Bool
    private var open: [Connection] = []
    /// Made in this turn of the loop, and evhttp has not said for which connections yet.
    private var newborn: [OpaquePointer] = []
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
        context = ConnectionContext(counters: counters)
        context.onEnd = { [unowned self] in ended($0) }
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

    /// Connections with more to do than to wait for a request.
    var busy: Int { open.count { $0.active?.isBusy ?? false } }

    /// Connections with a reply under way.
    var replying: Int { open.count { $0.active?.isReplying ?? false } }
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
        newborn.append(stream)
        promotion?.activate()
        limit.enter()
        context.counters.accepted.add()
        if limit.isReached {
            context.counters.limitReached.add()
            onFull()
        }
        return stream
    }

    private func promote() {
        for stream in newborn {
            // evhttp's callbacks have its connection for their argument; a bufferevent that it has freed has none
            // (http.c, bufferevent.c).
            var callbacks = ConnectionContext.EvhttpCallbacks()
            var evhttpConnection: UnsafeMutableRawPointer?
            bufferevent_getcb(stream, &callbacks.read, &callbacks.written, &callbacks.ended, &evhttpConnection)
            if let evhttpConnection {
                context.evhttpCallbacks = callbacks
                add(OpaquePointer(evhttpConnection))
            } else {
                leave()
            }
            bufferevent_decref(stream)
        }
        newborn = []
    }

    private func add(_ evhttpConnection: OpaquePointer) {
        let connection = Connection(evhttpConnection, expectsProxyHeader: expectsProxyHeaders, context: context)
        connection.index = UInt32(open.count)
        open.append(connection)
    }

    private func leave() {
        limit.leave()
        context.counters.ended.add()
    }

    private func ended(_ connection: Connection) {
        // The last one takes its place.
        let last = open.removeLast()
        if last !== connection {
            last.index = connection.index
            open[Int(connection.index)] = last
        }
        leave()
        guard let active = connection.active else { return }
        if active.isReplying { active.reportExchange() }
        if active.isReplying || active.isCut {
            context.counters.abortedReplies.add()
            onAbort()
        }
        if active.isWithinProxyHeader {
            context.counters.proxyHeadersMissing.add()
            onProxyHeaderMissing(connection.peer)
        }
    }

    private func sweep() {
        context.sweeps &+= 1
        var deadlines = deadlines
        if limit.isReached { deadlines.idle = min(deadlines.idle, Connections.idleWhenFull) }
        // Ending a connection takes it out of the table.
        let overdue = open.filter { isOverdue($0, by: deadlines) }
        for connection in overdue { evhttp_connection_free(connection.evhttpConnection) }
    }

    private func isOverdue(_ connection: Connection, by deadlines: Deadlines) -> Bool {
        if let active = connection.active {
            guard active.isAtRest else { return active.expire(by: deadlines) }
            connection.rest()
        }
        // The first of the sweeps may have followed at once.
        guard Connections.sweepInterval * (connection.idleSweeps - 1) >= deadlines.idle else { return false }
        context.counters.expired(.idle).add()
        return true
    }
}
