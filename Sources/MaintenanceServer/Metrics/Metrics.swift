internal import HTTP
internal import Libevent
internal import MaintenanceSite
internal import System

/// The metrics of a server. The counters of the workers are summed when they are read.
struct Metrics {
    let version: String
    let workers: [WorkerCounters]
    let connectionLimit: Int
    let current: LiveState
    /// nil without an access log.
    let accessLog: LogQueue?

    /// The number of open connections.
    var openConnections: Int {
        // Closed connections are read first, so that each of them is among the accepted ones.
        let ended = sum { $0.connections.ended.value }
        return sum { $0.connections.accepted.value } - ended
    }

    private func sum(_ number: (WorkerCounters) -> Int) -> Int {
        workers.reduce(0) { $0 + number($1) }
    }

    /// All metrics, including those of outages.
    func exposition(_ outages: OutageReporter) -> String {
        var exposition = Exposition()
        addRequests(to: &exposition)
        addConnections(to: &exposition)
        addSite(to: &exposition)
        addSwitch(to: &exposition)
        addOutages(outages, to: &exposition)
        addLog(to: &exposition)
        addProcess(to: &exposition)
        return exposition.text
    }
}

extension Metrics {
    private func addRequests(to exposition: inout Exposition) {
        exposition.add(
            "maintenance_requests_total", .counter, "Answered requests, by kind and status.",
            RequestKind.allCases.flatMap { kind in
                kind.statuses.map { status in
                    .init(
                        sum { $0.requests(kind, status) }, ("kind", kind.rawValue), ("status", "\(status.rawValue)"))
                }
            })
        exposition.add(
            "maintenance_refusals_total", .counter, "Refused requests, by reason.",
            Refusal.allCases.map { refusal in .init(sum { $0.refusals(refusal) }, ("reason", refusal.rawValue)) })
        exposition.add(
            "maintenance_sent_body_bytes_total", .counter, "Bytes of bodies that were sent.",
            sum { $0.connections.bodyBytes.value })
        exposition.add(
            "maintenance_aborted_replies_total", .counter, "Answers that clients did not receive completely.",
            sum { $0.connections.abortedReplies.value })
    }

    private func addConnections(to exposition: inout Exposition) {
        exposition.add("maintenance_connections_open", .gauge, "Connections that are open.", openConnections)
        exposition.add(
            "maintenance_connections_accepted_total", .counter, "Connections accepted.",
            sum { $0.connections.accepted.value })
        exposition.add(
            "maintenance_connections_limit", .gauge, "The limit on open connections; others wait.", connectionLimit)
        exposition.add(
            "maintenance_connections_limit_reached_total", .counter,
            "How often an accept reached the connection limit.", sum { $0.connections.limitReached.value })
        exposition.add(
            "maintenance_proxy_headers_missing_total", .counter,
            "Connections dropped because they did not begin with a PROXY header.",
            sum { $0.connections.proxyHeadersMissing.value })
        exposition.add(
            "maintenance_deadlines_expired_total", .counter, "Clients that were too slow, by deadline.",
            Deadline.allCases.map { deadline in
                .init(sum { $0.connections.expired(deadline).value }, ("deadline", "\(deadline)"))
            })
    }

    private func addSite(to exposition: inout Exposition) {
        let site = current.loads.state
        exposition.add(
            "maintenance_reloads_total", .counter, "Loads of the site after the first, by result.",
            [.init(site.good, ("result", "good")), .init(site.failed, ("result", "failed"))])
        exposition.add(
            "maintenance_site_broken", .gauge,
            "Whether the site on disk cannot be served, and the last good one is instead.",
            site.isBroken ? 1 : 0)
        exposition.add(
            "maintenance_site_age_seconds", .gauge, "Time since the last good load of the site.",
            (.now - site.loadTime) / .seconds(1))
        exposition.add(
            "maintenance_site_loaded_timestamp_seconds", .gauge, "The time of the last good load of the site.",
            site.loadDate.secondsAndFraction)
        exposition.add(
            "maintenance_site_size_bytes", .gauge, "Bytes of the site, with compressed copies.", site.bytes)
        exposition.add("maintenance_site_resources", .gauge, "Files of the site beside the page.", site.resources)
    }

    private func addSwitch(to exposition: inout Exposition) {
        let news = current.state.news
        let sites = news.byFolder.keys.sorted()
        exposition.add(
            "maintenance_switch", .gauge, "Whether planned maintenance is switched on, for all sites or for one.",
            [.init(news.common.isOn ? 1 : 0)]
                + sites.map { .init(news.byFolder[$0]?.isOn == true ? 1 : 0, ("site", $0)) })
    }

