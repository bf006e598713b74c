internal import Glibc
internal import System

/// HAProxy's HTTP checks of a backend: their requests, and the answers that they accept.
struct HealthChecks {
    /// Whether an answer with a certain status passes.
    enum Verdict {
        case passes
        case fails
        /// The result depends on more than the status.
        case unknown
    }

    let option: Directive
    /// The method of each request.
    let methods: [String]
    let target: String
    /// Whether a request of HTTP/1.1 lacks `Host`, which is mandatory (RFC 9112 §3.2).
    let lacksHost: Bool
    /// The lines `http-check send` and `http-check expect`.
    let sends: [Directive]
    let expectations: [Directive]

    /// Returns nil for a backend with checks other than those of `option httpchk`.
    init?(_ backend: Proxy) {
        guard let last = backend.checkOption, last.arguments.first == "httpchk" else { return nil }
        option = last
        let rules = backend.rules("http-check")
        sends = rules.filter { $0.arguments.first == "send" }
        let sent = sends.map { HealthChecks.parameters($0.arguments.dropFirst()) }
        let arguments = last.arguments.dropFirst()
        let line = (
            method: arguments.count > 1 ? arguments[arguments.startIndex] : "OPTIONS",
            target: (arguments.count > 1 ? arguments.dropFirst().first : arguments.first) ?? "/",
            rest: arguments.dropFirst(2).joined(separator: " ")
        )
        methods = sent.isEmpty ? [line.method] : sent.map { $0["meth"]?.first ?? line.method }
        target = sent.first?["uri"]?.first ?? line.target
        let versions = sent.isEmpty ? [line.rest] : sent.map { $0["ver"]?.first ?? line.rest }
        let names = sent.flatMap { $0["hdr"] ?? [] }.map { $0.lowercased() }
        lacksHost =
            versions.contains { $0.contains("HTTP/1.1") } && !names.contains("host")
            && !line.rest.lowercased().split(whereSeparator: \.isNewline).contains { $0.hasPrefix("host:") }
        expectations = rules.filter { $0.arguments.first == "expect" }
    }

    /// Whether an answer of that status passes.
    func verdict(on status: Int) -> Verdict {
        if expectations.isEmpty { return (200..<400).contains(status) ? .passes : .fails }
        let verdicts = expectations.map { HealthChecks.verdict(of: $0, on: status) }
        if verdicts.contains(.fails) { return .fails }
        return verdicts.contains(.unknown) ? .unknown : .passes
    }

    private static func verdict(of expectation: Directive, on status: Int) -> Verdict {
        var words = expectation.arguments.dropFirst()
        let isNegated = words.contains("!")
        while let word = words.popFirst() {
            switch word {
            case "status":
                guard let ranges = words.first.map({ $0.split(separator: ",") }) else { return .unknown }
                let isNamed = ranges.contains { covers($0, status) }
                return isNamed != isNegated ? .passes : .fails
            case "rstatus":
                guard let matches = words.first.flatMap({ matches($0, "\(status)") }) else { return .unknown }
                return matches != isNegated ? .passes : .fails
            case "string", "rstring", "hdr", "fhdr": return .unknown
            default: break
            }
        }
        return .unknown
    }

    private static func covers(_ range: Substring, _ status: Int) -> Bool {
        let ends = range.split(separator: "-").map { Int($0) }
        guard let first = ends.first.flatMap({ $0 }), let last = ends.last.flatMap({ $0 }) else { return false }
        return first <= status && status <= last
    }

    /// The words of `http-check send`, by keyword. Of `hdr`, only the names are kept.
    private static func parameters(_ words: ArraySlice<String>) -> [String: [String]] {
        var result: [String: [String]] = [:]
        var rest = words
        while let keyword = rest.popFirst() {
            guard let value = rest.popFirst() else { break }
            result[keyword, default: []].append(value)
            if keyword == "hdr" { rest = rest.dropFirst() }
        }
        return result
    }
}

extension Proxy {
    /// The option for the kind of checks, the last one of several; nil if checks only connect.
    var checkOption: Directive? {
        let last = directives.last { directive in
            directive.keyword == "option" && ProxyKeywords.checkOptions.contains(directive.arguments.first ?? "")
        }
        guard let last, let name = last.arguments.first, option(name) == last else { return nil }
        return last
    }

    /// The `http-check connect` or `tcp-check connect` lines in effect.
    var checkConnections: [Directive] {
        switch checkOption?.arguments.first {
        case "httpchk": rules("http-check").filter { $0.arguments.first == "connect" }
        case "tcp-check": rules("tcp-check").filter { $0.arguments.first == "connect" }
        default: []
        }
    }

    /// Whether a server that answers 503 in plain HTTP fails the checks because of their protocol.
    var checksAnotherProtocol: Bool {
        if checkConnections.contains(where: { $0.arguments.contains("ssl") }) { return true }
        switch checkOption?.arguments.first {
        case nil, "httpchk", "external-check": return false
        case "tcp-check":
            let rules = rules("tcp-check").map(\.arguments)
            let asksForOptions = rules.contains { $0.contains { $0.contains("OPTIONS") } }
            return !asksForOptions
                && rules.contains { $0.first == "expect" && !$0.contains { $0.contains("503") } }
        default: return true
        }
    }
}

/// Whether the text matches; nil for an expression that POSIX lacks, such as a class of PCRE.
func matches(_ expression: String, _ text: String) -> Bool? {
    guard !expression.contains("\\"), !expression.contains("(?") else { return nil }
    var compiled = regex_t()
    guard regcomp(&compiled, expression, REG_EXTENDED | REG_NOSUB) == 0 else { return nil }
    defer { regfree(&compiled) }
    return regexec(&compiled, text, 0, nil, 0) == 0
}
