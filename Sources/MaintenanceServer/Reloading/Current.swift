internal import HTTP
internal import Libevent
internal import MaintenanceSite
internal import Synchronization

/// What the workers answer from, which may change while they do.
final class Current: Sendable {
    /// All of it at one time. Each request is answered from one.
    struct State {
        var sites: Sites
        /// When the maintenance ends, if that is known.
        var until: HTTPDate?

        /// The same, with pages that say when the maintenance ends.
        fileprivate var announcing: State { State(sites: sites.announcing(until), until: until) }
    }

    /// Woken, by worker, when the state is another.
    let wakeups: [Wakeup]
    /// How the sites came here.
    let record: SiteRecord
    private let shared: Mutex<State>

    init(_ state: State, workers: Int) throws(LibeventError) {
        // Sites are loaded as they are where no end is known.
        shared = Mutex(state.until == nil ? state : state.announcing)
        record = SiteRecord(state.sites)
        var wakeups: [Wakeup] = []
        for _ in 0..<workers { wakeups.append(try Wakeup()) }
        self.wakeups = wakeups
    }

    var state: State { shared.withLock { $0 } }

    func replace(sites: Sites) {
        shared.withLock { $0 = State(sites: sites, until: $0.until).announcing }
        wake()
    }

    func replace(until: HTTPDate?) {
        shared.withLock { $0 = State(sites: $0.sites, until: until).announcing }
        wake()
    }

    private func wake() {
        for wakeup in wakeups { wakeup.wake() }
    }
}
