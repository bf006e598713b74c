extension Rule {
    /// Traps in health checks.
    static let checkRules = [
        Rule(
            name: "check-gets-page", severity: .error,
            problem: "`option httpchk GET /health` finds `maintenance` down, and visitors get HAProxy's own 503.",
            reason:
                "maintenance answers GET with its page and 503, at each path that names no file; HAProxy requires 2xx or 3xx",
            remedy: "No `check` on the backup's line, or `option httpchk` alone, which sends OPTIONS.",
            matches: { subject in
                guard let checks = HealthChecks(subject.backend), checks.methods.contains(where: { $0 != "OPTIONS" }),
                    checks.verdict(on: 503) == .fails
                else { return [] }
                return subject.backups.filter(\.isChecked).map { Match($0.position, write: $0.lineWithoutCheck) }
            }),
        Rule(
            name: "check-without-host", severity: .error,
            problem: "`option httpchk OPTIONS / HTTP/1.1` finds `maintenance` down.",
            reason: "the check has no Host, and a request of HTTP/1.1 without one gets 400",
            remedy: "`http-check send meth OPTIONS uri / ver HTTP/1.1 hdr Host www.example.org`.",
            matches: { subject in
                guard let checks = HealthChecks(subject.backend), checks.lacksHost,
                    checks.methods.allSatisfy({ $0 == "OPTIONS" }), checks.verdict(on: 400) == .fails,
                    subject.backups.contains(where: \.isChecked)
                else { return [] }
                let line = "http-check send meth OPTIONS uri \(checks.target) ver HTTP/1.1 hdr Host www.example.org"
                if let send = checks.sends.first { return [Match(send.position, write: line)] }
                return [Match(checks.option.position, add: line, to: subject.backend)]
            }),
        Rule(
            name: "check-expects-503", severity: .error,
            problem:
                "`http-check expect status 503` finds healthy applications down, and visitors get the page for no reason.",
            reason: "the line applies to each server of the backend, and applications answer 200",
            remedy: "No such line, and no `check` on the backup's line.",
            matches: { subject in
                guard let checks = HealthChecks(subject.backend), checks.verdict(on: 503) == .passes,
                    checks.verdict(on: 200) == .fails, !subject.backups.isEmpty,
                    subject.backend.primaries.contains(where: \.isChecked)
                else { return [] }
                guard let line = checks.expectations.last else { return [] }
                let backups = subject.backups.filter(\.isChecked)
                return [
                    Match(
                        line.position,
                        [Edit(.replace, line.position, "http-check expect status 200-399")]
                            + backups.map { Edit(.replace, $0.position, $0.lineWithoutCheck) })
                ]
            }),
        Rule(
            name: "check-another-protocol", severity: .error,
            problem:
                "`option ssl-hello-chk`, `tcp-check expect`, `http-check connect ssl` and checks of other protocols find `maintenance` down.",
            reason: "each server of the backend is checked in the same way, and maintenance speaks only plain HTTP",
            remedy: "No `check` on the backup's line.",
            matches: { subject in
                guard subject.backend.checksAnotherProtocol else { return [] }
                return subject.backups.filter(\.isChecked).map { Match($0.position, write: $0.lineWithoutCheck) }
            }),
        Rule(
            name: "backup-checked-elsewhere", severity: .error,
            problem:
                "`default-server port 9000` (or `addr`, or `http-check connect port 9000`) sends the checks of `maintenance` to the applications' port.",
            reason: "maintenance does not listen at the port or address of the checks, so HAProxy finds it down",
            remedy:
                "`port 8088` on the backup's line, the port of its address. For `addr`, `addr` with its address. For `connect`, no `check`.",
            matches: { subject in
                subject.backups.filter(\.isChecked).compactMap { server in
                    if subject.backend.checkConnections.contains(where: { $0.connectsElsewhere(than: server) }) {
                        return Match(server.position, write: server.lineWithoutCheck)
                    }
                    var words: [String] = []
                    if server.parameters["port"]?.isInherited == true, let port = server.port,
                        server.parameters["port"]?.argument != port
                    {
                        words += ["port", port]
                    }
                    let host = server.address.dropLast(server.port.map { $0.count + 1 } ?? 0)
                    if let address = server.parameters["addr"], address.isInherited, address.argument != String(host) {
                        words += ["addr", String(host)]
                    }
                    return words.isEmpty ? nil : Match(server.position, write: server.line(adding: words))
                }
            }),
        Rule(
            name: "application-without-check", severity: .error,
            problem: "An application without `check` is never down for HAProxy, and `maintenance` is never used.",
            reason: "HAProxy uses a backup only while all other servers are down, and learns that from checks",
            remedy: "`check` on the line of each application.",
            matches: { subject in
                guard !subject.backups.isEmpty else { return [] }
                return subject.backend.primaries
                    .filter {
                        !$0.isWatched && !$0.parameters.has("disabled") && $0.parameters["weight"]?.argument != "0"
                    }
                    .map { Match($0.position, write: $0.line(adding: ["check"])) }
            }),
        Rule(
            name: "observe-layer7", severity: .error,
            problem: "`observe layer7` counts 503s as errors, and takes `maintenance` down after a few pages.",
            reason: "the page is a 503, which HAProxy counts as the failure of its server",
            remedy: "`observe layer4`.",
            matches: { subject in
                subject.backups.filter { $0.isWatched && $0.parameters["observe"]?.argument == "layer7" }.map {
                    Match($0.position, write: $0.line(without: ["observe"], adding: ["observe", "layer4"]))
                }
            }),
        Rule(
            name: "slow-return", severity: .warning,
            problem: "With checks more than a minute apart, visitors get the page for minutes after the site is back.",
            reason:
                "HAProxy uses an application again after rise checks: the first comes within downinter, the others are fastinter apart, and the default of both is inter",
            remedy: "`downinter 1s fastinter 1s` on the lines of the applications.",
            matches: { subject in
                guard !subject.backups.isEmpty else { return [] }
                return subject.backend.primaries.filter { $0.isChecked && ($0.returnTime ?? 0) > 60_000 }.map {
                    let rise = $0.rise > 60 ? ["rise", "2"] : []
                    return Match(
                        $0.position,
                        write: $0.line(
                            without: Set(["downinter", "fastinter"] + rise),
                            adding: ["downinter", "1s", "fastinter", "1s"] + rise))
                }
            }),
    ]
}

