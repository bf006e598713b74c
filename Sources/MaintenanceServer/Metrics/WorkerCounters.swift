package import HTTP
internal import Libevent
internal import MaintenanceSite
internal import System

/// The counters of one worker, which any thread may read.
final class WorkerCounters: Sendable {
    let connections = ConnectionCounters()
    private let pages = Counter()
    private let misses = Counter()
    private let options = Counter()
    private let preflights = Counter()
    private let resources = Counters<Status>()
    private let refusals = Counters<Refusal>()

    /// The counter of an answer with that status.
    func counter(of answer: Site.Answer, _ status: Status) -> Counter {
        switch answer {
        case .page: pages
        case .miss: misses
        case .options: options
        case .preflight: preflights
        case .resource: resources[status]
        }
    }

    /// The counter of that refusal.
    func counter(of refusal: Refusal) -> Counter { refusals[refusal] }
}

extension WorkerCounters {
    func requests(_ kind: RequestKind, _ status: Status) -> Int {
        switch kind {
        case .page: pages.value
        case .miss: misses.value
        case .options: status == .noContent ? preflights.value : options.value
        case .resource: resources[status].value
        case .refused: Refusal.allCases.reduce(0) { $1.status == status ? $0 + refusals[$1].value : $0 }
        }
    }

    func refusals(_ refusal: Refusal) -> Int { counter(of: refusal).value }
}

/// A counter for each case of an enumeration.
private struct Counters<Case: CaseIterable & Equatable>: Sendable {
    /// In the order of the cases.
    private let counters = Case.allCases.map { _ in Counter() }

    subscript(key: Case) -> Counter {
        for (other, counter) in zip(Case.allCases, counters) where other == key { return counter }
        preconditionFailure("every case has a counter")
    }
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
