extension Rule {
    /// Traps in repeating requests.
    static let retryRules = [
        Rule(
            name: "few-retries", severity: .warning,
            problem:
                "With fewer `retries` than applications, some visitors get HAProxy's own 503 when all go down at once.",
            reason: "a request tries one server after the other, and its tries end before it comes to the backup",
            remedy: "`retries 4`, or as many as there are applications.",
            matches: { subject in
                guard !subject.backups.isEmpty, subject.backend.retries < subject.backend.primaryCount else {
                    return []
                }
                let enough = max(4, subject.backend.primaryCount)
                return [Match(subject.backend, setting: "retries", to: "\(enough)")]
            }),
        Rule(
            name: "no-retry-on", severity: .warning,
            problem:
                "Without `retry-on conn-failure empty-response`, a visitor whose application goes down amid the request gets HAProxy's own 502.",
            reason:
                "by itself HAProxy sends a request again only if the connection failed; here it ended before the answer",
            remedy: "`retry-on conn-failure empty-response` and `http-request disable-l7-retry unless METH_GET`.",
            matches: { subject in
                let line = subject.backend.last("retry-on")
                let conditions = line?.arguments ?? []
                let missing = ["conn-failure", "empty-response"].filter { !conditions.contains($0) }
                guard !subject.backups.isEmpty, !missing.isEmpty, !conditions.contains("all-retryable-errors") else {
                    return []
                }
                let position = subject.backend.position
                let limit = subject.limitsRetries ? [] : [Edit(.add, position, Subject.limitOfRetries)]
                guard let line else {
                    return [Match(position, limit + [Edit(.add, position, "retry-on conn-failure empty-response")])]
                }
                let words = missing + conditions.filter { $0 != "none" }
                return [
                    Match(
                        line.position,
                        [Edit(.replace, line.position, "retry-on \(words.joined(separator: " "))")] + limit)
                ]
            }),
        Rule(
            name: "page-retried", severity: .warning,
            problem: "`retry-on all-retryable-errors` (or `503`) asks several times for each page.",
            reason: "the page is a 503, after which HAProxy sends the request again until the retries are used up",
            remedy: "`retry-on conn-failure empty-response`.",
            matches: { subject in
                let line = subject.retryLine { ["all-retryable-errors", "503"].contains($0) }
                return line.map { [Match($0.position, write: "retry-on conn-failure empty-response")] } ?? []
            }),
        Rule(
            name: "post-retried", severity: .warning,
            problem: "`retry-on empty-response` (and others but `conn-failure`) sends a POST twice.",
            reason: "an application that ends its connection may have done the work already",
            remedy: "`http-request disable-l7-retry unless METH_GET`.",
            matches: { subject in
                let line = subject.retryLine { !["conn-failure", "none", "0rtt-rejected"].contains($0) }
                guard let line, !subject.limitsRetries else { return [] }
                return [Match(line.position, add: Subject.limitOfRetries, to: subject.backend)]
            }),
    ]
}

extension Subject {
    /// The line that keeps HAProxy from repeating a POST.
    fileprivate static let limitOfRetries = "http-request disable-l7-retry unless METH_GET"

    /// The `retry-on` line of a backend with a backup, if one of its conditions satisfies the predicate.
    fileprivate func retryLine(where isIncluded: (String) -> Bool) -> Directive? {
        guard !backups.isEmpty, let line = backend.last("retry-on") else { return nil }
        return line.arguments.contains(where: isIncluded) ? line : nil
    }

    fileprivate var limitsRetries: Bool {
        httpProxies.contains { proxy in proxy.all("http-request").contains { $0.arguments.first == "disable-l7-retry" }
        }
    }
}

extension Proxy {
    /// The number of times that a request is tried again.
    var retries: Int { last("retries")?.arguments.first.flatMap { Int($0) } ?? 3 }
}
