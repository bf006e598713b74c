internal import Glibc
internal import MaintenanceHAProxy
internal import System

/// Plays the acts one after the other, while visitors keep coming.
struct Performance {
    /// The times of an act.
    struct Record: Sendable {
        let act: Act
        let began: ContinuousClock.Instant
        /// When all applications had the behaviour of the act.
        let changed: ContinuousClock.Instant
        /// When HAProxy noticed the change, by backend; without the backends in which HAProxy did not notice.
        let noticed: [Int: ContinuousClock.Instant]
        let ended: ContinuousClock.Instant
    }

    let plan: RehearsalPlan
    /// The indices of the backends that are rehearsed.
    let backends: [Int]
    let applications: Applications
    let state: ProxyState
    let visitors: [Visitor]
    let isRunning: () -> Bool
    let progress: (String) -> Void

    /// The time that a busy host may add.
    private static let slack = Duration.seconds(5)
    /// The interval in microseconds at which HAProxy and the visitors are checked.
    private static let pause: UInt32 = 20_000

    /// HAProxy has ended during the rehearsal.
    struct ProxyEnded: Error {}

    func play() throws -> [Record] {
        var records: [Record] = []
        for act in Act.allCases where act != .oneStops || !firstOfSeveral.isEmpty {
            records.append(try play(act))
        }
        return records
    }

    private var played: [RehearsalPlan.Backend] { backends.map { plan.backends[$0] } }
    private var all: [Int] { Array(Set(played.flatMap(\.applications))) }
    private var watched: [RehearsalPlan.WatchedServer] { Array(Set(played.flatMap(\.watched))) }

    /// The first application of each backend that has several.
    private var firstOfSeveral: [Int] { played.filter { $0.applications.count > 1 }.compactMap(\.applications.first) }

    private func play(_ act: Act) throws -> Record {
        if act == .killed { waitForRequests() }
        let began = ContinuousClock.now
        let concerned = act == .oneStops ? firstOfSeveral : all
        let limit = self.limit(of: act)
        progress(
            "\(act.title)\(limit > Performance.slack ? ": waiting for HAProxy, \(limit.components.seconds) s at most" : "")"
        )
        try applications.set(concerned, act.behaviour)
        let changed = ContinuousClock.now
        var noticed: [Int: ContinuousClock.Instant] = [:]
        let note = {
            for backend in noticedBackends(act) where noticed[backend] == nil { noticed[backend] = .now }
        }
        note()
        while noticed.count < backends.count, ContinuousClock.now < began + limit {
            guard isRunning() else { throw ProxyEnded() }
            usleep(Performance.pause)
            note()
        }
        try watchVisitors(of: act)
        note()
        return Record(act: act, began: began, changed: changed, noticed: noticed, ended: .now)
    }

    /// Waits until the slow applications have received the requests of all visitors.
    private func waitForRequests() {
        let deadline = ContinuousClock.now + .seconds(2)
        while ContinuousClock.now < deadline, applications.unanswered.count < visitors.count { usleep(5000) }
    }

    /// Waits until each visitor has got several answers, and for some time after that, because HAProxy may change
    /// servers again.
    private func watchVisitors(of act: Act) throws {
        let start = ContinuousClock.now
        let (count, least): (Int, Duration) =
            switch act.expectation {
            case .page: (4, .seconds(2))
            case .application: (4, .milliseconds(500))
            case .either: (1, .milliseconds(500))
            }
        let deadline = start + .seconds(30)
        while ContinuousClock.now < deadline {
            guard isRunning() else { throw ProxyEnded() }
            let haveAll = visitors.allSatisfy { visitor in
                visitor.visits.suffix(count).count == count
                    && visitor.visits.suffix(count).allSatisfy { $0.asked >= start }
            }
            if haveAll, ContinuousClock.now >= start + least { return }
            usleep(Performance.pause)
        }
    }

    /// The longest time that HAProxy's checks need to notice an act.
    private func limit(of act: Act) -> Duration {
        switch act {
        case .up: .seconds(10)
        case .slow: .zero
        case .oneStops, .allStop, .killed:
            .milliseconds(watched.map(\.downTime).max() ?? 0) + Performance.slack
        case .hanging:
            // Each check waits for an answer until the next one is due.
            .milliseconds(played.filter(\.asksForAnswers).flatMap(\.watched).map(\.hangTime).max() ?? 0)
        case .back, .backAfterKill, .backAfterHang:
            .milliseconds(watched.map(\.upTime).max() ?? 0) + Performance.slack
        }
    }

    /// The backends in which HAProxy sees all servers in the state of the act.
    private func noticedBackends(_ act: Act) -> [Int] {
        guard let servers = state.servers() else { return [] }
        return backends.filter { index in
            let backend = plan.backends[index]
            let watched = act == .oneStops ? backend.watched.filter { isFirst($0, of: backend) } : backend.watched
            // HAProxy has no row for a server within a condition that is false.
            let rows = watched.compactMap { servers[$0.backend]?[$0.server] }
            return switch act {
            case .up, .back, .backAfterKill, .backAfterHang: rows.allSatisfy { $0.isUp && $0.isSettled }
            case .oneStops, .allStop, .killed: rows.allSatisfy(\.isDown)
            case .hanging: !rows.isEmpty && rows.allSatisfy(\.isDown)
            case .slow: true
            }
        }
    }

    private func isFirst(_ server: RehearsalPlan.WatchedServer, of backend: RehearsalPlan.Backend) -> Bool {
        guard backend.applications.count > 1 else { return false }
        let first = plan.applications[backend.applications[0]]
        return first.backend == server.backend && first.server == server.server
    }
}
