internal import MaintenanceHAProxy
internal import System

/// The visitors' routes to the backends: requests that the configuration's frontends send there, or else the rehearsal's direct
/// entry.
struct Routes {
    /// The routes to a backend.
    enum Discovery: Sendable {
        case found([Route])
        /// HAProxy itself answers requests to the backend while its applications are up.
        case answeredByProxy(Outcome)
    }

    private let plan: RehearsalPlan
    private let page: Answer
    /// The routes, by the backend's index.
    let byBackend: [Discovery]

    /// The most hosts of a backend that have a visitor.
    private static let limit = 6

    /// Tries requests while all applications are up.
    init(plan: RehearsalPlan, ports: ProxyPorts, page: Answer) {
        self.plan = plan
        self.page = page
        byBackend = plan.backends.enumerated().map { index, backend in
            let routes = backend.candidates.map {
                Route(
                    backend: index, frontend: $0.frontend, port: ports.binds[$0.bind].number, host: $0.host,
                    path: $0.path)
            }
            var hosts: Set<String> = []
            let found = routes.filter { route in
                // Another port of the same host shows nothing new.
                guard hosts.count < Routes.limit, !hosts.contains(route.host) else { return false }
                guard Routes.ask(route, .fresh, page).isApplication(of: backend) else { return false }
                hosts.insert(route.host)
                return true
            }
            if !found.isEmpty { return .found(found) }
            let entry = Route(
                backend: index, frontend: nil, port: ports.entries[index].number,
                host: RequestCandidates.standardHost, path: "/")
            let outcome = Routes.ask(entry, .fresh, page)
            // A redirect or a page of statistics is not a failure of servers.
            if case .proxy(let status) = outcome, status < 500 { return .answeredByProxy(outcome) }
            return .found([entry])
        }
    }

    private func leadsToBackend(_ route: Route, _ kind: VisitKind) -> Bool {
        Routes.ask(route, kind, page).isApplication(of: plan.backends[route.backend])
    }

    private static func ask(_ route: Route, _ kind: VisitKind, _ page: Answer) -> Outcome {
        var browser = Visitor.Browser()
        return Visitor(kind, by: route, page: page).visit(with: &browser).outcome
    }

    /// The indices of the backends with visitors.
    var rehearsed: [Int] {
        byBackend.indices.filter { if case .found = byBackend[$0] { true } else { false } }
    }

    /// Visitors of each kind on the first route to a backend, and one visitor on each other route.
    func visitors() -> [Visitor] {
        byBackend.flatMap { discovery -> [Visitor] in
            guard case .found(let routes) = discovery else { return [] }
            // A frontend may send other methods elsewhere.
            let kinds = VisitKind.allCases.filter { kind in
                routes[0].frontend == nil || kind == .kept || leadsToBackend(routes[0], kind)
            }
            return kinds.map { Visitor($0, by: routes[0], page: page) }
                + routes.dropFirst().map { Visitor(.kept, by: $0, page: page) }
        }
    }
}

extension Outcome {
    fileprivate func isApplication(of backend: RehearsalPlan.Backend) -> Bool {
        if case .application(let index) = self { backend.applications.contains(index) } else { false }
    }
}

/// A visitor's route to a backend.
struct Route: Hashable, Sendable {
    let backend: Int
    /// nil for the rehearsal's direct entry.
    let frontend: String?
    let port: UInt16
    let host: String
    let path: String
}
