internal import Libevent
internal import Logging
internal import MaintenanceSite
internal import Synchronization

/// One event loop with its own evhttp and sockets. It shares nothing with other workers but what they answer
/// from, the limit on connections, and the request to stop.
final class Worker {
    /// How often a stopping worker looks whether its answers are sent.
    private static let drainInterval = Duration.milliseconds(20)

    /// For how many it accepts beside another process, which gets what is new: so long a handshake that has begun may take.
    private static let intervalsBesideAnother = 5

    private enum State {
        case serving
        /// Accepts for so many intervals what the kernel has ready.
        case accepting(intervals: Int)
        /// Accepts no more, and waits for requests and replies that are under way.
        case finishing
    }

    private let loop: EventLoop
    private let http: HTTPServer
    private var sockets: [ListeningSocket]
    /// Those of all workers, held until this one accepts no more. So they are closed together, by the last of them: while
    /// some are, the kernel cannot tell this process's from those of its successor.
    private var allSockets: [[ListeningSocket]]
    private let logger: Logger
    private let handler: StaticFallbackHandler
    /// Whether another process accepts from the same port.
    private let besidesAnother: Bool
    private var state = State.serving
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
        besidesAnother = configuration.sockets.sharesPorts
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
        stopEvent = try stopRequest.event(on: loop) { [unowned self] in follow(stopper.shutdown) }
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

    private func follow(_ shutdown: Shutdown) {
        switch (shutdown, state) {
        case (.leaving, .serving): http.phase = .leaving
        case (.draining(let deadline), .serving): beginToStop(by: deadline)
        case (.cutting, _): cut(because: "the server was told to stop at once")
        case (.serving, _), (.leaving, _), (.draining, _), (.flushing, _), (.ended, _): break
        }
    }

    // 1. Make every reply its connection's last, and let no new connection come where there is a way.
    // 2. Accept no more, one interval later, or some beside another process. By then the connections that the kernel had
    //    ready are accepted: closing their listener would reset them.
    // 3. Let another interval pass, for requests that have arrived but were not read.
    // 4. End when no request and no reply is under way, or when the time is up.
    private func beginToStop(by deadline: ContinuousClock.Instant) {
        http.phase = .draining
        for socket in sockets { socket.withdraw(count: allSockets.count) }
        state = .accepting(intervals: besidesAnother ? Worker.intervalsBesideAnother : 1)
        drainTimer = try? Event(on: loop, .every(Worker.drainInterval)) { [unowned self] in drain(until: deadline) }
        // Without a timer nobody can say when the replies are sent.
        if drainTimer == nil { loop.stop() }
    }

    private func drain(until deadline: ContinuousClock.Instant) {
        switch state {
        case .serving: break
        case .accepting(let intervals) where intervals > 1:
            state = .accepting(intervals: intervals - 1)
            if intervals == 2 { for socket in sockets { socket.dropHandshakes() } }
        case .accepting:
            state = .finishing
            http.stopAccepting()
            sockets = []
            allSockets = []
        case .finishing:
            if http.busyConnections == 0 {
                loop.stop()
            } else if ContinuousClock.now >= deadline {
                cut(because: "their clients were slower than --drain")
            }
        }
    }

    private func cut(because reason: String) {
        let (replies, requests) = (http.repliesUnderWay, http.busyConnections - http.repliesUnderWay)
        if replies > 0 { logger.warning("cut: \(replies) replies, since \(reason)") }
        if requests > 0 { logger.info("cut: \(requests) requests that had not arrived whole, since \(reason)") }
        loop.stop()
    }
}

/// How the workers ended, told by their threads to the server's.
final class WorkerEnds: Sendable {
    /// Woken after each end.
    let wakeup: Wakeup
    private let ends = Mutex<[Result<Void, LibeventError>]>([])

    init() throws(LibeventError) {
        wakeup = try Wakeup()
    }

    /// Runs the worker, and notes how it ended.
    func noteEnd(of worker: Worker) {
        let end = Result { () throws(LibeventError) in try worker.run() }
        ends.withLock { $0.append(end) }
        wakeup.wake()
    }

    var count: Int { ends.withLock { $0.count } }

    /// What ended a worker that was not asked to stop.
    var failure: LibeventError? {
        ends.withLock { ends in
            ends.lazy.compactMap { if case .failure(let error) = $0 { error } else { nil } }.first
        }
    }
}
