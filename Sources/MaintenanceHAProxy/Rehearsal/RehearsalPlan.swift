/// The plan of a rehearsal: the backends to rehearse, and the stand-in for each server.
package struct RehearsalPlan: Sendable {
    /// The reason why no rehearsal is possible.
    package enum Failure: Error {
        case unreadable(Position, String)
        case withoutBackup
    }

    /// The stand-in for a server.
    enum Role: Hashable, Sendable {
        /// An application of the rehearsal, by its index.
        case application(Int)
        /// `maintenance`, with the page.
        case page
        /// The operators' port of `maintenance`.
        case admin
        /// A `bind` line of the configuration, by its index.
        case bind(Int)
    }

    /// A stand-in for an application.
    package struct Application: Sendable {
        package let backend: String
        package let server: String
        /// The answer to HAProxy's checks.
        package let checkStatus: Int
        package let checkBody: String
    }

    /// A server whose state HAProxy learns from checks.
    package struct WatchedServer: Hashable, Sendable {
        package let backend: String
        package let server: String
        /// The most milliseconds that HAProxy's checks need to find it down, and up again.
        package let downTime: Int
        package let upTime: Int
        /// The most milliseconds that they need if no answer comes.
        package let hangTime: Int
    }

    /// A backend whose backup is `maintenance`.
    package struct Backend: Sendable {
        package let name: String
        package let position: Position
        package let isHTTP: Bool
        /// The indices of its applications.
        package let applications: [Int]
        package let watched: [WatchedServer]
        /// Whether HAProxy's checks wait for an answer, and so find an application down that hangs.
        package let asksForAnswers: Bool
        /// Whether HAProxy repeats a request whose connection broke before the answer.
        package let repeatsLostRequests: Bool
        /// Requests that may reach the backend through a frontend of the configuration.
        package let candidates: [Candidate]
    }

    /// A request that may reach a backend.
    package struct Candidate: Hashable, Sendable {
        /// The frontend's name.
        package let frontend: String
        /// The index of the `bind` line.
        package let bind: Int
        package let host: String
        package let path: String
    }

    package let applications: [Application]
    package let backends: [Backend]
    /// The backends that are not rehearsed, and the reasons.
    package let others: [(name: String, position: Position, reason: String)]
    let lines: [[ConfigurationLine]]
    let binds: [Bind]
    let roles: [Position: Role]
    let configuration: ProxyConfiguration
    let files: [ConfigurationFile]

    package init(
        _ files: [ConfigurationFile], variables: Variables, expecting expectations: Expectations,
        contents: @escaping (String) -> String?
    ) throws(Failure) {
        let lines = try ConfigurationLine.read(files, variables: variables)
        let binds = lines.joined().compactMap { line -> Bind? in
            guard let directive = line.directive, directive.keyword == "bind", let section = line.section,
                section.kind.isProxy
            else { return nil }
            return Bind(directive, in: section.position)
        }
        let cast = Cast(ProxyConfiguration(files, variables: variables), binds: binds, expecting: expectations)
        self.files = files
        self.lines = lines
        self.binds = binds
        configuration = cast.configuration
        roles = cast.roles
        applications = cast.applications
        var backends: [Backend] = []
        var others: [(name: String, position: Position, reason: String)] = []
        for proxy in cast.configuration.backends where !proxy.servers.isEmpty {
            guard cast.hasPage(proxy) else {
                if !cast.leadsToPage(proxy) { others.append((proxy.name, proxy.position, "it has no backup")) }
                continue
            }
            guard !proxy.servesAnotherProtocol else {
                others.append((proxy.name, proxy.position, "its checks are those of another protocol than HTTP"))
                continue
            }
            let members = cast.applications(of: proxy)
            guard !members.isEmpty else {
                others.append((proxy.name, proxy.position, "it has no server but backups"))
                continue
            }
            let requests = RequestCandidates(configuration: cast.configuration, binds: binds, contents: contents)
            backends.append(
                Backend(
                    name: proxy.name, position: proxy.position, isHTTP: proxy.isHTTP, applications: members,
                    watched: cast.watched(in: proxy), asksForAnswers: HealthChecks(proxy) != nil,
                    repeatsLostRequests: proxy.repeatsLostRequests,
                    candidates: requests.candidates(for: proxy)))
        }
        guard !backends.isEmpty else { throw .withoutBackup }
        self.backends = backends
        self.others = others
    }
}

extension RehearsalPlan.Failure: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unreadable(let position, let reason): "\(position): \(reason)"
        case .withoutBackup: "no backend has a server marked 'backup' that is maintenance, beside an application"
        }
    }
}
