internal import MaintenanceHAProxy

/// The answers that visitors got, by backend and act.
package struct RehearsalReport: Sendable {
    /// The visits to a backend in an act.
    struct Scene: Sendable {
        let act: Act
        /// The visits with an answer of an application, and those with the page.
        let applications: Int
        let pages: Int
        /// Other outcomes, and how often visitors had them.
        let errors: [Trouble]
        /// Unavoidable errors.
        let excused: [Trouble]
        /// The last outcomes of visitors who did not have the expected answer when the act ended.
        let stragglers: [Trouble]
        /// The time until the last visitor had the expected answer.
        let change: Duration?
        let hasNoticed: Bool

        var isSound: Bool { errors.isEmpty && stragglers.isEmpty }
    }

    /// An outcome, and how often visitors of each kind had it.
    struct Trouble: Sendable {
        let outcome: Outcome
        let counts: [(kind: VisitKind, count: Int)]

        var count: Int { counts.reduce(0) { $0 + $1.count } }
    }

    struct Story: Sendable {
        let backend: RehearsalPlan.Backend
        let routes: Routes.Discovery
        let scenes: [Scene]
        /// Header fields that the page lost on its way.
        let lostFields: [String]
    }

    let plan: RehearsalPlan
    let changes: [ConfigurationCopy.Change]
    let stories: [Story]

    init(
        plan: RehearsalPlan, changes: [ConfigurationCopy.Change], routes: [Routes.Discovery],
        records: [Performance.Record],
        visitors: [Visitor], unanswered: Set<Int>
    ) {
        self.plan = plan
        self.changes = changes
        stories = zip(plan.backends, routes).enumerated().map { index, entry in
            let diaries = visitors.filter { $0.route.backend == index }.map(\.visits)
            // A single application cannot stop while others continue.
            let played = records.filter { $0.act != .oneStops || entry.0.applications.count > 1 }
            let scenes = diaries.isEmpty ? [] : played.map { Scene($0, of: index, diaries, unanswered: unanswered) }
            let lost = diaries.joined().flatMap { visit -> [String] in
                if case .page(let fields) = visit.outcome { fields } else { [] }
            }
            return Story(backend: entry.0, routes: entry.1, scenes: scenes, lostFields: Set(lost).sorted())
        }
    }

    /// Whether a visitor got an avoidable error, or not the expected answer at the end of an act, or nothing was
    /// rehearsed.
    package var fails: Bool {
        let scenes = stories.flatMap(\.scenes)
        return scenes.isEmpty || scenes.contains { !$0.isSound }
    }
}

extension RehearsalReport.Scene {
    fileprivate init(_ record: Performance.Record, of backend: Int, _ diaries: [[Visit]], unanswered: Set<Int>) {
        let act = record.act
        // Visits of the act are those that were answered in it.
        let visits = diaries.map { $0.filter { $0.answered >= record.began && $0.answered < record.ended } }
        let all = visits.joined()
        let failed = all.filter { !$0.outcome.isApplication && !$0.outcome.isPage }
        // While HAProxy notices nothing, each visit counts as under way.
        let known = act == .hanging ? record.noticed[backend] ?? record.ended : record.changed
        let excused = failed.filter { visit in
            act.excuses(visit, wasReceived: unanswered.contains(visit.number), wasUnderWay: visit.asked <= known)
        }
        let numbers = Set(excused.map(\.number))
        let expected: (Outcome) -> Bool = { outcome in
            switch act.expectation {
            case .application: outcome.isApplication
            case .page: outcome.isPage
            case .either: outcome.isApplication || outcome.isPage
            }
        }
        let last = visits.compactMap { $0.last { !expected($0.outcome) }?.answered }.max()
        let stragglers =
            act.expectation == .either
            ? [] : visits.compactMap(\.last).filter { !expected($0.outcome) && !numbers.contains($0.number) }
        self.act = act
        applications = all.count { $0.outcome.isApplication }
        pages = all.count { $0.outcome.isPage }
        errors = RehearsalReport.Trouble.count(failed.filter { !numbers.contains($0.number) })
        self.excused = RehearsalReport.Trouble.count(excused)
        self.stragglers = RehearsalReport.Trouble.count(stragglers)
        let hasChange = stragglers.isEmpty && (act.expectation != .either || pages > 0)
        change = hasChange ? last.map { record.began.duration(to: $0) } : nil
        hasNoticed = record.noticed[backend] != nil
    }
}

extension RehearsalReport.Trouble {
    fileprivate static func count(_ visits: some Sequence<Visit>) -> [RehearsalReport.Trouble] {
        Dictionary(grouping: visits, by: \.outcome.name).sorted { $0.key < $1.key }.map { _, visits in
            let counts = VisitKind.allCases.map { kind in (kind, visits.count { $0.kind == kind }) }
            return RehearsalReport.Trouble(outcome: visits[0].outcome, counts: counts.filter { $0.1 > 0 })
        }
    }
}
