internal import Libevent
internal import Synchronization

/// Asks the workers to stop, from any thread. Asked again, they stop at once, whatever they are sending.
package final class Stopper: Sendable {
    /// What the workers are to do. It only goes on, never back.
    enum Phase: Int {
        case serving
        /// Go on, and make every answer its connection's last: load balancers are to notice.
        case leaving
        /// Accept no more, and finish what is under way.
        case draining
        /// End at once.
        case cutting
    }

    /// By worker; woken when the phase is another.
    let requests: [Wakeup]
    private let current = Mutex(Phase.serving)

    init(workers: Int) throws(LibeventError) {
        var requests: [Wakeup] = []
        for _ in 0..<workers { requests.append(try Wakeup()) }
        self.requests = requests
    }

    var phase: Phase { current.withLock { $0 } }

    /// Whether the server is to stop, by and by or at once.
    package var isStopping: Bool { phase != .serving }

    package func stop() {
        goOn { $0 < .draining ? .draining : .cutting }
    }

    /// Has the workers go on until `stop()`.
    func leave() {
        goOn { max($0, .leaving) }
    }

    private func goOn(_ next: (Phase) -> Phase) {
        current.withLock { $0 = next($0) }
        for request in requests { request.wake() }
    }
}

extension Stopper.Phase: Comparable {
    static func < (left: Stopper.Phase, right: Stopper.Phase) -> Bool { left.rawValue < right.rawValue }
}
