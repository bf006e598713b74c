internal import Glibc
internal import Libevent
package import Logging
package import MaintenanceSite
package import System

/// A running server. Its workers' threads serve; whoever made it waits for the end.
package final class Server {
    /// Where the server listens.
    package let addresses: [SocketAddress]
    /// Where its operators find its numbers.
    package var adminAddresses: [SocketAddress] { admin?.addresses ?? [] }
    /// Stops the server, and says how far that has come, from any thread.
    package let stopper: Stopper

    private let loop: EventLoop
    private let ends: WorkerEnds
    private var endEvent: Event?
    private var events: [Event] = []
    private var threads: [Thread] = []
    private let reloadRequest: Wakeup
    private let watchEnd: Wakeup
    private let accessLog: AccessLog?
    private let outages: OutageWatch
    private var admin: AdminServer?
    private let shutdownDelay: Duration
    private let serviceManager: ServiceManager?
    private var delayTimer: Event?

    /// Listens and starts to serve the snapshot of the source, and from then on what that changes to.
    ///
    /// Each of `signals` stops the server, and `ReloadSignal` has the site loaded; of all servers in a process one at a time may be
    /// given signals.
    /// Throws `ListenError`, or `AdminListenError`, for addresses that are of no use, before anything has started; `LibeventError` and
    /// `SystemError` where the host lacks memory, descriptors or threads.
    package init(
        _ configuration: Configuration, source: SiteSource, snapshot: SiteSnapshot, logger: Logger, signals: [CInt] = []
    ) throws {
        Server.ignoreBrokenPipes()
        logger.takeLibeventMessages()
        let listeners = try Listeners(
            on: configuration.places, inherited: configuration.inherited, sockets: configuration.sockets,
            workers: configuration.workers)
        let adminSockets = try configuration.adminSockets(besides: listeners.addresses)
        addresses = listeners.addresses
        stopper = try Stopper(workers: listeners.sockets.count, drain: configuration.drain)
        loop = try EventLoop()
        ends = try WorkerEnds()
        reloadRequest = try Wakeup()
        watchEnd = try Wakeup()
        shutdownDelay = configuration.shutdownDelay
        serviceManager = configuration.serviceManager
        accessLog = configuration.accessLog == .off ? nil : try AccessLog(logger: logger)
        outages = try OutageWatch(gap: configuration.outageGap, on: loop, logger: logger)
        endEvent = try ends.wakeup.event(on: loop) { [unowned self] in workerEnded() }
        for number in signals {
            events.append(try Event(on: loop, .signal(number)) { [unowned self] in stopBySignal() })
        }
        if !signals.isEmpty {
            events.append(try Event(on: loop, .signal(ReloadSignal.number)) { [reloadRequest] in reloadRequest.wake() })
        }
        let current = try Current(
            Current.State(sites: snapshot.sites, until: configuration.until), workers: listeners.sockets.count)
        let capacity = ConnectionCapacity.maximum(configuration, beside: source.budget, logger: logger)
        let limit = ConnectionLimit(maximum: capacity)
        let counters = listeners.sockets.map { _ in WorkerCounters() }
        if !adminSockets.isEmpty {
            let metrics = Metrics(
                version: configuration.version, workers: counters, connectionLimit: capacity, site: current.record,
                accessLog: accessLog?.queue)
            admin = try AdminServer(
                on: loop, logger: logger, isDraining: { [stopper] in stopper.shutdown.isStopping },
                metrics: { [outages] in metrics.exposition(outages) })
            for socket in adminSockets { try admin?.accept(on: socket) }
        }
        // Before a worker answers: it reads the file that knows of the end.
        let watch = try Watch(
            source, snapshot.index, configuration, publishingTo: current, logger: logger, reload: reloadRequest,
            stop: watchEnd)
        do {
            for index in listeners.sockets.indices {
                let worker = try Worker(
                    index, of: listeners.sockets, current: current, configuration: configuration, limit: limit,
                    logger: logger,
                    accessLog: accessLog?.queue, counters: counters[index], traffic: outages.queue,
                    newState: current.wakeups[index], stopper: stopper, stopRequest: stopper.requests[index])
                threads.append(try Thread { [ends] in ends.noteEnd(of: worker) })
            }
            // Nobody waits for its end: it may wait for a disk.
            _ = try Thread { watch.run() }
        } catch {
            stopper.stop()
            for thread in threads { thread.join() }
            throw error
        }
    }

    /// Returns when the server was stopped and all workers have ended. To be called once.
    ///
    /// Throws what ended a worker that nobody had stopped; the others are stopped then.
    package func waitUntilStopped() throws {
        try loop.run()
        for thread in threads { thread.join() }
        outages.stop()
        watchEnd.wake()
        // The workers' end matters more than the log's.
        try? finishLog()
        try ends.failure.map { throw $0 }
    }

    /// Makes a write to somebody who went away an error to handle, not a signal that ends the process.
    package static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    deinit {
        // The loop turns once more when the admin's evhttp is freed, and must not find events of a server that is no more.
        endEvent = nil
        events = []
    }

    /// The first signal begins the delay, where there is one, the next ends it, and one more ends everything.
    private func stopBySignal() {
        guard !stopper.shutdown.isStopping else { return stop() }
        serviceManager?.notify(.stopping)
        admin?.leave()
        if shutdownDelay > .zero {
            // Without a timer there is no delay.
            delayTimer = try? Event(on: loop, .after(shutdownDelay)) { [unowned self] in stop() }
        }
        if delayTimer == nil { stop() } else { stopper.handle(.leave) }
    }

    private func stop() {
        delayTimer = nil
        if stopper.handle(.stop) == .ended { loop.stop() }
    }

    private func workerEnded() {
        if ends.failure != nil { stopper.handle(.workerFailed) }
        if ends.count == threads.count { loop.stop() }
    }

    /// Waits for the access log's writer for what the replies have left of the drain time, or for a moment.
    private func finishLog() throws(LibeventError) {
        // A worker's wake may come late.
        endEvent = nil
        guard case .flushing(let deadline) = stopper.handle(.workersEnded) else { return }
        try accessLog?.finish(within: deadline - .now, on: loop)
    }
}
