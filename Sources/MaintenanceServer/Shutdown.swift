internal import Libevent
internal import Synchronization

/// The state of a server's shutdown, which only moves forward.
///
/// The state takes events, and knows no clock, thread or socket. `Stopper` shares it between threads.
package enum Shutdown: Equatable, Sendable {
    case serving
    /// The server still serves, and every reply ends its connection, so that load balancers notice.
    case leaving
    /// The workers stop accepting, and finish what is under way until the deadline.
    case draining(until: ContinuousClock.Instant)
    /// The workers end at once.
    case cutting
    /// The workers have ended. The access log is written until the deadline.
    case flushing(until: ContinuousClock.Instant)
    case ended

    package enum Event: Sendable {
        /// The first signal, if there is a delay.
        case leave
        /// Another signal, the end of the delay, or a call.
        case stop
        /// A worker has failed.
        case workerFailed
        /// All workers have ended.
        case workersEnded
    }

    /// The least time for writing the rest of the access log.
    private static let leastFlushTime = Duration.milliseconds(500)

    /// Whether the server is stopping.
    package var isStopping: Bool { self != .serving }

    /// Moves forward. Replies under way may take the drain time.
    package mutating func handle(_ event: Event, at now: ContinuousClock.Instant, drain: Duration) {
        switch (self, event) {
        case (.serving, .leave): self = .leaving
        case (.serving, .stop), (.serving, .workerFailed), (.leaving, .stop), (.leaving, .workerFailed):
            self = .draining(until: now + drain)
        case (.draining, .stop): self = .cutting
        case (.draining(let deadline), .workersEnded):
            self = .flushing(until: max(deadline, now + Shutdown.leastFlushTime))
        case (.serving, .workersEnded), (.leaving, .workersEnded), (.cutting, .workersEnded):
            self = .flushing(until: now + Shutdown.leastFlushTime)
        case (.flushing, .stop): self = .ended
        case (.leaving, .leave), (.draining, _), (.cutting, _), (.flushing, _), (.ended, _): break
        }
    }
}

/// The shutdown of a server, which any thread may advance.
package final class Stopper: Sendable {
    /// Woken when the shutdown has advanced; one for each worker.
    let requests: [Wakeup]
    private let drain: Duration
    private let current = Mutex(Shutdown.serving)

    init(workers: Int, drain: Duration) throws(LibeventError) {
        var requests: [Wakeup] = []
        for _ in 0..<workers { requests.append(try Wakeup()) }
        self.requests = requests
        self.drain = drain
    }

    package var shutdown: Shutdown { current.withLock { $0 } }

    /// Stops the server. A second call aborts what is under way.
    package func stop() {
        handle(.stop)
    }

    /// Advances the shutdown, and wakes the workers. Returns the new state.
    @discardableResult
    func handle(_ event: Shutdown.Event) -> Shutdown {
        let shutdown = current.withLock { shutdown in
            shutdown.handle(event, at: .now, drain: drain)
            return shutdown
        }
        for request in requests { request.wake() }
        return shutdown
    }
}
