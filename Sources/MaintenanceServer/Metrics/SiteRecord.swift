internal import MaintenanceSite
internal import Synchronization

/// What has become of loading the site, told by who watches it.
final class SiteRecord: Sendable {
    struct State {
        /// Loads after the first, by how they ended.
        var good = 0
        var failed = 0
        /// Whether the last one failed.
        var isBroken = false
        /// When the last good one was.
        var loadTime = ContinuousClock.now
        var loadDate = LogTime.now
        /// Of the site that is served, with its compressed copies.
        var bytes: Int
        var resources: Int
    }

    private let shared: Mutex<State>

    /// Begins with the site that is served first.
    init(_ site: Site) {
        shared = Mutex(State(bytes: site.size, resources: site.resources.count))
    }

    var state: State { shared.withLock { $0 } }

    func noteSuccess(_ site: Site) {
        let size = site.size
        shared.withLock { state in
            state = State(good: state.good + 1, failed: state.failed, bytes: size, resources: site.resources.count)
        }
    }

    func noteFailure() {
        shared.withLock { state in
            state.failed += 1
            state.isBroken = true
        }
    }
}

extension Site {
    /// Bytes of all that is served.
    fileprivate var size: Int {
        (page.variants.map(\.document) + resources.values).reduce(0) { sum, document in
            ([document.identity] + document.encoded).reduce(sum) { $0 + $1.contents.count }
        }
    }
}
