internal import HTTP
internal import Libevent
internal import MaintenanceSite

/// What one worker counts, and any thread may read.
final class WorkerCounters: Sendable {
    let connections = ConnectionCounters()
    private let pages = Counter()
    private let misses = Counter()
    private let options = Counter()
    private let preflights = Counter()
    private let resources = Dictionary(uniqueKeysWithValues: Status.allCases.map { ($0, Counter()) })
    private let refusals = Refusal.allCases.map { _ in Counter() }

    /// Where an answer with that status is counted.
    func counter(of answer: Site.Answer, _ status: Status) -> Counter {
        switch answer {
        case .page: pages
        case .miss: misses
        case .options: options
        case .preflight: preflights
        case .resource: resources[status, default: Counter()]
        }
    }

    func count(_ refusal: Refusal) {
        if let index = Refusal.allCases.firstIndex(of: refusal) { refusals[index].add() }
    }
}

extension WorkerCounters {
    func requests(_ kind: RequestKind, _ status: Status) -> Int {
        switch kind {
        case .page: pages.value
        case .miss: misses.value
        case .options: status == .noContent ? preflights.value : options.value
        case .resource: resources[status]?.value ?? 0
        case .refused: Refusal.allCases.reduce(0) { $0 + ($1.status == status ? refusals($1) : 0) }
        }
    }

    func refusals(_ refusal: Refusal) -> Int {
        zip(Refusal.allCases, refusals).reduce(0) { $0 + ($1.0 == refusal ? $1.1.value : 0) }
    }
}
