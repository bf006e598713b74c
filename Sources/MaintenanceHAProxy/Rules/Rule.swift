/// How much a trap costs.
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
        /// The line takes the place of the one there.
        case replace
        /// The line goes into the section that begins there, before its other lines.
        case add
        /// The line goes to the end of the file, after those that are appended before it.
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

/// A trap in HAProxy's configuration, and the way out.
package struct Rule: Sendable {
    /// A place where a configuration has the trap, and how to change it.
    struct Match: Sendable {
        let position: Position
        let edits: [Edit]

        init(_ position: Position, _ edits: [Edit]) {
            self.position = position
            self.edits = edits
        }

        /// A line that has the trap, and the one to write instead.
        init(_ position: Position, write line: String) {
            self.init(position, [Edit(.replace, position, line)])
        }

        /// A place in the backend, and a line that the backend lacks.
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
    /// What goes wrong, as a sentence in Markdown.
    package let problem: String
    /// Why it does.
    package let reason: String
    /// What to write, in the words of the documentation.
    package let remedy: String
    /// The version of HAProxy in which the harm was no longer seen; nil where it was seen in each.
    var harmsBefore: HAProxyVersion?
    /// Whether the rule is about backends of `mode tcp`, and no others.
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
        // For planned maintenance another backend has the same servers the other way round: there the backups are applications.
        let isReversed = backend.primaries.contains { configuration.backupAddresses.contains($0.address) }
        return !isReversed || backups.contains(where: \.isNamedMaintenance) ? backups : []
    }

    /// The HTTP proxies through which its answers go: itself, and those that requests come from.
    var way: [Proxy] {
        [backend] + configuration.entries(to: backend).filter { $0.position != backend.position && $0.isHTTP }
    }
}

extension ProxyConfiguration {
    /// The addresses of the backups that are `maintenance`, as their lines have them.
    package func addresses(of expectations: Expectations) -> Set<String> {
        let subjects = backends.map { Subject(backend: $0, configuration: self, expectations: expectations) }
        return Set(subjects.flatMap(\.backups).map(\.address))
    }
}

/// What the configuration does not say: how `maintenance` runs, and which HAProxy reads it.
package struct Expectations: Sendable {
    /// The names of the servers that are `maintenance`; empty if all backups are.
    package var names: [String] = []
    /// Whether it runs with `--proxy-protocol`.
    package var proxyProtocol = false
    /// The same of running servers, as they have answered, by the addresses on their lines.
    package var answers: [String: Bool] = [:]
    /// HAProxy's version; nil if it may be any.
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

    /// Whether the rule is about that version.
    func include(_ rule: Rule) -> Bool {
        guard let version, let harmsBefore = rule.harmsBefore else { return true }
        return version < harmsBefore
    }

    /// Whether connections to the server have to begin with a PROXY header.
    func wantsProxyHeader(_ server: BackendServer) -> Bool { answers[server.address] ?? proxyProtocol }
}
