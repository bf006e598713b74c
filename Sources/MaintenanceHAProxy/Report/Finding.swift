/// A trap in the configuration.
package struct Finding: Sendable {
    package let rule: Rule
    package let position: Position
    /// The backend's name.
    package let backend: String
    package let edits: [Edit]
}

/// The traps of a configuration, and its backends with their backups.
package struct ConfigurationReport: Sendable {
    /// A backend, and the servers that are marked `backup`.
    package struct Backend: Sendable {
        package let name: String
        package let position: Position
        package let backups: [(name: String, position: Position)]
        /// Whether each line is understood. The rules skip a backend with a line that is not.
        package let isComplete: Bool
    }

    package let backends: [Backend]
    /// The findings in the order of files and lines.
    package let findings: [Finding]
    package let unread: [UnreadLine]
    /// For each running server, whether it expects a PROXY header.
    let answers: [String: Bool]
    /// nil if HAProxy itself has not checked the files.
    package var verdict: HAProxyVerdict?

    package init(_ files: [ConfigurationFile], variables: Variables, expecting expectations: Expectations) {
        self.init(ProxyConfiguration(files, variables: variables), expecting: expectations)
    }

    package init(_ configuration: ProxyConfiguration, expecting expectations: Expectations) {
        answers = expectations.answers
        let proxies = configuration.backends.filter { !$0.servers.isEmpty }
        backends = proxies.map { proxy in
            Backend(
                name: proxy.name, position: proxy.position,
                backups: proxy.servers.filter(\.isBackup).map { ($0.name, $0.position) }, isComplete: proxy.isComplete)
        }
        let order = Dictionary(configuration.paths.enumerated().map { ($1, $0) }) { first, _ in first }
        let place = { (position: Position) in (order[position.file] ?? 0, position.line) }
        findings = proxies.filter(\.isComplete).flatMap { proxy in
            let subject = Subject(backend: proxy, configuration: configuration, expectations: expectations)
            let rules = Rule.all.filter { proxy.isHTTP != $0.isAboutTCP && expectations.include($0) }
            return rules.flatMap { rule in
                rule.matches(subject).map {
                    Finding(rule: rule, position: $0.position, backend: proxy.name, edits: $0.edits)
                }
            }
        }.sorted { place($0.position) < place($1.position) }
        unread = configuration.unread.sorted { place($0.position) < place($1.position) }
    }

    /// Whether operators have to change something, because of errors or of HAProxy's own verdict; with `strictly` also because of warnings
    /// and unread lines.
    package func fails(strictly: Bool) -> Bool {
        let severities = findings.map(\.rule.severity)
        return severities.contains(.error) || verdict?.isFault == true
            || (strictly && (severities.contains(.warning) || !unread.isEmpty))
    }
}