extension BackendServer {
    fileprivate var lineWithoutCheck: String {
        // An inherited check has to be turned off.
        line(without: ["check"], adding: parameters["check"]?.isInherited == true ? ["no-check"] : [])
    }

    /// The number of checks that have to pass until HAProxy uses the server again.
    fileprivate var rise: Int { Int(parameters["rise"]?.argument ?? "2").map { min(max($0, 1), 1 << 16) } ?? 2 }

    /// The most milliseconds from the return of the server to its first visitor; nil for times that are not understood.
    fileprivate var returnTime: Int? {
        let interval = parameters["inter"]?.argument ?? "2s"
        guard let first = milliseconds(parameters["downinter"]?.argument ?? interval),
            let next = milliseconds(parameters["fastinter"]?.argument ?? interval)
        else { return nil }
        // HAProxy refuses longer times.
        return min(first, 1 << 31) + (rise - 1) * min(next, 1 << 31)
    }
}

extension Directive {
    /// Whether a `connect` line of checks names another port or address than that of the server.
    fileprivate func connectsElsewhere(than server: BackendServer) -> Bool {
        let words = arguments
        let port = words.firstIndex(of: "port").flatMap { words.dropFirst($0 + 1).first }
        return words.contains("addr") || (port != nil && port != server.port)
    }
}
