internal import Libevent
internal import MaintenanceSite
internal import Synchronization

/// The site that is served: each request is answered from the whole of one snapshot.
final class CurrentSite: Sendable {
    /// Woken, by worker, when there is another snapshot.
    let wakeups: [Wakeup]
    private let snapshot: Mutex<Site>

    init(_ site: Site, workers: Int) throws(LibeventError) {
        snapshot = Mutex(site)
        var wakeups: [Wakeup] = []
        for _ in 0..<workers { wakeups.append(try Wakeup()) }
        self.wakeups = wakeups
    }

    var site: Site { snapshot.withLock { $0 } }

    /// Has the workers answer from another snapshot from now on.
    func replace(with site: Site) {
        snapshot.withLock { $0 = site }
        for wakeup in wakeups { wakeup.wake() }
    }
}
