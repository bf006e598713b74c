internal import HTTP
internal import Libevent
internal import MaintenanceSite
internal import Synchronization

/// What the workers answer from, which may change while they do.
final class Current: Sendable {
    /// All of it at one time. Each request is answered from one.
    struct State {
        var site: Site
        /// When the maintenance ends, if that is known.
        var until: HTTPDate?
    }

    /// Woken, by worker, when the state is another.
    let wakeups: [Wakeup]
    /// How the site came here.
    let record: SiteRecord
    private let shared: Mutex<State>

    init(_ state: State, workers: Int) throws(LibeventError) {
        shared = Mutex(state)
        record = SiteRecord(state.site)
        var wakeups: [Wakeup] = []
        for _ in 0..<workers { wakeups.append(try Wakeup()) }
        self.wakeups = wakeups
    }

    var state: State { shared.withLock { $0 } }

    func replace(site: Site) {
        shared.withLock { $0.site = site }
        wake()
    }

    func replace(until: HTTPDate?) {
        shared.withLock { $0.until = until }
        wake()
    }

    private func wake() {
        for wakeup in wakeups { wakeup.wake() }
    }
}
