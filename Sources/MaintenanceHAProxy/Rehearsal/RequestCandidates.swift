internal import System

/// Finds requests that the frontends send to a backend, by simple conditions on the host and the path.
package struct RequestCandidates {
    let configuration: ProxyConfiguration
    let binds: [Bind]
    /// The text of a file, such as a map; nil if it cannot be read.
    let contents: (String) -> String?

    package static let standardHost = "www.example.org"
    private static let limit = 16

    /// A request without its frontend.
    private struct Request: Hashable {
        var host = RequestCandidates.standardHost
        var path = "/"
    }

    func candidates(for backend: Proxy) -> [RehearsalPlan.Candidate] {
        var result: [RehearsalPlan.Candidate] = []
        for entry in configuration.entries(to: backend) {
            let requests = entry.position == backend.position ? [Request()] : requests(from: entry, to: backend.name)
            let ports = binds.indices.filter { binds[$0].section == entry.position && binds[$0].isUsable }
            // Ports with TLS come first, because sites redirect visitors to TLS.
            let ordered = ports.filter { binds[$0].hasTLS } + ports.filter { !binds[$0].hasTLS }
            for request in requests {
                result += ordered.map {
                    RehearsalPlan.Candidate(frontend: entry.name, bind: $0, host: request.host, path: request.path)
                }
            }
        }
        return Array(result.prefix(RequestCandidates.limit))
    }

    private func requests(from entry: Proxy, to name: String) -> [Request] {
        var found: [Request] = []
        for choice in entry.all("use_backend") {
            let target = choice.arguments.first ?? ""
            if target == name {
                found += requests(matching: choice.condition, in: entry)
            } else if target.contains("%[") {
                found += mapped(by: target, to: name)
            }
        }
        if entry.all("default_backend").last?.arguments.first == name {
            let known = entry.all("acl").compactMap { hosts(of: $0.arguments.dropFirst()).first }
            found += [Request()] + known.prefix(3).map { Request(host: $0) }
        }
        var seen: Set<Request> = []
        return found.filter { seen.insert($0).inserted }
    }

    /// Requests for which a condition may hold: those of each alternative.
    private func requests(matching condition: [String], in entry: Proxy) -> [Request] {
        guard condition.first == "if" else { return [Request()] }
        let alternatives = condition.dropFirst().split { $0 == "or" || $0 == "||" }
        return alternatives.flatMap { terms -> [Request] in
            var hosts: [String] = []
            var paths: [String] = []
            for words in tests(in: terms, of: entry) {
                hosts += self.hosts(of: words)
                paths += self.paths(of: words)
            }
            if hosts.isEmpty { hosts = [RequestCandidates.standardHost] }
            if paths.isEmpty { paths = ["/"] }
            return hosts.map { Request(host: $0, path: paths[0]) }
                + paths.dropFirst().map { Request(host: hosts[0], path: $0) }
        }
    }

    /// The words of each test in a conjunction, those of named ACLs included.
    private func tests(in terms: ArraySlice<String>, of entry: Proxy) -> [ArraySlice<String>] {
        var result: [ArraySlice<String>] = []
        var rest = terms
        while let term = rest.popFirst() {
            if term == "{" {
                let words = rest.prefix { $0 != "}" }
                rest = rest[words.endIndex...].dropFirst()
                result.append(words)
            } else if term == "!{" || term == "!" {
                rest = rest.drop { $0 != "}" }.dropFirst()
            } else {
                result += entry.all("acl").filter { $0.arguments.first == term }.map { $0.arguments.dropFirst() }
            }
        }
        return result
    }

    private func hosts(of words: ArraySlice<String>) -> [String] {
        guard let test = RequestTest(words, contents: contents), test.isHost else { return [] }
        return test.patterns.compactMap { pattern -> String? in
            let plain = pattern.split(separator: ":").first.map(String.init) ?? pattern
            return switch test.method {
            case "beg": "\(plain)\(plain.hasSuffix(".") ? "example.org" : ".example.org")"
            case "end": plain.hasPrefix(".") || plain.hasPrefix("-") ? "www\(plain)" : plain
            case "dom", "sub": plain.contains(".") ? plain : "www.\(plain).example.org"
            case "reg": plainText(of: pattern)
            default: plain
            }
        }
    }

    private func paths(of words: ArraySlice<String>) -> [String] {
        guard let test = RequestTest(words, contents: contents), test.isPath else { return [] }
        return test.patterns.compactMap { pattern -> String? in
            let path: String? =
                switch test.method {
                case "dir", "sub": "/\(pattern)/"
                case "end": "/page\(pattern)"
                case "reg": plainText(of: pattern)
                default: pattern
                }
            return path.map { $0.hasPrefix("/") ? $0.replacing("//", with: "/") : "/\($0)" }
        }
    }

    /// Requests for which a map, such as `%[req.hdr(host),map(/etc/haproxy/hosts.map)]`, names the backend.
    private func mapped(by expression: String, to name: String) -> [Request] {
        guard let map = expression.firstRange(of: ",map"),
            let open = expression[map.lowerBound...].firstIndex(of: "("),
            let end = expression[open...].firstIndex(where: { $0 == "," || $0 == ")" }),
            let text = contents(String(expression[expression.index(after: open)..<end]))
        else { return [] }
        let isPath = expression.contains("%[path")
        return text.split(whereSeparator: \.isNewline).compactMap { line -> Request? in
            let words = line.split(whereSeparator: \.isWhitespace)
            guard words.count > 1, words[1] == name, !words[0].hasPrefix("#") else { return nil }
            let key = String(words[0])
            if isPath { return Request(path: key.hasPrefix("/") ? key : "/\(key)") }
            let parts = key.split(separator: "/", maxSplits: 1)
            let host = String(parts.first ?? "")
            return Request(
                host: host.hasPrefix(".") ? "www\(host)" : host, path: parts.count > 1 ? "/\(parts[1])" : "/")
        }
    }
}

/// A test of an ACL on the host or the path: the patterns, and how they are matched.
private struct RequestTest {
    let fetch: String
    let method: String
    let patterns: [String]

    var isHost: Bool {
        fetch.contains("(host") || fetch.contains("(Host") || fetch.contains("ssl_fc_sni")
            || fetch.contains("req.ssl_sni")
    }
    var isPath: Bool { fetch.hasPrefix("path") || fetch.hasPrefix("url") || fetch.hasPrefix("capture.req.uri") }

    init?(_ words: ArraySlice<String>, contents: (String) -> String?) {
        guard let fetch = words.first else { return nil }
        var method = ["beg", "end", "dom", "dir", "sub", "reg"].first { fetch.prefix { $0 != "(" }.hasSuffix("_\($0)") }
        var patterns: [String] = []
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            switch word {
            case "-m": method = rest.popFirst()
            case "-f":
                patterns += (rest.popFirst().flatMap { contents($0) } ?? "").split(whereSeparator: \.isNewline)
                    .filter { !$0.hasPrefix("#") }.prefix(4).map(String.init)
            case "-i", "-n", "--": break
            case "-u", "-M": break
            default: patterns.append(word)
            }
        }
        self.fetch = fetch
        self.method = method ?? "str"
        self.patterns = patterns
    }
}
