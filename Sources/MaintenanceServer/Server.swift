internal import Glibc
internal import Libevent
package import Logging
package import MaintenanceSite
package import System

/// A running server. Its workers serve on their threads, while the caller waits for the end.
package final class Server {
    /// The addresses that the server listens on.
    package let addresses: [SocketAddress]
    /// The addresses of the operators' port.
    package var adminAddresses: [SocketAddress] { admin?.addresses ?? [] }
    /// Stops the server, and reports the state of the shutdown, from any thread.
    package let stopper: Stopper

    private let loop: EventLoop
    private let ends: WorkerEnds
    private var endEvent: Event?
    private var events: [Event] = []
    private var threads: [Thread] = []
    private let reloadRequest: Wakeup
    private let watchEnd: Wakeup
    private let accessLog: AccessLog?
    private let outages: OutageReporter
    private var admin: AdminServer?
    private let shutdownDelay: Duration
    private let serviceManager: ServiceManager?
    private var delayTimer: Event?
    private let confinement: Confinement?

    /// Listens, and starts to serve the snapshot. Later changes of the source are loaded.
    ///
    /// Each of `signals` stops the server, and `ReloadSignal` reloads the site. Only one server of a process may have signals.
    /// Throws `ListenError` or `AdminListenError` for addresses that cannot be used and `SandboxError` for a sandbox that is required and
    /// not complete, before anything has started, and `LibeventError` or `SystemError` if the host lacks memory, descriptors or threads.
    package init(
        _ configuration: Configuration, source: SiteSource, snapshot: SiteSnapshot, logger: Logger, signals: [CInt] = []
    ) throws {
        Server.ignoreBrokenPipes()
        logger.takeLibeventMessages()
        let listeners = try Listeners(
            on: configuration.endpoints, inherited: configuration.inherited, sockets: configuration.sockets,
            workers: configuration.workers)
        let adminSockets = try configuration.adminSockets(besides: listeners.addresses)
        // From here on threads are started, which inherit the sandbox.
        confinement = try Confinement(configuration, serving: source, sockets: adminSockets + listeners.sockets[0])
        addresses = listeners.addresses
        stopper = try Stopper(workers: listeners.sockets.count, drain: configuration.drain)
        loop = try EventLoop()
        ends = try WorkerEnds()
        reloadRequest = try Wakeup()
        watchEnd = try Wakeup()
        shutdownDelay = configuration.shutdownDelay
        serviceManager = configuration.serviceManager
        accessLog = configuration.accessLog == .off ? nil : try AccessLog(logger: logger)
        let current = try LiveState(
            LiveState.State(sites: snapshot.sites, news: SitesNews(defaultEnd: configuration.until)),
            workers: listeners.sockets.count)
        outages = try OutageReporter(gap: configuration.outageGap, on: loop, logger: logger) {
            current.state.news.isOnAnywhere
        }
        endEvent = try ends.wakeup.event(on: loop) { [unowned self] in workerEnded() }
        for number in signals {
            events.append(try Event(on: loop, .signal(number)) { [unowned self] in stopBySignal() })
        }
        if !signals.isEmpty {
            events.append(try Event(on: loop, .signal(ReloadSignal.number)) { [reloadRequest] in reloadRequest.wake() })
        }
        let limits = ConnectionCapacity.limits(configuration, beside: source.budget, logger: logger)
        let counters = listeners.sockets.map { _ in WorkerCounters() }
        if !adminSockets.isEmpty {
            let metrics = Metrics(
                version: configuration.version, workers: counters, connectionLimit: limits.connections.maximum,
                current: current, accessLog: accessLog?.queue)
            admin = try AdminServer(
                on: loop, logger: logger,
                sources: AdminServer.Sources(
                    isDraining: { [stopper] in stopper.shutdown.isStopping },
                    metrics: { [outages] in metrics.exposition(outages) }, news: { current.state.news },
                    report: { [outages, stopper] in
                        StatusReport(
                            of: "\(source)", configuration, metrics, outages,
                            isStopping: stopper.shutdown.isStopping)
                    }))
            for socket in adminSockets { try admin?.accept(on: socket) }
        }
        // Made before a worker answers, because it reads the state folders.
        let watch = try FileWatchers(
            source, snapshot.index, configuration, publishingTo: current, logger: logger, reload: reloadRequest,
            stop: watchEnd)
        do {
            for index in listeners.sockets.indices {
                let worker = try Worker(
                    index, of: listeners.sockets, current: current, configuration: configuration, limits: limits,
                    logger: logger, accessLog: accessLog?.queue, counters: counters[index], traffic: outages.queue,
                    newState: current.wakeups[index], stopper: stopper, stopRequest: stopper.requests[index])
                threads.append(try Thread { [ends] in ends.run(worker) })
            }
            // Not joined, because it may wait for a disk.
            _ = try Thread { watch.run() }
        } catch {
            stopper.stop()
            for thread in threads { thread.join() }
            throw error
        }
    }

    /// Returns when the server was stopped and all workers have ended. To be called once.
    ///
    /// Throws the failure of a worker, after stopping the others.
    package func waitUntilStopped() throws {
        try loop.run()
        for thread in threads { thread.join() }
        outages.stop()
        watchEnd.wake()
        do {
            try finishLog()
        } catch {
            // A failure of a worker takes precedence over one of the log.
            throw ends.failure ?? error
        }
        try ends.failure.map { throw $0 }
    }

    /// Logs what the server has given up.
    package func logSandbox(to logger: Logger) {
        if let confinement { confinement.log(to: logger) } else { logger.info("sandbox: off") }
    }

    /// Makes a write to a closed connection an error, and not a signal that ends the process.
    package static func ignoreBrokenPipes() {
        signal(SIGPIPE, SIG_IGN)
    }

    deinit {
        // The loop turns once more when the admin's evhttp is freed, and must not find events of this server then.
        endEvent = nil
        events = []
    }

    /// The first signal begins the delay, if there is one. The next signal ends the delay, and one more ends everything.
    private func stopBySignal() {
        guard !stopper.shutdown.isStopping else { return stop() }
        serviceManager?.notify(.stopping)
        admin?.preferSuccessor()
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
        if ends.failure != nil {
            // The end of the delay would be a second call to stop.
            delayTimer = nil
            stopper.handle(.workerFailed)
        }
        if ends.count == threads.count { loop.stop() }
    }

    /// Waits for the writer of the access log for the rest of the drain time, but at least for a moment.
    private func finishLog() throws(LibeventError) {
        // A worker's wake may come late.
        endEvent = nil
        guard case .flushing(let deadline) = stopper.handle(.workersEnded) else { return }
        try accessLog?.finish(within: deadline - .now, on: loop)
    }
}
