internal import MaintenanceSite
internal import Synchronization

/// The results of loads, for the metrics.
final class SiteRecord: Sendable {
    struct State {
        /// Loads after the first, by result.
        var good = 0
        var failed = 0
        /// Whether the last load failed, for at least one site.
        var isBroken = false
        /// The time of the last good load.
        var loadTime = ContinuousClock.now
        var loadDate = LogTime.now
        /// The size of what is served, including compressed copies.
        var bytes: Int
        var resources: Int
    }

    private let shared: Mutex<State>

    /// Begins with the sites that are served first.
    init(_ sites: Sites) {
        shared = Mutex(State(isBroken: !sites.unusable.isEmpty, bytes: sites.size, resources: sites.resourceCount))
    }

    var state: State { shared.withLock { $0 } }

    func noteSuccess(_ sites: Sites) {
        let size = sites.size
        shared.withLock { state in
            state = State(
                good: state.good + 1, failed: state.failed, isBroken: !sites.unusable.isEmpty, bytes: size,
                resources: sites.resourceCount)
        }
    }

    func noteFailure() {
        shared.withLock { state in
            state.failed += 1
            state.isBroken = true
        }
    }
}

extension Sites {
    /// Bytes of everything that is served.
    fileprivate var size: Int {
        members.flatMap(\.site.documents).reduce(0) { sum, document in
            ([document.identity] + document.encoded).reduce(sum) { $0 + $1.contents.count }
        }
    }
}
