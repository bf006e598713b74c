internal import System

/// HAProxy's configuration: its proxies, and the routes between them.
package struct ProxyConfiguration: Sendable {
    /// The files, in HAProxy's order.
    let paths: [String]
    let proxies: [Proxy]
    package let unread: Set<UnreadLine>
    /// The addresses of the servers that are marked `backup`.
    let backupAddresses: Set<String>
    /// The words of all conditions that count the servers of a backend, such as `nbsrv(app)`.
    let serverCounts: Set<String>
    /// The proxies that name a backend, by that name.
    private let entriesByName: [String: [Proxy]]
    /// The proxies that choose a backend by an expression, which may result in any backend.
    private let dynamicEntries: [Proxy]

    /// Reads the files as one configuration.
    package init(_ files: [ConfigurationFile], variables: Variables) {
        let reader = SectionReader(files, variables: variables)
        var unread = Set(reader.unread)
        var proxies: [Proxy] = []
        var defaults = Defaults()
        for var section in reader.sections where section.kind.isProxy {
            if let parent = section.parent, !defaults.has(parent) {
                section.isComplete = false
                unread.insert(
                    UnreadLine(
                        position: section.position,
                        reason: "no 'defaults \(parent)' is before it, outside of a condition"))
            }
            if section.kind == .defaults {
                defaults.add(section)
            } else {
                proxies.append(Proxy(section, inheriting: defaults.chain(for: section), unread: &unread))
            }
        }
        paths = files.map(\.path)
        self.proxies = proxies
        self.unread = unread
        backupAddresses = Set(proxies.flatMap(\.servers).filter(\.isBackup).map(\.address))
        serverCounts = Set(proxies.flatMap(\.directives).flatMap(\.arguments).filter { $0.hasPrefix("nbsrv(") })
        var entriesByName: [String: [Proxy]] = [:]
        var dynamicEntries: [Proxy] = []
        for proxy in proxies where proxy.kind != .backend {
            let names = Set(proxy.choices.keys)
            if names.contains(where: { $0.contains("%[") }) {
                dynamicEntries.append(proxy)
            } else {
                let own = proxy.kind == .listen ? [proxy.name] : []
                for name in names.union(own) { entriesByName[name, default: []].append(proxy) }
            }
        }
        self.entriesByName = entriesByName
        self.dynamicEntries = dynamicEntries
    }

    /// The proxies that can have servers.
    var backends: [Proxy] { proxies.filter { $0.kind != .frontend } }

    /// The proxies that send requests to the backend: `frontend` and `listen` sections that name it, or that choose a backend by
    /// an expression. A `listen` section leads to itself.
    func entries(to backend: Proxy) -> [Proxy] { (entriesByName[backend.name] ?? []) + dynamicEntries }
}

/// The `defaults` sections so far, each with its parent, which `from` names.
private struct Defaults {
    private var sections: [(section: Section, parent: Int?)] = []
    private var byName: [String: Int] = [:]

    func has(_ name: String) -> Bool { byName[name] != nil }

    /// A section without `from` inherits nothing.
    mutating func add(_ section: Section) {
        if !section.name.isEmpty { byName[section.name] = sections.count }
        sections.append((section, section.parent.flatMap { byName[$0] }))
    }

    /// The `defaults` sections that a proxy inherits from, the outermost first: those of `from`, or else the last one.
    func chain(for section: Section) -> [Section] {
        var chain: [Section] = []
        var next = section.parent.map { byName[$0] } ?? sections.indices.last
        while let index = next {
            chain.append(sections[index].section)
            next = sections[index].parent
        }
        return chain.reversed()
    }
}
