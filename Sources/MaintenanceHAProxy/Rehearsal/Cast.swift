internal import System

/// The stand-in for each server of a configuration.
struct Cast {
    let configuration: ProxyConfiguration
    private let binds: [Bind]
    /// The backups that are `maintenance`, by the position of their backend.
    let backups: [Position: [BackendServer]]
    private(set) var roles: [Position: RehearsalPlan.Role] = [:]
    private(set) var applications: [RehearsalPlan.Application] = []

    init(_ configuration: ProxyConfiguration, binds: [Bind], expecting expectations: Expectations) {
        self.configuration = configuration
        self.binds = binds
        var backups: [Position: [BackendServer]] = [:]
        for proxy in configuration.backends {
            let subject = Subject(backend: proxy, configuration: configuration, expectations: expectations)
            if !subject.backups.isEmpty { backups[proxy.position] = subject.backups }
        }
        self.backups = backups
        let pages = pageServers(backups.values.joined()) + Cast.switchedServers(configuration, expecting: expectations)
        let pageAddresses = Set(pages.map(\.address))
        let pagePositions = Set(pages.map(\.position))
        for proxy in configuration.backends {
            let checks = HealthChecks(proxy)
            for server in proxy.servers {
                roles[server.position] =
                    if let bind = bind(of: server) {
                        .bind(bind)
                    } else if pagePositions.contains(server.position) || pageAddresses.contains(server.address) {
                        .page
                    } else if checks?.target == "/switch" {
                        .admin
                    } else {
                        .application(addApplication(server, of: proxy, checks))
                    }
            }
        }
    }

    private func bind(of server: BackendServer) -> Int? { binds.firstIndex { $0.receives(server.address) } }

    /// The servers of backends that consist only of `maintenance`, to which a frontend sends visitors while another backend is
    /// down.
    private static func switchedServers(
        _ configuration: ProxyConfiguration, expecting expectations: Expectations
    ) -> [BackendServer] {
        guard !configuration.serverCounts.isEmpty else { return [] }
        let isMaintenance = { (server: BackendServer) in
            expectations.names.isEmpty
                ? server.name.lowercased().contains("maint") : expectations.names.contains(server.name)
        }
        return configuration.backends.map(\.servers).filter { !$0.isEmpty && $0.allSatisfy(isMaintenance) }.flatMap(
            \.self)
    }

    /// Whether visitors of the backend get the page while it is down: by its backup, or by a frontend that counts its servers.
    func hasPage(_ proxy: Proxy) -> Bool {
        backups[proxy.position] != nil
            || roles.values.contains(.page) && configuration.serverCounts.contains("nbsrv(\(proxy.name))")
                && !leadsToPage(proxy)
    }

    /// The servers that are `maintenance`: the backups, or the servers behind them if they are listeners of the
    /// configuration.
    private func pageServers(_ backups: some Sequence<BackendServer>) -> [BackendServer] {
        backups.flatMap { server in
            guard let bind = bind(of: server) else { return [server] }
            var seen: Set<Position> = []
            return servers(behind: binds[bind], &seen).map(\.server).filter { self.bind(of: $0) == nil }
        }
    }

    /// The servers that requests to a listener can reach.
    private func servers(
        behind bind: Bind, _ seen: inout Set<Position>
    ) -> [(proxy: Proxy, server: BackendServer)] {
        guard let entry = configuration.proxies.first(where: { $0.position == bind.section }) else { return [] }
        let chosen = configuration.backends.filter { backend in
            backend.position == entry.position
                || configuration.entries(to: backend).contains { $0.position == entry.position }
        }
        return chosen.flatMap { servers(of: $0, &seen) }
    }

    /// The servers of a backend, and those behind servers that are listeners of the configuration.
    private func servers(of proxy: Proxy, _ seen: inout Set<Position>) -> [(proxy: Proxy, server: BackendServer)] {
        guard seen.insert(proxy.position).inserted else { return [] }
        var result: [(Proxy, BackendServer)] = []
        for server in proxy.servers {
            result.append((proxy, server))
            if let bind = bind(of: server) { result += servers(behind: binds[bind], &seen) }
        }
        return result
    }

    private func allServers(of proxy: Proxy) -> [(proxy: Proxy, server: BackendServer)] {
        var seen: Set<Position> = []
        return servers(of: proxy, &seen)
    }

    /// The indices of a backend's applications.
    func applications(of proxy: Proxy) -> [Int] {
        allServers(of: proxy).compactMap { entry in
            if case .application(let index) = roles[entry.server.position] { index } else { nil }
        }
    }

