/// The parameters of a server: those of its line, and of the `default-server` lines before it.
struct ServerParameters: Sendable {
    struct Value: Hashable, Sendable {
        /// nil for a keyword without an argument.
        let argument: String?
        /// Whether the value comes from a `default-server` line.
        var isInherited = false
    }

    /// The reason why a line is not understood.
    enum Fault: Error {
        case unknown(String)
        case missingArgument(of: String)
    }

    private var values: [String: Value] = [:]

    subscript(keyword: String) -> Value? { values[keyword] }

    func has(_ keyword: String) -> Bool { values[keyword] != nil }

    /// The parameters as the following servers inherit them.
    var inherited: ServerParameters {
        var result = self
        result.values = values.mapValues { Value(argument: $0.argument, isInherited: true) }
        return result
    }

    /// Reads the words after a server's address, or after `default-server`.
    mutating func read(_ words: some Collection<String>) throws(Fault) {
        var rest = words[...]
        while let keyword = rest.popFirst() {
            if let opposite = ServerParameters.opposites[keyword] { values[opposite] = nil }
            let negated = keyword.hasPrefix("no-") ? String(keyword.dropFirst(3)) : ""
            if ServerParameters.flags.contains(negated) || negated == "verifyhost" {
                values[negated] = nil
            } else if ServerParameters.flags.contains(keyword) {
                values[keyword] = Value(argument: nil)
            } else if ServerParameters.settings.contains(keyword) {
                guard let argument = rest.popFirst() else { throw .missingArgument(of: keyword) }
                values[keyword] = Value(argument: argument)
            } else {
                throw .unknown(keyword)
            }
        }
    }

    /// Whether the keyword takes an argument.
    static func takesArgument(_ keyword: String) -> Bool { settings.contains(keyword) }

    private static let opposites = [
        "enabled": "disabled", "disabled": "enabled", "stick": "non-stick", "non-stick": "stick",
    ]

    private static let flags: Set<String> = [
        "agent-check", "allow-0rtt", "backup", "check", "check-reuse-pool", "check-send-proxy", "check-ssl",
        "check-via-socks4", "disabled", "enabled", "force-sslv3", "force-tlsv10", "force-tlsv11", "force-tlsv12",
        "force-tlsv13", "non-stick", "renegotiate", "send-proxy", "send-proxy-v2", "send-proxy-v2-ssl",
        "send-proxy-v2-ssl-cn", "sni-auto", "ssl", "ssl-reuse", "sslv3", "stick", "strict-maxconn", "tfo",
        "tls-tickets", "tlsv10", "tlsv11", "tlsv12", "tlsv13",
    ]

    private static let settings: Set<String> = [
        "addr", "agent-addr", "agent-inter", "agent-port", "agent-send", "alpn", "ca-file", "cc", "check-alpn",
        "check-pool-conn-name",
        "check-proto", "check-sni", "ciphers", "ciphersuites", "client-sigalgs", "cookie", "crl-file", "crt", "curves",
        "downinter", "error-limit", "fall", "fastinter", "guid", "hash-key", "id", "idle-ping", "init-addr",
        "init-state", "inter", "interface", "log-bufsize", "log-proto", "max-reuse", "maxconn", "maxqueue", "minconn",
        "namespace", "npn", "observe", "on-error", "on-marked-down", "on-marked-up", "pool-conn-name", "pool-low-conn",
        "pool-max-conn", "pool-purge-delay", "port", "proto", "proxy-v2-options", "redir", "resolve-net",
        "resolve-opts", "resolve-prefer", "resolvers", "rise", "set-proxy-v2-tlv-fmt", "shard", "sigalgs", "slowstart",
        "sni", "socks4", "source", "ssl-max-ver", "ssl-min-ver", "tcp-md5sig", "tcp-ut", "track", "usesrc", "verify",
        "verifyhost", "weight", "ws",
    ]
}

extension ServerParameters.Fault: CustomStringConvertible {
    var description: String {
        switch self {
        case .unknown(let keyword): "the server parameter '\(keyword)' is unknown"
        case .missingArgument(let keyword): "the server parameter '\(keyword)' has no argument"
        }
    }
}

/// Reads a time in HAProxy's notation: a number and a unit, milliseconds by default. Returns the milliseconds.
func milliseconds(_ text: String) -> Int? {
    let digits = text.prefix { ("0"..."9").contains($0) }
    let units = ["": 1, "ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000]
    guard let number = Int(digits), number < 1 << 32 else { return nil }
    if text.dropFirst(digits.count) == "us" { return number / 1000 }
    return units[String(text.dropFirst(digits.count))].map { number * $0 }
}
