internal import MaintenanceHAProxy
internal import System

/// The ways of visitors to the backends: requests that the configuration's own frontends send there, as far as some are found,
/// and the drill's own entry otherwise.
struct Ways {
    /// What is known of the ways to a backend.
    enum Way: Sendable {
        case found([Route])
        /// HAProxy answers requests to the backend itself, while its applications are up.
        case answeredByProxy(Outcome)
    }

    private let plan: RehearsalPlan
    private let page: Answer
    /// By the backend's index.
    let ways: [Way]

    /// More hosts than that have no visitor of their own.
    private static let limit = 6

    /// Tries requests, with all applications up.
    init(plan: RehearsalPlan, ports: ProxyPorts, page: Answer) {
        self.plan = plan
        self.page = page
        ways = plan.backends.enumerated().map { index, backend in
            let routes = backend.candidates.map {
                Route(
                    backend: index, frontend: $0.frontend, port: ports.binds[$0.bind].number, host: $0.host,
                    path: $0.path)
            }
            var hosts: Set<String> = []
            let found = routes.filter { route in
                // The same host by another port shows nothing new.
                guard hosts.count < Ways.limit, !hosts.contains(route.host) else { return false }
                guard Ways.ask(route, .fresh, page).isApplication(of: backend) else { return false }
                hosts.insert(route.host)
                return true
            }
            if !found.isEmpty { return .found(found) }
            let entry = Route(
                backend: index, frontend: nil, port: ports.entries[index].number,
                host: RequestCandidates.standardHost, path: "/")
            let outcome = Ways.ask(entry, .fresh, page)
            // A redirect, or a page of statistics, is no failure of servers.
            if case .proxy(let status) = outcome, status < 500 { return .answeredByProxy(outcome) }
            return .found([entry])
        }
    }

    private func leadsToBackend(_ route: Route, _ kind: VisitKind) -> Bool {
        Ways.ask(route, kind, page).isApplication(of: plan.backends[route.backend])
    }

    private static func ask(_ route: Route, _ kind: VisitKind, _ page: Answer) -> Outcome {
        var browser = Visitor.Browser()
        return Visitor(kind, by: route, page: page).visit(with: &browser).outcome
    }

    /// The indices of the backends that visitors come to.
    var rehearsed: [Int] {
        ways.indices.filter { if case .found = ways[$0] { true } else { false } }
    }

    /// Visitors of each kind by the first way to a backend, and one by each other.
    func visitors() -> [Visitor] {
        ways.flatMap { way -> [Visitor] in
            guard case .found(let routes) = way else { return [] }
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
