package import HTTP
internal import Libevent
internal import MaintenanceSite

/// The counters of one worker, which any thread may read.
final class WorkerCounters: Sendable {
    let connections = ConnectionCounters()
    private let pages = Counter()
    private let misses = Counter()
    private let options = Counter()
    private let preflights = Counter()
    private let resources = Dictionary(uniqueKeysWithValues: Status.allCases.map { ($0, Counter()) })
    private let refusals = Dictionary(uniqueKeysWithValues: Refusal.allCases.map { ($0, Counter()) })

    /// The counter of an answer with that status.
    func counter(of answer: Site.Answer, _ status: Status) -> Counter {
        switch answer {
        case .page: pages
        case .miss: misses
        case .options: options
        case .preflight: preflights
        case .resource: resources[status, default: Counter()]
        }
    }

    /// The counter of that refusal.
    func counter(of refusal: Refusal) -> Counter { refusals[refusal, default: Counter()] }
}

extension WorkerCounters {
    func requests(_ kind: RequestKind, _ status: Status) -> Int {
        switch kind {
        case .page: pages.value
        case .miss: misses.value
        case .options: status == .noContent ? preflights.value : options.value
        case .resource: resources[status]?.value ?? 0
        case .refused: refusals.reduce(0) { $0 + ($1.key.status == status ? $1.value.value : 0) }
        }
    }

    func refusals(_ refusal: Refusal) -> Int { counter(of: refusal).value }
}

/// The kind of a request, derived from its answer.
package enum RequestKind: String, CaseIterable, Sendable {
    case page
    case resource
    /// A missing part of a page, which gets an empty answer of its type.
    case miss
    case options
    case refused

    /// The statuses of its answers.
    package var statuses: [Status] {
        switch self {
        case .page, .miss: [.serviceUnavailable]
        case .resource: [.ok, .partialContent, .notModified, .preconditionFailed, .rangeNotSatisfiable]
        case .options: [.ok, .noContent]
        case .refused: Status.allCases.filter { status in Refusal.allCases.contains { $0.status == status } }
        }
    }
}
