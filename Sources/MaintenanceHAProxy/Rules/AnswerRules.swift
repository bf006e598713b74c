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
                "The condition with `!{ res.hdr(Maintenance) -m found }`: each answer of `maintenance` has that field.",
            matches: { subject in
                subject.responseLines { proxy, line in
                    ["return", "deny", "redirect", "set-status"].contains(line.arguments.first)
                        && proxy.appliesTo503(line)
                }.map { Match($0.position, write: "\($0.source) !{ res.hdr(Maintenance) -m found }") }
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
                "`http-response del-header` takes `Retry-After`, `Refresh`, `Cache-Control` or `Maintenance` from the page.",
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
                "With `timeout server` below three seconds, HAProxy 2.6 and older answer a form that arrives slowly with 504.",
            reason:
                "maintenance waits two seconds for a short body before it answers, and HAProxy counts that time as the server's",
            remedy: "`timeout server 30s`.",
            matches: { subject in
                guard !subject.backups.isEmpty, let line = subject.backend.last("timeout", "server"),
                    let time = milliseconds(line.arguments.dropFirst().first ?? ""), (1..<3000).contains(time)
                else { return [] }
                return [Match(line.position, write: "timeout server 30s")]
            }),
    ]
}

extension Subject {
    /// The rules for answers, on the way of the answers of `maintenance`, for which the predicate holds.
    fileprivate func responseLines(where isIncluded: (Proxy, Directive) -> Bool) -> [Directive] {
        guard !backups.isEmpty else { return [] }
        return way.flatMap { proxy in
            (proxy.all("http-response") + proxy.all("http-after-response")).filter { isIncluded(proxy, $0) }
        }
    }
}

extension Directive {
    fileprivate static let exceptMaintenance = "The line with `unless { res.hdr(Maintenance) -m found }`."
    /// The line for all answers but those of `maintenance`.
    fileprivate var exceptMaintenance: String { "\(source) unless { res.hdr(Maintenance) -m found }" }

    /// Whether it gives each answer a `Cache-Control` by which caches may keep it.
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
        return !["no-store", "no-cache"].contains { value.contains($0) } && !value.contains("max-age=0")
    }
}

extension Proxy {
    /// Whether the condition of a line holds for each answer of status 503, as far as it is about the status alone.
    fileprivate func appliesTo503(_ line: Directive) -> Bool {
        let condition = line.condition
        guard condition.first == "if" else { return false }
        var words = condition.dropFirst().filter { $0 != "{" && $0 != "}" }
        if words.count == 1 {
            // The one ACL's lines are alternatives.
            return all("acl").contains { $0.arguments.first == words[0] && Proxy.covers503($0.arguments.dropFirst()) }
        }
        guard condition.count(where: { $0 == "{" }) == 1, !words.contains(where: { $0.hasPrefix("!") }) else {
            return false
        }
        words.removeAll { $0 == "-m" || $0 == "int" }
        return Proxy.covers503(words[...])
    }

    /// Whether the words of an ACL after its name say a status that 503 is.
    private static func covers503(_ words: ArraySlice<String>) -> Bool {
        guard ["status", "res.status"].contains(words.first) else { return false }
        var comparison = "eq"
        for word in words.dropFirst() {
            if ["eq", "ge", "gt", "le", "lt"].contains(word) {
                comparison = word
                continue
            }
            let ends = word.split(separator: ":").compactMap { Int($0) }
            guard let first = ends.first, let last = ends.last else { return false }
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