    /// Whether each server of a backend leads to the page, or to another port of `maintenance`.
    func leadsToPage(_ proxy: Proxy) -> Bool {
        proxy.servers.contains { server in [.page, .admin].contains(roles[server.position]) }
    }

    private mutating func addApplication(_ server: BackendServer, of proxy: Proxy, _ checks: HealthChecks?) -> Int {
        applications.append(
            RehearsalPlan.Application(
                backend: proxy.name, server: server.name,
                checkStatus: checks?.soundStatus ?? 200, checkBody: checks?.wantedText ?? ""))
        return applications.count - 1
    }

    /// The applications of a backend that HAProxy checks, with the longest times until it notices a change.
    func watched(in proxy: Proxy) -> [RehearsalPlan.WatchedServer] {
        // A server that tracks another one may be as slow as the slowest.
        let slowest = configuration.proxies.flatMap(\.servers).filter(\.isChecked).map { $0.times(in: proxy) }
        let longest = CheckTimes(
            down: slowest.map(\.down).max() ?? 0, up: slowest.map(\.up).max() ?? 0,
            hang: slowest.map(\.hang).max() ?? 0)
        return allServers(of: proxy).flatMap { entry -> [RehearsalPlan.WatchedServer] in
            let server = entry.server
            guard case .application = roles[server.position], server.isWatched, !server.parameters.has("disabled")
            else {
                return []
            }
            let times = server.isChecked ? server.times(in: entry.proxy) : longest
            return server.names.map {
                RehearsalPlan.WatchedServer(
                    backend: entry.proxy.name, server: $0, downTime: times.down, upTime: times.up,
                    hangTime: times.hang)
            }
        }
    }
}

/// The most milliseconds that HAProxy's checks need to find a server down, up, or without an answer.
private struct CheckTimes {
    let down: Int
    let up: Int
    let hang: Int
}

extension BackendServer {
    fileprivate func times(in proxy: Proxy) -> CheckTimes {
        let interval = time("inter") ?? 2000
        let fast = time("fastinter") ?? interval
        let down = time("downinter") ?? interval
        let fall = count("fall") ?? 3
        let rise = count("rise") ?? 2
        let timeout = proxy.all("timeout").last { $0.arguments.first == "check" }?.arguments.dropFirst().first
        let patience = timeout.flatMap { milliseconds($0) }.map { min($0, BackendServer.longest) } ?? interval
        return CheckTimes(
            down: interval + max(0, fall - 1) * fast, up: down + max(0, rise - 1) * max(fast, down),
            hang: fall * (interval + patience))
    }

    /// HAProxy's longest time, in milliseconds.
    private static let longest = 1 << 31

    private func time(_ keyword: String) -> Int? {
        parameters[keyword]?.argument.flatMap { milliseconds($0) }.map { min($0, BackendServer.longest) }
    }

    private func count(_ keyword: String) -> Int? {
        parameters[keyword]?.argument.flatMap { Int($0) }.map { min(max($0, 1), 1000) }
    }

    /// The names of the server in HAProxy's statistics; several for `server-template`.
    fileprivate var names: [String] {
        guard directive.keyword == "server-template" else { return [name] }
        let ends = directive.arguments[1].split(separator: "-").compactMap { Int($0) }
        guard let last = ends.last else { return [name] }
        let first = ends.count > 1 ? ends[0] : 1
        return first <= last && last - first < 1000 ? (first...last).map { "\(name)\($0)" } : [name]
    }
}

extension HealthChecks {
    /// The status of a healthy application's answer to a check; never a 5xx, which would report a failure.
    fileprivate var soundStatus: Int {
        if verdict(on: 200) != .fails { return 200 }
        return (200..<500).first { verdict(on: $0) == .passes } ?? 200
    }

    /// The text that a check looks for.
    fileprivate var wantedText: String {
        expectations.compactMap { expectation in
            let words = expectation.arguments
            guard !words.contains("!"), let index = words.firstIndex(of: "string") ?? words.firstIndex(of: "rstring")
            else { return nil }
            return words.dropFirst(index + 1).first.map { words[index] == "string" ? $0 : plainText(of: $0) ?? "" }
        }.joined(separator: " ")
    }
}

/// A text that a simple regular expression matches; nil for an expression that is not simple.
func plainText(of expression: String) -> String? {
    var text = ""
    var rest = expression[...]
    if rest.first == "^" { rest.removeFirst() }
    while let character = rest.popFirst() {
        switch character {
        case "\\":
            guard let next = rest.popFirst(), !next.isLetter, !next.isNumber else { return nil }
            text.append(next)
        case "$" where rest.isEmpty: break
        case ".": text.append("a")
        case "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "$", "^": return nil
        default: text.append(character)
        }
    }
    return text
}
