internal import Libevent
internal import Logging
internal import MaintenanceSite

/// One event loop with its own evhttp and sockets. It shares nothing with other workers but what they answer
/// from, the limit on connections, and the request to stop.
final class Worker {
    /// How often a stopping worker looks whether its answers are sent.
    private static let drainInterval = Duration.milliseconds(20)

    /// For how many it accepts beside another process, which gets what is new: so long a handshake that has begun may take.
    private static let intervalsBesideAnother = 5

    private let loop: EventLoop
    private let http: HTTPServer
    private var sockets: [ListeningSocket]
    /// Those of all workers, held until this one accepts no more. So they are closed together, by the last of them: while
    /// some are, the kernel cannot tell this process's from those of its successor.
    private var allSockets: [[ListeningSocket]]
    private let drainTime: Duration
    private let logger: Logger
    private let handler: StaticFallbackHandler
    /// How many intervals are left in which a stopping worker accepts.
    private var lastIntervals: Int
    private var stopEvent: Event?
    private var stateEvent: Event?
    private var drainTimer: Event?

    /// Sets up everything, so that `run()` only has to wait for events. The worker looks for another state after a wake of
    /// `newState`, and for what the stopper wants after one of `stopRequest`.
    init(
        _ index: Int, of allSockets: [[ListeningSocket]], current: Current, configuration: Configuration,
        limit: ConnectionLimit,
        logger: Logger, accessLog: LogQueue?, counters: WorkerCounters, traffic: TrafficQueue, newState: Wakeup,
        stopper: Stopper, stopRequest: Wakeup
    ) throws(LibeventError) {
        loop = try EventLoop()
        http = try HTTPServer(
            on: loop, limit: limit, deadlines: configuration.deadlines,
            expectsProxyHeaders: configuration.proxyProtocol,
            counters: counters.connections)
        sockets = allSockets[index]
        self.allSockets = allSockets
        lastIntervals = configuration.sockets.sharesPorts ? Worker.intervalsBesideAnother : 1
        drainTime = configuration.drain
        self.logger = logger
        http.onAcceptError = { logger.warning("\($0)") }
        http.onAbortedReply = { logger.debug("a client went away before it had its whole answer") }
        http.onProxyHeaderMissing = { logger.debug("refused: there is no whole PROXY header, from \($0)") }
        // The buffer goes with the server, after its last exchange.
        if let accessLog,
            let buffer = AccessLogBuffer(on: loop, configuration, queue: accessLog)
        {
            http.onExchange = { buffer.add($0) }
        }
        handler = StaticFallbackHandler(
            current.state, configuration, counters: counters, traffic: TrafficBuffer(on: loop, queue: traffic),
            logger: logger)
        handler.register(on: http)
        for socket in sockets { try http.accept(on: socket.descriptor, owner: socket) }
        stateEvent = try newState.event(on: loop) { [handler] in handler.state = current.state }
        stopEvent = try stopRequest.event(on: loop) { [unowned self] in follow(stopper.phase) }
    }

    deinit {
        // The loop turns once more when its evhttp is freed, and must not find events of a worker that is no more.
        stopEvent = nil
        stateEvent = nil
        drainTimer = nil
    }

    /// Serves until the worker is to stop.
    func run() throws(LibeventError) {
        try loop.run()
    }

    private func follow(_ phase: Stopper.Phase) {
        switch phase {
        case .serving: break
        case .leaving: http.endsConnections = true
        case .draining: stop()
        case .cutting: cutAnswers(because: "the server was told to stop at once")
        }
    }

    // 1. Make every answer its connection's last, and let no new connection come where there is a way.
    // 2. Accept no more, one interval later, or some beside another process. By then the connections that the kernel had
    //    ready are accepted: closing their listener would reset them.
    // 3. Let another interval pass, for requests that have arrived but were not read.
    // 4. End when no request and no answer is under way, or when the time is up.
    private func stop() {
        guard drainTimer == nil else { return }
        http.endsConnections = true
        for socket in sockets { socket.withdraw(count: allSockets.count) }
        let deadline = ContinuousClock.now + drainTime
        drainTimer = try? Event(on: loop, .every(Worker.drainInterval)) { [unowned self] in drain(until: deadline) }
        // Without a timer there is no telling when the answers are sent.
        if drainTimer == nil { loop.stop() }
    }

    private func drain(until deadline: ContinuousClock.Instant) {
        if http.isAccepting {
            lastIntervals -= 1
            if lastIntervals == 1 { for socket in sockets { socket.dropHandshakes() } }
            guard lastIntervals <= 0 else { return }
            http.stopAccepting()
            sockets = []
            allSockets = []
        } else if http.busyConnections == 0 {
            loop.stop()
        } else if ContinuousClock.now >= deadline {
            cutAnswers(because: "their clients were slower than --drain")
        }
    }

    private func cutAnswers(because reason: String) {
        let (replies, requests) = (http.repliesUnderWay, http.busyConnections - http.repliesUnderWay)
        if replies > 0 { logger.warning("cut: \(replies) answers, since \(reason)") }
        if requests > 0 { logger.info("cut: \(requests) requests that had not come whole, since \(reason)") }
        loop.stop()
    }
}
