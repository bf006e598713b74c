internal import MaintenanceSite
internal import Synchronization

/// What has become of loading the site, or all of them, told by who watches it.
final class SiteRecord: Sendable {
    struct State {
        /// Loads after the first, by how they ended.
        var good = 0
        var failed = 0
        /// Whether the last one failed, be it for one host's site.
        var isBroken = false
        /// When the last good one was.
        var loadTime = ContinuousClock.now
        var loadDate = LogTime.now
        /// Of what is served, with compressed copies.
        var bytes: Int
        var resources: Int
    }

    private let shared: Mutex<State>

    /// Begins with what is served first.
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
    /// Bytes of all that is served.
    fileprivate var size: Int {
        members.flatMap(\.site.documents).reduce(0) { sum, document in
            ([document.identity] + document.encoded).reduce(sum) { $0 + $1.contents.count }
        }
    }
}
