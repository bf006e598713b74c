/// The severity of a trap.
package enum Severity: String, CaseIterable, Sendable {
    /// Visitors get no page, or do not get the site back.
    case error
    /// Some visitors get an error, or stay on the page.
    case warning
    /// Something that operators may want to know.
    case note
}

/// A change of the configuration.
package struct Edit: Hashable, Sendable {
    package enum Action: String, Sendable {
        /// The line replaces the one at the position.
        case replace
        /// The line is added to the section that begins at the position, before its other lines.
        case add
        /// The line is added to the end of the file, after lines that were appended before.
        case append
    }

    package let action: Action
    package let position: Position
    package let line: String

    init(_ action: Action, _ position: Position, _ line: String) {
        self.action = action
        self.position = position
        self.line = line
    }
}

/// A trap in HAProxy's configuration, and its remedy.
package struct Rule: Sendable {
    /// A place where a configuration has the trap, and the edits that remove it.
    struct Match: Sendable {
        let position: Position
        let edits: [Edit]

        init(_ position: Position, _ edits: [Edit]) {
            self.position = position
            self.edits = edits
        }

        /// A line with the trap, and its replacement.
        init(_ position: Position, write line: String) {
            self.init(position, [Edit(.replace, position, line)])
        }

        /// A place in the backend, and the line that the backend lacks.
        init(_ position: Position, add line: String, to backend: Proxy) {
            self.init(position, [Edit(.add, backend.position, line)])
        }

        /// A setting of the backend: the line that has the keyword is replaced, or the backend lacks it.
        init(_ backend: Proxy, setting keyword: String, to value: String) {
            let line = "\(keyword) \(value)"
            if let last = backend.last(keyword) {
                self.init(last.position, write: line)
            } else {
                self.init(backend.position, add: line, to: backend)
            }
        }
    }

    package let name: String
    package let severity: Severity
    /// The problem, as a sentence in Markdown.
    package let problem: String
    /// The cause of the problem.
    package let reason: String
    /// The remedy, in Markdown.
    package let remedy: String
    /// The first version of HAProxy without the trap; nil if all versions have it.
    var harmsBefore: HAProxyVersion?
    /// Whether the rule applies to backends of `mode tcp`. Other rules apply only to `mode http`.
    var isAboutTCP = false
    let matches: @Sendable (Subject) -> [Match]

    package static let all: [Rule] =
        checkRules + backupRules + failoverRules + retryRules + returnRules + answerRules
}

/// A backend, as the rules see it.
struct Subject: Sendable {
    let backend: Proxy
    let configuration: ProxyConfiguration
    let expectations: Expectations

    /// The backups that are `maintenance`.
    var backups: [BackendServer] {
        let backups = backend.servers.filter(\.isBackup)
        guard expectations.names.isEmpty else { return backups.filter { expectations.names.contains($0.name) } }
        // For planned maintenance, another backend has the same servers in reverse: its backups are applications.
        let isReversed = backend.primaries.contains { configuration.backupAddresses.contains($0.address) }
        return !isReversed || backups.contains(where: \.isNamedMaintenance) ? backups : []
    }

    /// The HTTP proxies that answers of the backend pass: the backend, and those that send requests to it.
    var httpProxies: [Proxy] {
        [backend] + configuration.entries(to: backend).filter { $0.position != backend.position && $0.isHTTP }
    }
}

extension ProxyConfiguration {
    /// The addresses of the backups that are `maintenance`, in the spelling of their lines.
    package func addresses(of expectations: Expectations) -> Set<String> {
        let subjects = backends.map { Subject(backend: $0, configuration: self, expectations: expectations) }
        return Set(subjects.flatMap(\.backups).map(\.address))
    }
}

/// Facts that the configuration does not contain: the way `maintenance` runs, and the version of HAProxy.
package struct Expectations: Sendable {
    /// The names of the servers that are `maintenance`; empty if all backups are.
    package var names: [String] = []
    /// Whether it runs with `--proxy-protocol`.
    package var proxyProtocol = false
    /// The same for running servers, by their answers. The keys are the addresses on their lines.
    package var answers: [String: Bool] = [:]
    /// HAProxy's version; nil for any version.
    package var version: HAProxyVersion?

    package init(
        names: [String] = [], proxyProtocol: Bool = false, answers: [String: Bool] = [:],
        version: HAProxyVersion? = nil
    ) {
        self.names = names
        self.proxyProtocol = proxyProtocol
        self.answers = answers
        self.version = version
    }

    /// Whether the rule applies to that version.
    func include(_ rule: Rule) -> Bool {
        guard let version, let harmsBefore = rule.harmsBefore else { return true }
        return version < harmsBefore
    }

    /// Whether connections to the server have to begin with a PROXY header.
    func wantsProxyHeader(_ server: BackendServer) -> Bool { answers[server.address] ?? proxyProtocol }
}
