internal import System

/// Which lines of proxies a drill cannot have.
enum ProxyLines {
    /// Keywords of lines that reach outside, or that need what the drill lacks.
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
        "auth": "visitors of the drill have no password", "do-resolve": "names are not resolved",
        "set-dst": "the address of a server", "set-dst-port": "the address of a server", "attach-srv": "attach-srv",
        "send-spoe-group": "SPOE", "expect-proxy": "the PROXY header", "expect-netscaler-cip": "the PROXY header",
        "set-mark": "marks of packets", "set-tos": "marks of packets", "set-fc-mark": "marks of packets",
        "set-fc-tos": "marks of packets", "set-bc-mark": "marks of packets", "set-bc-tos": "marks of packets",
    ]

    /// Why the line is left out; nil for a line that is not.
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

    /// Why applications of the drill cannot do what a check expects.
    private static func reasonUnmet(_ words: ArraySlice<String>) -> String? {
        if words.contains("hdr") || words.contains("fhdr") { return "the applications of the drill lack the field" }
        guard let index = words.firstIndex(of: "rstring"), !words.contains("!") else { return nil }
        let isSimple = words[(index + 1)...].first.map { plainText(of: $0) != nil } ?? false
        return isSimple ? nil : "the applications of the drill lack the text"
    }

    private static func reasonToLeaveOut(
        _ words: ArraySlice<String>, of keyword: String, _ directive: Directive, _ proxy: Proxy?
    ) -> String? {
        // `tcp-request content reject`, for example.
        let layers: Set = ["connection", "session", "content"]
        let isLayered = keyword == "tcp-request" || keyword == "tcp-response"
        let rest = isLayered && words.first.map { layers.contains($0) } == true ? words.dropFirst() : words
        let action = String((rest.first ?? "").prefix { $0 != "(" })
        if let reason = actions[action] { return reason }
        guard ["deny", "reject", "tarpit", "silent-drop", "return", "redirect"].contains(action) else { return nil }
        let condition = proxy?.expandedCondition(directive.condition).joined().map { $0 } ?? directive.condition
        return condition.contains(where: countsVisits) ? "a limit on visitors, as all come from one host" : nil
    }

    /// Whether a word asks how often a client comes, such as `sc_http_req_rate(0)`.
    private static func countsVisits(_ word: String) -> Bool {
        let isCounter = ["sc_", "sc0_", "sc1_", "sc2_", "src_"].contains { word.hasPrefix($0) }
        return isCounter && ["rate", "cnt", "conn_cur", "gpc", "gpt", "kbytes"].contains { word.contains($0) }
    }

    /// `http-check connect` and `tcp-check connect` without another port than the server's, and in plain text; nil for other lines.
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
    /// Whether it is for servers that speak another protocol than HTTP, as far as its checks show.
    var servesAnotherProtocol: Bool {
        guard !isHTTP else { return false }
        let options = ["mysql-check", "pgsql-check", "redis-check", "smtpchk", "ldap-check", "spop-check"]
        return options.contains { option($0) != nil }
            || all("tcp-check").contains { ["send", "send-binary", "expect"].contains($0.arguments.first) }
    }

    /// Whether HAProxy sends a request again whose connection broke before an answer.
    var repeatsLostRequests: Bool {
        last("retry-on")?.arguments.contains { ["empty-response", "all-retryable-errors"].contains($0) } ?? false
    }
}
