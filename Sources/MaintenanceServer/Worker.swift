internal import HTTP
internal import Libevent
internal import Logging
internal import MaintenanceSite
internal import Synchronization

/// An event loop with its own evhttp and sockets. Workers share only the live state, the limit on connections, the shutdown, and the
/// queues of the access log and of the traffic.
final class Worker {
    /// How often a stopping worker checks whether its answers are sent.
    private static let drainInterval = Duration.milliseconds(20)

    /// Intervals for which a stopping worker still accepts while another process gets the new connections, so that handshakes complete.
    private static let intervalsBesideAnother = 5

    private enum State {
        case serving
        /// Accepts waiting connections for that many intervals.
        case accepting(intervals: Int)
        /// Accepts no connections, and waits for requests and replies under way.
        case finishing
    }

    private let loop: EventLoop
    private let http: HTTPServer
    private var sockets: [ListeningSocket]
    /// Beside another process the sockets of all workers, retained until this one stops accepting. So the last worker closes all at once:
    /// while only some are closed, the kernel cannot tell the sockets of this process from those of its successor.
    private var sharedSockets: [[ListeningSocket]]
    private let logger: Logger
    private let handler: StaticFallbackHandler
    private var state = State.serving
    private var stopEvent: Event?
    private var stateEvent: Event?
    private var drainTimer: Event?

    /// Sets up everything, so that `run()` only has to wait for events. The worker reads the live state after a wake of `newState`,
    /// and the shutdown after one of `stopRequest`.
    init(
        _ index: Int, of allSockets: [[ListeningSocket]], current: LiveState, configuration: Configuration,
        limits: (connections: ConnectionLimit, pendingReplies: ConnectionLimit),
        logger: Logger, accessLog: LogQueue?, counters: WorkerCounters, traffic: TrafficQueue, newState: Wakeup,
        stopper: Stopper, stopRequest: Wakeup
    ) throws(LibeventError) {
        loop = try EventLoop()
        sockets = allSockets[index]
        sharedSockets = configuration.sockets.sharesPorts ? allSockets : []
        self.logger = logger
        var options = HTTPServer.Options(limit: limits.connections, pendingReplyLimit: limits.pendingReplies)
        options.deadlines = configuration.deadlines
        options.expectsProxyHeaders = configuration.proxyProtocol
        options.counters = counters.connections
        options.onAcceptError = { logger.warning("\($0)") }
        options.onEarlyClose = { cause, peer in
            switch cause {
            case .finished, .expired(.head), .expired(.body), .expired(.idle): break
            case .expired(.write), .replyAborted: logger.debug("a client left before its answer was complete")
            case .proxyHeaderMissing: logger.debug("refused: no complete PROXY header, from \(peer)")
            }
        }
        // The server retains the buffer until its last exchange.
        if let accessLog, let buffer = AccessLogBuffer(on: loop, configuration, queue: accessLog) {
            options.onExchange = { buffer.add($0) }
        }
        http = try HTTPServer(on: loop, options)
        handler = StaticFallbackHandler(
            current.state, configuration, counters: counters, traffic: TrafficBuffer(on: loop, queue: traffic),
            logger: logger)
        handler.register(on: http)
        for socket in sockets { try http.accept(on: socket.descriptor, owner: socket) }
        stateEvent = try newState.event(on: loop) { [handler] in handler.state = current.state }
        stopEvent = try stopRequest.event(on: loop) { [unowned self] in follow(stopper.shutdown) }
    }

    deinit {
        // The loop turns once more when its evhttp is freed, and must not find events of this worker then.
        stopEvent = nil
        stateEvent = nil
        drainTimer = nil
    }

    /// Serves until the worker has to stop.
    func run() throws(LibeventError) {
        try loop.run()
    }

    private func follow(_ shutdown: Shutdown) {
        switch (shutdown, state) {
        case (.leaving, .serving): http.leave()
        case (.draining(let deadline), .serving): beginToStop(by: deadline)
        case (.cutting, _): cut(because: "the server was told to stop at once")
        case (.serving, _), (.leaving, _), (.draining, _), (.flushing, _), (.ended, _): break
        }
    }

    // 1. Make every reply the last of its connection, and keep new connections away where that is possible.
    // 2. Stop accepting after one interval, or after several beside another process. By then the waiting connections are
    //    accepted, which closing their listener would reset.
    // 3. Wait another interval, for requests that have arrived but were not read.
    // 4. End when no request and no reply is under way, or at the deadline.
    private func beginToStop(by deadline: ContinuousClock.Instant) {
        http.drain()
        for socket in sockets { socket.withdraw(count: sharedSockets.count) }
        state = .accepting(intervals: sharedSockets.isEmpty ? 1 : Worker.intervalsBesideAnother)
        drainTimer = try? Event(on: loop, .every(Worker.drainInterval)) { [unowned self] in drain(until: deadline) }
        // Without a timer the worker cannot wait for replies.
        if drainTimer == nil { loop.stop() }
    }

    private func drain(until deadline: ContinuousClock.Instant) {
        http.sweep()
        switch state {
        case .serving: break
        case .accepting(let intervals) where intervals > 1:
            state = .accepting(intervals: intervals - 1)
            if intervals == 2 { for socket in sockets { socket.dropHandshakes() } }
        case .accepting:
            state = .finishing
            http.stopAccepting()
            sockets = []
            sharedSockets = []
        case .finishing:
            if http.underWay == (0, 0) {
                loop.stop()
            } else if ContinuousClock.now >= deadline {
                cut(because: "their clients were slower than the drain time")
            }
        }
    }

    private func cut(because reason: String) {
        let (replies, requests) = http.underWay
        if replies > 0 { logger.warning("cut: \(replies) replies, since \(reason)") }
        if requests > 0 { logger.info("cut: \(requests) requests that had not arrived completely, since \(reason)") }
        loop.stop()
    }
}

/// How the workers ended, for the thread of the server.
final class WorkerEnds: Sendable {
    /// Woken when a worker has ended.
    let wakeup: Wakeup
    private let ends = Mutex<[Result<Void, LibeventError>]>([])

    init() throws(LibeventError) {
        wakeup = try Wakeup()
    }

    /// Runs the worker, and records how it ended.
    func run(_ worker: Worker) {
        let end = Result { () throws(LibeventError) in try worker.run() }
        ends.withLock { $0.append(end) }
        wakeup.wake()
    }

    var count: Int { ends.withLock { $0.count } }

    /// The failure that ended a worker, if there was one.
    var failure: LibeventError? {
        ends.withLock { ends in
            ends.lazy.compactMap { if case .failure(let error) = $0 { error } else { nil } }.first
        }
    }
}
