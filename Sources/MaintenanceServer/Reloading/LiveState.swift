internal import Libevent
internal import MaintenanceSite
internal import Synchronization

/// The current state of the sites and their news, from which the workers answer. It may change at any time.
final class LiveState: Sendable {
    /// One consistent state. Each request is answered from exactly one.
    struct State {
        var sites: Sites
        var news: SitesNews

        /// The same state with pages that show the news.
        fileprivate var announcing: State { State(sites: sites.announcing(news), news: news) }
    }

    /// Woken when the state has changed. Each worker has one.
    let wakeups: [Wakeup]
    /// The results of loading the site.
    let loads: LoadStatistics
    private let shared: Mutex<State>

    init(_ state: State, workers: Int) throws(LibeventError) {
        // Loaded pages show no end yet.
        shared = Mutex(state.news.defaultEnd == nil ? state : state.announcing)
        loads = LoadStatistics(state.sites)
        var wakeups: [Wakeup] = []
        for _ in 0..<workers { wakeups.append(try Wakeup()) }
        self.wakeups = wakeups
    }

    var state: State { shared.withLock { $0 } }

    func replace(sites: Sites) {
        shared.withLock { $0 = State(sites: sites, news: $0.news).announcing }
        wake()
    }

    func replace(news: SitesNews) {
        shared.withLock { $0 = State(sites: $0.sites, news: news).announcing }
        wake()
    }

    private func wake() {
        for wakeup in wakeups { wakeup.wake() }
    }
}
