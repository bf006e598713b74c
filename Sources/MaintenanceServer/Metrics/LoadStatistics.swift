internal import MaintenanceSite
internal import Synchronization

/// The results of loading the site, for metrics and status.
final class LoadStatistics: Sendable {
    struct State {
        /// Loads after the first one, by result.
        var good = 0
        var failed = 0
        /// Whether at least one site of the last load cannot be served.
        var isBroken = false
        /// The time of the last successful load.
        var loadTime = ContinuousClock.now
        var loadDate = LogTime.now
        /// The size of all files, including compressed copies.
        var bytes: Int
        var resources: Int
    }

    private let shared: Mutex<State>

    /// Starts with the first sites.
    init(_ sites: Sites) {
        shared = Mutex(State(isBroken: !sites.unusable.isEmpty, bytes: sites.size, resources: sites.resourceCount))
    }

    var state: State { shared.withLock { $0 } }

    func countSuccess(_ sites: Sites) {
        let size = sites.size
        shared.withLock { state in
            state = State(
                good: state.good + 1, failed: state.failed, isBroken: !sites.unusable.isEmpty, bytes: size,
                resources: sites.resourceCount)
        }
    }

    func countFailure() {
        shared.withLock { state in
            state.failed += 1
            state.isBroken = true
        }
    }
}

extension Sites {
    /// The size of all files in bytes, including compressed copies.
    fileprivate var size: Int {
        members.flatMap(\.site.documents).reduce(0) { sum, document in
            ([document.identity] + document.encoded).reduce(sum) { $0 + $1.contents.count }
        }
    }
}
