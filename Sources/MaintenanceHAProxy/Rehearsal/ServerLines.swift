/// The lines of servers.
extension LineRewriter {
    /// Parameters that reach outside of the rehearsal, or that its servers do not support. They are removed from
    /// `default-server` too.
    private static let outward: Set<String> = [
        "agent-check", "agent-addr", "agent-inter", "agent-port", "agent-send", "ca-file", "check-via-socks4",
        "crl-file", "crt", "init-addr", "interface", "log-proto", "namespace", "redir", "resolve-net", "resolve-opts",
        "resolve-prefer", "resolvers", "socks4", "source", "tcp-md5sig", "usesrc", "verify", "verifyhost",
        "set-proxy-v2-tlv-fmt", "init-state",
    ]

    /// Parameters with which HAProxy would not speak plain HTTP/1.1 to its server, or would check another one.
    private static let unlikeApplications: Set<String> = [
        "addr", "alpn", "check-alpn", "check-proto", "check-send-proxy", "check-sni", "check-ssl", "ciphers",
        "ciphersuites", "force-sslv3", "force-tlsv10", "force-tlsv11", "force-tlsv12", "force-tlsv13", "no-sslv3",
        "no-tlsv10", "no-tlsv11", "no-tlsv12", "no-tlsv13", "no-tls-tickets", "npn", "port", "proto",
        "proxy-v2-options", "send-proxy", "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn", "sni",
        "sni-auto", "no-sni-auto", "ssl", "ssl-max-ver", "ssl-min-ver", "ssl-reuse", "no-ssl-reuse", "allow-0rtt",
        "curves", "sigalgs", "client-sigalgs", "renegotiate", "no-renegotiate", "tls-tickets", "sslv3", "tlsv10",
        "tlsv11", "tlsv12", "tlsv13",
    ]

    func editServer(_ directive: Directive) -> LineEdit {
        let arguments = directive.arguments
        let head = directive.keyword == "server-template" ? 3 : 2
        guard arguments.count >= head else { return .keep }
        let name = arguments.prefix(head - 1).map(quoted).joined(separator: " ")
        let parameters = arguments.dropFirst(head)
        let words: [String]
        let port: UInt16
        var note: String?
        switch plan.roles[directive.position] {
        case .page:
            port = ports.page
            words = pageParameters(parameters, of: servers[directive.position])
            note = "server \(arguments[0]) is maintenance itself, with the page"
        case .admin:
            port = ports.admin
            words = applicationParameters(parameters)
            note = "server \(arguments[0]) is the operators' port of maintenance"
        case .bind(let index):
            port = ports.binds[index]
            words = applicationParameters(parameters)
            note = "server \(arguments[0]) is the bind line at \(plan.binds[index].position)"
        case .application(let index):
            port = ports.applications[index]
            words = applicationParameters(parameters)
        case nil:
            // The line depends on a condition, or is not understood.
            port = ports.closed
            words = applicationParameters(parameters)
            note =
                "server \(arguments[0]) refuses connections, because the line depends on a condition or is not understood"
        }
        let kept = [[directive.keyword, name, "127.0.0.1:\(port)"], words.map(quoted)].joined().joined(separator: " ")
        let dropped = LineRewriter.notable.filter { parameters.contains($0) && !words.contains($0) }
        if !dropped.isEmpty { note = "\(note ?? "server \(arguments[0])"), without \(dropped.joined(separator: ", "))" }
        return .write(kept, note)
    }

    /// Parameters whose removal is mentioned to operators.
    private static let notable = [
        "agent-check", "port", "addr", "ssl", "proto", "send-proxy", "send-proxy-v2", "redir", "resolvers", "source",
    ]

    /// The parameters of a server that speaks plain HTTP/1.1.
    private func applicationParameters(_ words: ArraySlice<String>) -> [String] {
        var kept = removing(LineRewriter.outward.union(LineRewriter.unlikeApplications), from: words)
        let negatable = [
            "ssl", "check-ssl", "send-proxy", "send-proxy-v2", "send-proxy-v2-ssl", "send-proxy-v2-ssl-cn",
        ]
        kept += negatable.filter { inheritable.contains($0) }.map { "no-\($0)" }
        if inheritable.contains("proto") { kept += ["proto", "h1"] }
        return kept
    }

    /// The parameters of the page's server. Its protocol is kept, because it is part of the rehearsal.
    private func pageParameters(_ words: ArraySlice<String>, of server: BackendServer?) -> [String] {
        var kept = removing(LineRewriter.outward.union(["addr", "port"]), from: words)
        if kept.contains("ssl") || kept.contains("check-ssl") { kept += ["verify", "none"] }
        if let server, server.parameters.has("addr") || server.parameters.has("port") {
            kept += ["port", "\(server.isCheckedAtItsAddress ? ports.page : ports.closed)"]
        }
        return kept
    }

    /// Keeps the parameters that the page's server inherits. The lines of applications turn them off.
    func editDefaultServer(_ directive: Directive) -> LineEdit {
        var kept = removing(LineRewriter.outward.union(["addr", "port"]), from: directive.arguments[...])
        guard kept != directive.arguments else { return .keep }
        if kept.contains("ssl") || kept.contains("check-ssl") { kept += ["verify", "none"] }
        guard !kept.isEmpty else { return LineEdit(result: .leaveOut) }
        return .write("default-server \(kept.map(quoted).joined(separator: " "))")
    }

    private func removing(_ removed: Set<String>, from words: ArraySlice<String>) -> [String] {
        var kept: [String] = []
        var rest = words
        while let word = rest.popFirst() {
            let argument = ServerParameters.takesArgument(word) ? rest.popFirst() : nil
            if !removed.contains(word) { kept += [word] + (argument.map { [$0] } ?? []) }
        }
        return kept
    }
}

extension BackendServer {
    /// Whether checks go to the address and port of the server itself.
    fileprivate var isCheckedAtItsAddress: Bool {
        let host = String(address.dropLast(port.map { $0.count + 1 } ?? 0))
        let checked = (parameters["addr"]?.argument ?? host, parameters["port"]?.argument ?? port)
        return checked == (host, port)
    }
}
