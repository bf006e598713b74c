/// A `frontend`, `listen` or `backend` section, with the lines inherited from `defaults`.
struct Proxy: Sendable {
    let kind: Section.Kind
    let name: String
    let position: Position
    /// The lines of its `defaults` sections, then its own.
    let directives: [Directive]
    private let own: [Directive]
    private let byKeyword: [String: [Directive]]
    /// The lines that choose a backend, by its name. A configuration with a backend for each site has thousands.
    let choices: [String: [Directive]]
    let servers: [BackendServer]
    let isComplete: Bool

    /// Resolves a section, and reports the lines of its servers that are not understood.
    init(_ section: Section, inheriting defaults: [Section], unread: inout Set<UnreadLine>) {
        let inherited = defaults.flatMap(\.directives)
        kind = section.kind
        name = section.name
        position = section.position
        own = section.directives
        directives = inherited + own
        byKeyword = Dictionary(grouping: directives, by: \.keyword)
        choices = Dictionary(
            grouping: directives.filter { ["default_backend", "use_backend"].contains($0.keyword) },
            by: { $0.arguments.first ?? "" })
        var isComplete = section.isComplete && defaults.allSatisfy(\.isComplete)
        var servers: [BackendServer] = []
        var parameters = ServerParameters()
        for directive in directives {
            do throws(ServerParameters.Fault) {
                switch directive.keyword {
                case "default-server": try parameters.read(directive.arguments)
                case "server", "server-template":
                    servers.append(try BackendServer(directive, inheriting: parameters))
                default: break
                }
            } catch {
                isComplete = false
                unread.insert(UnreadLine(position: directive.position, reason: "\(error)"))
            }
        }
        self.servers = servers
        self.isComplete = isComplete
    }

    /// HAProxy's own default is TCP.
    var isHTTP: Bool { last("mode")?.arguments.first == "http" }
    var primaries: [BackendServer] { servers.filter { !$0.isBackup } }
    /// The number of servers that are not backups, templates included.
    var primaryCount: Int { primaries.reduce(0) { $0 + $1.count } }

    /// The last line with that keyword.
    func last(_ keyword: String) -> Directive? { byKeyword[keyword]?.last }

    /// The last line with those two words first, such as `timeout server`.
    func last(_ keyword: String, _ argument: String) -> Directive? {
        byKeyword[keyword]?.last { $0.arguments.first == argument }
    }

    func all(_ keyword: String) -> [Directive] { byKeyword[keyword] ?? [] }

    /// The line that sets an option; nil if it is not set, or turned off by `no option`.
    func option(_ name: String) -> Directive? {
        let line = directives.last { directive in
            let words = directive.words.map(\.text)
            return words.starts(with: ["option", name])
                || (["no", "default"].contains(directive.keyword) && words.dropFirst().starts(with: ["option", name]))
        }
        return line?.keyword == "option" ? line : nil
    }

    /// Rules of a kind, such as `http-check`: those of the section, or else those of its `defaults`.
    func rules(_ keyword: String) -> [Directive] {
        let rules = own.filter { $0.keyword == keyword }
        return rules.isEmpty ? all(keyword) : rules
    }

    /// A condition with the conditions of the named ACLs in it, as the text of all their words.
    func expandedCondition(_ condition: [String]) -> [[String]] {
        let acls = all("acl").filter { condition.contains($0.arguments.first ?? "") }
        return [condition] + acls.map { Array($0.arguments.dropFirst()) }
    }
}
