internal import System

extension Rule {
    /// Traps that change what visitors see.
    static let answerRules = [
        Rule(
            name: "page-replaced", severity: .error,
            problem:
                "`http-response return`, `deny`, `redirect` or `set-status`, or `http-after-response set-status`, for status 503 replaces the page or its status.",
            reason: "the page is a 503 as well",
            remedy:
                "The line with `!{ res.hdr(Maintenance) -m found }`, or with `or { res.hdr(Maintenance) -m found }` after `unless`: each answer of `maintenance` has that field.",
            matches: { subject in
                subject.responseLines { proxy, line in
                    ["return", "deny", "redirect", "set-status"].contains(line.arguments.first)
                        && proxy.appliesTo503(line)
                }.map { Match($0.position, write: $0.exceptMaintenance) }
            }),
        Rule(
            name: "page-cached", severity: .warning,
            problem:
                "`http-response set-header Cache-Control max-age=…` without a condition makes browsers and caches keep the page and its files.",
            reason:
                "it replaces Cache-Control: no-store, so visitors may get the page or its files when the site is back",
            remedy: Directive.exceptMaintenance,
            matches: { subject in
                subject.responseLines { _, line in line.makesAnswersCacheable }.map {
                    Match($0.position, write: $0.exceptMaintenance)
                }
            }),
        Rule(
            name: "page-fields-deleted", severity: .warning,
            problem:
                "`http-response del-header` removes `Retry-After`, `Refresh`, `Cache-Control` or `Maintenance` from the page.",
            reason: "crawlers, caches and the page itself rely on these fields",
            remedy: Directive.exceptMaintenance,
            matches: { subject in
                subject.responseLines { _, line in
                    line.arguments.first == "del-header" && line.condition.isEmpty
                        && ["retry-after", "refresh", "cache-control", "maintenance"]
                            .contains(line.arguments.dropFirst().first?.lowercased())
                }.map { Match($0.position, write: $0.exceptMaintenance) }
            }),
        Rule(
            name: "short-server-timeout", severity: .warning,
            problem:
                "With `timeout server` below three seconds, HAProxy 2.6 answers a form that arrives slowly with its own 504.",
            reason:
                "maintenance waits two seconds for a short body before it answers; HAProxy 2.6 counts that time as the server's, and 3.0 does not",
            remedy: "`timeout server 30s`.",
            harmsBefore: .trixie,
            matches: { subject in
                guard !subject.backups.isEmpty, let line = subject.backend.last("timeout", "server"),
                    let time = milliseconds(line.arguments.dropFirst().first ?? ""), (1..<3000).contains(time)
                else { return [] }
                return [Match(line.position, write: "timeout server 30s")]
            }),
    ]
}

extension Subject {
    /// The lines for answers that answers of `maintenance` pass, and for which the predicate holds.
    fileprivate func responseLines(where isIncluded: (Proxy, Directive) -> Bool) -> [Directive] {
        guard !backups.isEmpty else { return [] }
        return httpProxies.flatMap { proxy in
            (proxy.all("http-response") + proxy.all("http-after-response")).filter { isIncluded(proxy, $0) }
        }
    }
}

extension Directive {
    fileprivate static let exceptMaintenance = "The line with `unless { res.hdr(Maintenance) -m found }`."
    /// The line for all answers but those of `maintenance`.
    fileprivate var exceptMaintenance: String {
        switch condition.first {
        case "if": "\(source) !{ res.hdr(Maintenance) -m found }"
        case "unless": "\(source) or { res.hdr(Maintenance) -m found }"
        default: "\(source) unless { res.hdr(Maintenance) -m found }"
        }
    }

    /// Whether the line gives each answer a `Cache-Control` that lets caches keep the answer.
    fileprivate var makesAnswersCacheable: Bool {
        let words = arguments
        guard words.count > 2, words[1].lowercased() == "cache-control", condition.isEmpty else { return false }
        let value: String
        switch words[0] {
        case "set-header": value = words[2].lowercased()
        case "replace-header" where words.count > 3:
            guard matches(words[2], "no-store") == true else { return false }
            value = words[3].lowercased()
        default: return false
        }
        let directives = value.split { $0 == "," || $0 == " " }
        guard !directives.contains(where: { ["no-store", "no-cache"].contains($0) }) else { return false }
        // Without an age, caches would derive one from Last-Modified, which the answers of `maintenance` lack.
        return directives.contains { directive in
            let parts = directive.split(separator: "=")
            return ["max-age", "s-maxage"].contains(parts.first) && parts.count > 1 && Int(parts[1]) ?? 1 > 0
        }
    }
}

extension Proxy {
    /// Whether a line without a condition, or with a single test of the status, applies to each answer of status 503.
    fileprivate func appliesTo503(_ line: Directive) -> Bool {
        guard let keyword = line.condition.first else { return true }
        var test = line.condition.dropFirst()
        let isNegated = test.first?.hasPrefix("!") == true
        if isNegated, let first = test.popFirst() { test = ([String(first.dropFirst())] + test)[...] }
        let isWanted = (keyword == "if") != isNegated
        // The lines of a named ACL are alternatives.
        let alternatives: [ArraySlice<String>]
        if test.count == 1 {
            alternatives = all("acl").filter { $0.arguments.first == test.first }.map { $0.arguments.dropFirst() }
        } else if test.first == "{", test.firstIndex(of: "}") == test.indices.last {
            alternatives = [test.dropFirst().dropLast()]
        } else {
            return false
        }
        let isCovered = alternatives.map(Proxy.covers503)
        return isWanted ? isCovered.contains(true) : isCovered.allSatisfy { $0 == false } && !isCovered.isEmpty
    }

    /// Whether the words of an ACL after its name match status 503; nil if they test something else.
    private static func covers503(_ words: ArraySlice<String>) -> Bool? {
        guard ["status", "res.status"].contains(words.first) else { return nil }
        var comparison = "eq"
        for word in words.dropFirst() where word != "-m" && word != "int" {
            if ["eq", "ge", "gt", "le", "lt"].contains(word) {
                comparison = word
                continue
            }
            let ends = word.split(separator: ":").map { Int($0) }
            guard let first = ends.first.flatMap({ $0 }), let last = ends.last.flatMap({ $0 }) else { return nil }
            let isCovered =
                switch comparison {
                case "ge": 503 >= first
                case "gt": 503 > first
                case "le": 503 <= first
                case "lt": 503 < first
                default: first <= 503 && 503 <= last
                }
            if isCovered { return true }
        }
        return false
    }
}