    private func addOutages(_ watch: OutageReporter, to exposition: inout Exposition) {
        let outages = watch.outages
        exposition.add(
            "maintenance_outage", .gauge, "Whether an outage is under way.", outages.isUnderWay ? 1 : 0)
        exposition.add("maintenance_outages_total", .counter, "Outages that have begun.", outages.count)
        // These are absent before the first outage.
        guard let latest = outages.latest, let start = watch.startTime else { return }
        exposition.add(
            "maintenance_outage_start_timestamp_seconds", .gauge, "When the latest outage began.", start)
        exposition.add(
            "maintenance_outage_duration_seconds", .gauge, "Time from the first to the last page of the latest outage.",
            (latest.last - latest.first) / .seconds(1))
        exposition.add("maintenance_outage_pages", .gauge, "Pages served in the latest outage.", latest.pages)
        exposition.add(
            "maintenance_outage_refused_writes", .gauge, "Pages of the latest outage in answer to unsafe methods.",
            latest.writes)
        exposition.add(
            "maintenance_outage_clients", .gauge, "The estimated number of clients of the latest outage.",
            latest.clients.estimate)
    }

    private func addLog(to exposition: inout Exposition) {
        guard let accessLog else { return }
        let lines = accessLog.lines
        exposition.add(
            "maintenance_access_log_lines_total", .counter, "Lines of the access log, by result.",
            [.init(lines.written, ("result", "written")), .init(lines.lost, ("result", "lost"))])
    }

    private func addProcess(to exposition: inout Exposition) {
        exposition.add(
            "maintenance_build_info", .gauge, "Always 1, with the version as a label.", [.init(1, ("version", version))]
        )
        exposition.add("maintenance_workers", .gauge, "Event loops.", workers.count)
        let process = ProcessStatistics()
        exposition.add("process_cpu_seconds_total", .counter, "CPU time in seconds.", process.cpuSeconds)
        if let time = process.startTime {
            exposition.add("process_start_time_seconds", .gauge, "When the process started.", time)
        }
        if let bytes = process.residentMemory {
            exposition.add("process_resident_memory_bytes", .gauge, "Resident memory.", bytes)
        }
        if let count = process.openDescriptors {
            exposition.add("process_open_fds", .gauge, "Open descriptors.", count)
        }
        if let limit = process.descriptorLimit {
            exposition.add("process_max_fds", .gauge, "The limit on open descriptors.", limit)
        }
    }
}

/// Metrics in the text format of Prometheus, version 0.0.4.
package struct Exposition {
    /// The media type, with its parameters.
    package static let mediaType = "text/plain; version=0.0.4; charset=utf-8"

    package enum MetricType: String {
        case counter
        case gauge
    }

    /// A value of a metric, with its labels.
    package struct Sample {
        let labels: [(name: String, value: String)]
        let value: String

        package init(_ value: Int, _ labels: (name: String, value: String)...) {
            self.labels = labels
            self.value = "\(value)"
        }

        package init(_ value: Double) {
            labels = []
            self.value = "\(value)"
        }
    }

    package private(set) var text = ""

    package init() {}

    /// Adds a metric. A name consists of letters, digits and underscores. That of a counter ends with `_total`.
    package mutating func add(_ name: String, _ type: MetricType, _ help: String, _ samples: [Sample]) {
        text += "# HELP \(name) \(Exposition.escape(help, quotes: false))\n# TYPE \(name) \(type.rawValue)\n"
        for sample in samples {
            let labels = sample.labels.map { "\($0.name)=\"\(Exposition.escape($0.value, quotes: true))\"" }
            let set = labels.isEmpty ? "" : "{\(labels.joined(separator: ","))}"
            text += "\(name)\(set) \(sample.value)\n"
        }
    }

    package mutating func add(_ name: String, _ type: MetricType, _ help: String, _ value: Int) {
        add(name, type, help, [Sample(value)])
    }

    package mutating func add(_ name: String, _ type: MetricType, _ help: String, _ value: Double) {
        add(name, type, help, [Sample(value)])
    }

    private static func escape(_ text: String, quotes: Bool) -> String {
        let escaped = text.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
        return quotes ? escaped.replacing("\"", with: "\\\"") : escaped
    }
}
