internal import System

/// A server of a backend, with inherited parameters.
struct BackendServer: Sendable {
    let name: String
    let address: String
    /// How many servers the line makes: more than one for `server-template`.
    let count: Int
    let parameters: ServerParameters
    let directive: Directive

    var position: Position { directive.position }
    var isBackup: Bool { parameters.has("backup") }
    /// Whether its name or address, such as `maintenance:8088`, is that of `maintenance`.
    var isNamedMaintenance: Bool { [name, address].contains { $0.lowercased().contains("maint") } }
    /// Whether HAProxy learns that the server is down. An agent is not enough: while it does not answer, the state stays the same.
    var isWatched: Bool { parameters.has("check") || parameters.has("track") }
    /// Whether HAProxy sends checks to it.
    var isChecked: Bool { parameters.has("check") && !parameters.has("track") }
    /// Whether `port` or `addr` sets the address of checks, even to that of the server. HAProxy sends such checks without a
    /// PROXY header, unless there is `check-send-proxy`.
    var namesCheckAddress: Bool { parameters.has("port") || parameters.has("addr") }
    /// The words that make HAProxy begin connections with a PROXY header.
    static let proxyHeaderKeywords = ["send-proxy", "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn"]
    var proxyHeaderKeyword: String? { BackendServer.proxyHeaderKeywords.first { parameters.has($0) } }

    /// The most connections that HAProxy opens to it; 0 for no limit.
    var maxconn: Int { parameters["maxconn"]?.argument.flatMap { Int($0) } ?? 0 }
    /// A lower limit is meant for an application.
    static let lowMaxconn = 1000

    /// The port of the address; nil without one.
    var port: String? {
        guard let colon = address.lastIndex(of: ":") else { return nil }
        let port = address[address.index(after: colon)...]
        return !port.isEmpty && port.allSatisfy { ("0"..."9").contains($0) } ? String(port) : nil
    }

    /// Reads a `server` or `server-template` line.
    init(_ directive: Directive, inheriting parameters: ServerParameters) throws(ServerParameters.Fault) {
        var arguments = directive.arguments
        var count = 1
        if directive.keyword == "server-template" {
            guard arguments.count > 1 else { throw .missingArgument(of: "server-template") }
            count = min(max(1, arguments[1].split(separator: "-").last.flatMap { Int($0) } ?? 1), 1 << 20)
            arguments.remove(at: 1)
        }
        guard arguments.count > 1 else { throw .missingArgument(of: directive.keyword) }
        var parameters = parameters.inherited
        try parameters.read(arguments.dropFirst(2))
        name = arguments[0]
        address = arguments[1]
        self.count = count
        self.parameters = parameters
        self.directive = directive
    }

    /// The line with another address.
    func line(at address: String) -> String {
        let place = directive.keyword == "server-template" ? 3 : 2
        return directive.words.enumerated().map { $0 == place ? address : $1.source }.filter { !$0.isEmpty }
            .joined(separator: " ")
    }

    /// The line without these keywords and their arguments, and with further words at its end.
    func line(without removed: Set<String> = [], adding added: [String] = []) -> String {
        let head = directive.keyword == "server-template" ? 4 : 3
        var kept = directive.words.prefix(head).map(\.source)
        var rest = directive.words.dropFirst(head)
        while let word = rest.popFirst() {
            let argument = ServerParameters.takesArgument(word.text) ? rest.popFirst() : nil
            if !removed.contains(word.text) { kept += [word.source] + (argument.map { [$0.source] } ?? []) }
        }
        return (kept.filter { !$0.isEmpty } + added).joined(separator: " ")
    }
}
