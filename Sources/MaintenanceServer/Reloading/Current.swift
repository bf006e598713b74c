internal import HTTP
internal import Libevent
internal import MaintenanceSite
internal import Synchronization

/// The state that the workers answer from. It may change at any time.
final class Current: Sendable {
    /// One consistent state. Each request is answered from one.
    struct State {
        var sites: Sites
        /// When the maintenance ends; nil if that is not known.
        var until: HTTPDate?

        /// The same state, with pages that show the end.
        fileprivate var announcing: State { State(sites: sites.announcing(until), until: until) }
    }

    /// Woken when the state has changed; one for each worker.
    let wakeups: [Wakeup]
    /// The record of loads.
    let record: SiteRecord
    private let shared: Mutex<State>

    init(_ state: State, workers: Int) throws(LibeventError) {
        // Pages show no end when they are loaded.
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
