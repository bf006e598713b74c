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
    private let resources = Status.allCases.map { _ in Counter() }
    private let refusals = Refusal.allCases.map { _ in Counter() }

    func count(_ answer: Site.Answer, _ status: Status) {
        switch answer {
        case .page: pages.add()
        case .miss: misses.add()
        case .options: options.add()
        case .preflight: preflights.add()
        case .resource:
            if let index = Status.allCases.firstIndex(of: status) { resources[index].add() }
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
        case .resource: zip(Status.allCases, resources).reduce(0) { $0 + ($1.0 == status ? $1.1.value : 0) }
        case .refused: Refusal.allCases.reduce(0) { $0 + ($1.status == status ? refusals($1) : 0) }
        }
    }

    func refusals(_ refusal: Refusal) -> Int {
        zip(Refusal.allCases, refusals).reduce(0) { $0 + ($1.0 == refusal ? $1.1.value : 0) }
    }
}
