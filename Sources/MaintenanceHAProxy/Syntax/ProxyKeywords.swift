/// The words that may begin a line of a `defaults`, `frontend`, `listen` or `backend` section, in HAProxy 2.4 to 3.2.
enum ProxyKeywords {
    private static let keywords: Set<String> = [
        "acl", "backlog", "balance", "bind", "capture", "clitcpka-cnt", "clitcpka-idle", "clitcpka-intvl",
        "compression", "cookie",
        "declare", "default-server", "default_backend", "description", "disabled", "dispatch", "dynamic-cookie-key",
        "email-alert", "enabled", "errorfile", "errorfiles", "errorloc", "errorloc302", "errorloc303",
        "error-log-format",
        "external-check", "filter", "force-be-switch", "force-persist", "fullconn", "guid", "hash-balance-factor",
        "hash-preserve-affinity", "hash-type", "http-after-response", "http-check", "http-error", "http-request",
        "http-response", "http-reuse", "http-send-name-header", "id", "ignore-persist", "load-server-state-from-file",
        "log", "log-format", "log-format-sd", "log-steps", "log-tag", "max-keep-alive-queue", "max-session-srv-conns",
        "maxconn", "mode", "monitor", "monitor-uri", "persist", "process", "quic-initial", "rate-limit", "redirect",
        "retries", "retry-on", "server", "server-state-file-name", "server-template", "source", "srvtcpka-cnt",
        "srvtcpka-idle", "srvtcpka-intvl", "stats", "stick", "stick-table", "tcp-check", "tcp-request", "tcp-response",
        "timeout", "transparent", "unique-id-format", "unique-id-header", "use-fcgi-app", "use-server", "use_backend",
    ]

    private static let options: Set<String> = [
        "abortonclose", "accept-invalid-http-request", "accept-invalid-http-response",
        "accept-unsafe-violations-in-http-request",
        "accept-unsafe-violations-in-http-response", "allbackups", "checkcache", "clitcpka", "contstats",
        "disable-h2-upgrade", "dontlog-normal", "dontlognull", "external-check", "forceclose", "forwarded",
        "forwardfor",
        "h1-case-adjust-bogus-client", "h1-case-adjust-bogus-server", "http-buffer-request",
        "http-drop-request-trailers",
        "http-drop-response-trailers", "http-ignore-probes", "http-keep-alive", "http-no-delay",
        "http-pretend-keepalive",
        "http-restrict-req-hdr-names", "http-server-close", "http-tunnel", "http-use-htx", "http-use-proxy-header",
        "http_proxy", "httpchk", "httpclose", "httplog", "httpslog", "idle-close-on-response", "independent-streams",
        "ldap-check", "log-health-checks", "log-separate-errors", "logasap", "mysql-check", "nolinger", "originalto",
        "persist", "pgsql-check", "prefer-last-server", "redis-check", "redispatch", "smtpchk", "socket-stats",
        "splice-auto", "splice-request", "splice-response", "spop-check", "srvtcpka", "ssl-hello-chk", "tcp-check",
        "tcp-smart-accept", "tcp-smart-connect", "tcpka", "tcplog", "transparent", "use-small-buffers",
    ]

    /// The options for the kind of checks. The last one takes effect.
    static let checkOptions: Set<String> = [
        "external-check", "httpchk", "ldap-check", "mysql-check", "pgsql-check", "redis-check", "smtpchk", "spop-check",
        "ssl-hello-chk", "tcp-check",
    ]

    /// The reason why the line is not understood; nil if it is.
    static func reasonUnknown(_ directive: Directive) -> String? {
        var words = directive.words.map(\.text)[...]
        if words.first == "no" || words.first == "default" { words = words.dropFirst() }
        guard let keyword = words.first else { return "a keyword is missing" }
        if keyword == "option" {
            guard let option = words.dropFirst().first else { return "the option is missing" }
            return options.contains(option) ? nil : "the option '\(option)' is unknown"
        }
        return keywords.contains(keyword) ? nil : "'\(keyword)' is unknown"
    }
}
