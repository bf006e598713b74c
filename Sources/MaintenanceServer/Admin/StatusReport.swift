internal import HTTP
internal import Libevent
internal import MaintenanceSite
internal import System

/// A snapshot of the server's status, for operators.
package struct StatusReport {
    /// The current outage, or the last one.
    struct Outage {
        let isUnderWay: Bool
        let isPlanned: Bool
        let start: HTTPDate
        let traffic: PageTraffic
    }

    /// The number of most frequent paths that are shown.
    static let pathCount = 10

    let version: String
    let now: HTTPDate
    let isStopping: Bool
    let source: String
    let site: LoadStatistics.State
    /// The path of the state folder; nil without one.
    let stateFolder: String?
    let news: SitesNews
    let outage: Outage?
    /// The number of pages in each of the last seconds, up to the current one.
    let pages: [Int]
    let openConnections: Int

    /// The average number of pages a second over the last 10 complete seconds.
    var pageRate: Int { pages.dropLast().suffix(10).reduce(0, +) / 10 }

    /// The most frequent paths with their numbers of pages, escaped as in the logs.
    var frequentPaths: [(path: String, count: Int)] {
        (outage?.traffic.paths.top(StatusReport.pathCount) ?? []).map {
            (OutageReporter.escapedInLogs($0.path), $0.count)
        }
    }

    /// The state for all sites, and for each site with its own state folder.
    var states: [(folder: String, site: String?, state: OperatorState)] {
        guard let stateFolder else { return [] }
        let sites = news.byFolder.sorted { $0.key < $1.key }.map { name, state in
            (StateFolder.path(ofSite: name, besides: stateFolder), Optional(name), state)
        }
        return [(stateFolder, nil, news.common)] + sites
    }
}

// As text

extension StatusReport {
    /// The heading of the lines about a state folder.
    package static func heading(of folder: String) -> String { printable("\(headingStart)\(folder):") }
    package static let headingStart = "the server reads "

    /// The status as lines of text.
    var text: String {
        let load = "last load \(site.loadDate.rfc3339)\(site.isBroken ? ", and broken since" : "")"
        var lines = [
            "maintenance \(version)\(isStopping ? ", stopping" : "")",
            "serving \(source), resources: \(site.resources), \(load)",
            outage.map(\.text) ?? "no outage so far",
            "pages a second: \(pageRate), connections: \(openConnections)",
        ]
        if !frequentPaths.isEmpty {
            lines.append("most asked: " + frequentPaths.map { "\($0.count) \($0.path)" }.joined(separator: ", "))
        }
        for (folder, _, state) in states { lines += [StatusReport.heading(of: folder)] + state.lines }
        return lines.map { printable($0) + "\n" }.joined()
    }
}

extension StatusReport.Outage {
    /// Such as `planned outage since 2026-11-21T04:00:00Z`.
    var title: String {
        let kind = isPlanned ? "planned outage" : "outage"
        return isUnderWay ? "\(kind) since \(start.rfc3339)" : "last \(kind) began \(start.rfc3339)"
    }

    fileprivate var text: String { "\(title), \(traffic.summary)" }
}

// As JSON

extension StatusReport {
    var json: JSON {
        let paths = frequentPaths.map { JSON.object([("path", .string($0.path)), ("pages", .number($0.count))]) }
        let load = JSON.object([
            ("source", .string(source)), ("resources", .number(site.resources)),
            ("loaded", .string(site.loadDate.rfc3339)), ("broken", .boolean(site.isBroken)),
        ])
        return .object(
            [
                ("version", .string(version)), ("time", .string(now.rfc3339)), ("stopping", .boolean(isStopping)),
                ("switch", .string(news.common.isOn ? "on" : "off")),
            ] + news.news(of: nil).members + [
                ("states", .array(states.map(json))), ("outage", outage?.json ?? .null),
                ("pages_a_second", .number(pageRate)), ("pages", .array(pages.map(JSON.number))),
                ("most_asked", .array(paths)), ("connections", .number(openConnections)), ("site", load),
            ])
    }

    private func json(_ folder: String, _ site: String?, _ state: OperatorState) -> JSON {
        let end =
            switch state.end {
            case .at(let date): JSON.string(date.rfc3339)
            case .unknown: JSON.string("none")
            case nil: JSON.null
            }
        return .object([
            ("folder", .string(folder)), ("site", JSON(site)), ("switch", .string(state.isOn ? "on" : "off")),
            ("until", end), ("notes", .array(state.notes.map(\.json))),
        ])
    }
}

extension StatusReport.Outage {
    fileprivate var json: JSON {
        .object([
            ("active", .boolean(isUnderWay)), ("planned", .boolean(isPlanned)), ("began", .string(start.rfc3339)),
            ("seconds", .number(traffic.seconds)), ("pages", .number(traffic.pages)),
            ("clients", .number(traffic.clients.estimate)), ("refused_writes", .number(traffic.writes)),
        ])
    }
}

extension StatusReport {
    init(
        of source: String, _ configuration: Configuration, _ metrics: Metrics, _ watch: OutageReporter, isStopping: Bool
    ) {
        version = metrics.version
        now = .now
        self.isStopping = isStopping
        self.source = source
        site = metrics.current.loads.state
        stateFolder = configuration.stateFolder
        news = metrics.current.state.news
        pages = watch.pages
        openConnections = metrics.openConnections
        outage =
            if let traffic = watch.outages.latest, let start = watch.startTime {
                Outage(
                    isUnderWay: watch.outages.isUnderWay, isPlanned: watch.isPlanned,
                    start: HTTPDate(secondsSinceEpoch: Int(start)), traffic: traffic)
            } else {
                nil
            }
    }
}
