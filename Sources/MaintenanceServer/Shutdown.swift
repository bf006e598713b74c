internal import Libevent
internal import Synchronization

/// How far a server's shutdown has come. It only goes on, never back.
///
/// The state takes events and knows no clock, thread or socket: `Stopper` shares it between the threads.
package enum Shutdown: Equatable, Sendable {
    case serving
    /// The server serves on, and every reply ends its connection: load balancers are to notice.
    case leaving
    /// The workers accept no more, and finish what is under way until the deadline.
    case draining(until: ContinuousClock.Instant)
    /// The workers end at once.
    case cutting
    /// The workers have ended. The access log is written until the deadline.
    case flushing(until: ContinuousClock.Instant)
    case ended

    package enum Event: Sendable {
        /// The first signal, where there is a delay.
        case leave
        /// Any other signal, the end of the delay, or a call.
        case stop
        /// A worker has ended on its own.
        case workerFailed
        /// All workers have ended.
        case workersEnded
    }

    /// How long the access log's reader has in any case to take what is left.
    private static let leastFlushTime = Duration.milliseconds(500)

    /// Whether the server is to stop, by and by or at once.
    package var isStopping: Bool { self != .serving }

    /// Goes on. Replies that are under way may take the drain time.
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

/// A server's shutdown, which any thread may drive on.
package final class Stopper: Sendable {
    /// By worker; woken when the shutdown has gone on.
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

    /// Stops the server. A second call ends at once whatever is under way.
    package func stop() {
        handle(.stop)
    }

    /// Drives the shutdown on, and wakes the workers. Returns how far it has come.
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
