internal import System

/// The lines of proxies that a rehearsal leaves out.
enum ProxyLines {
    /// Keywords of lines that reach outside of the rehearsal, or need something that it lacks.
    private static let keywords = [
        "dispatch": "dispatch", "transparent": "transparent", "source": "source", "log": "logs",
        "log-steps": "logs", "email-alert": "mail", "external-check": "a check by a program",
        "load-server-state-from-file": "the state of servers", "server-state-file-name": "the state of servers",
        "use-fcgi-app": "FastCGI",
    ]

    private static let options = [
        "external-check": "a check by a program", "transparent": "transparent", "http_proxy": "http_proxy",
        "mysql-check": "a check of MySQL", "pgsql-check": "a check of PostgreSQL", "redis-check": "a check of Redis",
        "smtpchk": "a check of SMTP", "ldap-check": "a check of LDAP", "ssl-hello-chk": "a check of TLS",
        "spop-check": "a check of SPOE",
    ]

    private static let rules: Set<String> = [
        "http-request", "http-response", "http-after-response", "tcp-request", "tcp-response", "quic-initial",
    ]

    private static let actions = [
        "auth": "visitors of the rehearsal have no password", "do-resolve": "names are not resolved",
        "set-dst": "the address of a server", "set-dst-port": "the address of a server", "attach-srv": "attach-srv",
        "send-spoe-group": "SPOE", "expect-proxy": "the PROXY header", "expect-netscaler-cip": "the PROXY header",
        "set-mark": "marks of packets", "set-tos": "marks of packets", "set-fc-mark": "marks of packets",
        "set-fc-tos": "marks of packets", "set-bc-mark": "marks of packets", "set-bc-tos": "marks of packets",
    ]

    /// The reason to leave out the line; nil for other lines.
    static func reasonToLeaveOut(_ directive: Directive, _ proxy: Proxy?) -> String? {
        var words = directive.words.map(\.text)[...]
        if words.first == "no" || words.first == "default" { words = words.dropFirst() }
        guard let keyword = words.popFirst() else { return nil }
        if let reason = keywords[keyword] { return reason }
        let first = words.first ?? ""
        switch keyword {
        case "option": return options[first]
        case "filter":
            return ["compression", "cache", "bwlim-in", "bwlim-out"].contains(first) ? nil : "filter \(first)"
        case "tcp-check": return ["connect", "comment"].contains(first) ? nil : "a check of another protocol"
        case "http-check": return first == "expect" ? reasonUnmet(words) : nil
        case _ where rules.contains(keyword): return reasonToLeaveOut(words, of: keyword, directive, proxy)
        default: return nil
        }
    }

    /// The reason why applications of the rehearsal cannot pass a check; nil if they can.
    private static func reasonUnmet(_ words: ArraySlice<String>) -> String? {
        if words.contains("hdr") || words.contains("fhdr") { return "the applications of the rehearsal lack the field" }
        guard let index = words.firstIndex(of: "rstring"), !words.contains("!") else { return nil }
        let isSimple = words[(index + 1)...].first.map { plainText(of: $0) != nil } ?? false
        return isSimple ? nil : "the applications of the rehearsal lack the text"
    }

    private static func reasonToLeaveOut(
        _ words: ArraySlice<String>, of keyword: String, _ directive: Directive, _ proxy: Proxy?
    ) -> String? {
        // Such as `tcp-request content reject`.
        let layers: Set = ["connection", "session", "content"]
        let isLayered = keyword == "tcp-request" || keyword == "tcp-response"
        let rest = isLayered && words.first.map { layers.contains($0) } == true ? words.dropFirst() : words
        let action = String((rest.first ?? "").prefix { $0 != "(" })
        if let reason = actions[action] { return reason }
        guard ["deny", "reject", "tarpit", "silent-drop", "return", "redirect"].contains(action) else { return nil }
        let condition = proxy?.expandedCondition(directive.condition).joined().map { $0 } ?? directive.condition
        return condition.contains(where: countsVisits) ? "a limit on visitors, as all come from one host" : nil
    }

    /// Whether a word counts the visits of a client, such as `sc_http_req_rate(0)`.
    private static func countsVisits(_ word: String) -> Bool {
        let isCounter = ["sc_", "sc0_", "sc1_", "sc2_", "src_"].contains { word.hasPrefix($0) }
        return isCounter && ["rate", "cnt", "conn_cur", "gpc", "gpt", "kbytes"].contains { word.contains($0) }
    }

    /// An `http-check connect` or `tcp-check connect` line in plain text and with the server's port; nil for other lines.
    static func checkOfThisServer(_ directive: Directive) -> String? {
        let words = directive.words.map(\.text)
        guard words.count > 2, words[0] == "http-check" || words[0] == "tcp-check", words[1] == "connect" else {
            return nil
        }
        var kept: [String] = []
        var rest = words.dropFirst(2)
        while let word = rest.popFirst() {
            switch word {
            case "port", "addr", "sni", "alpn", "proto": rest = rest.dropFirst()
            case "ssl", "send-proxy", "via-socks4", "default": break
            default: kept.append(word)
            }
        }
        return ([words[0], "connect"] + kept.map(quoted)).joined(separator: " ")
    }
}

extension Proxy {
    /// Whether the checks are those of servers that do not speak HTTP.
    var servesAnotherProtocol: Bool {
        guard !isHTTP else { return false }
        let options = ["mysql-check", "pgsql-check", "redis-check", "smtpchk", "ldap-check", "spop-check"]
        return options.contains { option($0) != nil }
            || all("tcp-check").contains { ["send", "send-binary", "expect"].contains($0.arguments.first) }
    }

    /// Whether HAProxy repeats a request whose connection broke before the answer.
    var repeatsLostRequests: Bool {
        last("retry-on")?.arguments.contains { ["empty-response", "all-retryable-errors"].contains($0) } ?? false
    }
}
