internal import HTTP
internal import Libevent
internal import Logging
internal import System

/// Finds outages in the traffic of the workers, and logs them.
final class OutageReporter {
    /// The number of most frequent paths in the log.
    private static let pathCount = 5

    /// The queue of the workers' traffic.
    let queue: TrafficQueue
    private(set) var outages: Outages
    /// When the latest outage began, in seconds since the epoch; nil before the first one.
    private(set) var startTime: Double?
    /// Whether planned maintenance was on when the latest outage began.
    private(set) var isPlanned = false
    private var pageRate = PageRate()
    private let isSwitchedOn: () -> Bool
    private let loop: EventLoop
    private let logger: Logger
    private var trafficEvent: Event?
    private var endTimer: Event?

    init(
        gap: Duration, on loop: EventLoop, logger: Logger, isSwitchedOn: @escaping () -> Bool
    ) throws(LibeventError) {
        self.isSwitchedOn = isSwitchedOn
        queue = try TrafficQueue()
        outages = Outages(gap: gap)
        self.loop = loop
        self.logger = logger
        trafficEvent = try queue.wakeup.event(on: loop) { [unowned self] in takeTraffic() }
    }

    /// The number of pages in each of the last seconds.
    var pages: [Int] { pageRate.pages() }

    /// Logs an outage that is under way when the server stops. To be called after all traffic was handed over.
    func stop() {
        takeTraffic()
        endTimer = nil
        if outages.isUnderWay, let traffic = outages.latest {
            logger.notice("stopped during an outage: \(summary(of: traffic))")
        }
    }

    private func takeTraffic() {
        for part in queue.takeAll() {
            pageRate.add(part.pages, ago: .now - part.first)
            for event in outages.add(part) {
                if case .began = event {
                    startTime = LogTime.now.secondsAndFraction - (.now - part.first) / .seconds(1)
                    isPlanned = isSwitchedOn()
                }
                log(event)
            }
        }
        if endTimer == nil { waitForEnd() }
    }

    private func waitForEnd() {
        endTimer = nil
        guard let deadline = outages.deadline else { return }
        endTimer = try? Event(on: loop, .after(deadline - .now)) { [unowned self] in
            if let event = outages.end(at: .now) { log(event) }
            waitForEnd()
        }
    }

    private func log(_ event: Outages.Event) {
        switch event {
        case .began: logger.notice("outage began, \(isPlanned ? "planned" : "unplanned")")
        case .ended(let traffic):
            logger.notice("outage ended: \(summary(of: traffic))")
            // The server may be idle for months now.
            releaseUnusedMemory()
        }
    }

    private func summary(of traffic: PageTraffic) -> String {
        let paths = traffic.paths.top(OutageReporter.pathCount).map {
            "\($0.count) \(OutageReporter.escapedInLogs($0.path))"
        }
        return "\(traffic.summary), most asked: \(paths.joined(separator: ", "))"
    }

    /// Escapes a path as the access log does: quotes, backslashes and everything that is not printable ASCII become
    /// `\xXX`.
    static func escapedInLogs(_ path: [UInt8]) -> String {
        var bytes: [UInt8] = []
        CombinedLogFormat.append(escaping: path[...], to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Derives outages from traffic, because a backup server serves pages only in an outage.
///
/// An outage begins with a page after a gap without pages, and ends after another such gap. Traffic arrives in parts,
/// which may overlap, each at most `delay` after its first page.
package struct Outages: Sendable {
    /// A change of the state.
    package enum Event: Sendable {
        case began
        /// The traffic of the whole outage.
        case ended(PageTraffic)
    }

    /// The longest time until traffic arrives here.
    package static let delay = Duration.seconds(1)

    private let gap: Duration
    /// The traffic of the current or last outage; nil before the first one.
    package private(set) var latest: PageTraffic?
    package private(set) var isUnderWay = false
    /// The number of outages that have begun.
    package private(set) var count = 0

    /// The gap is at least 1 second.
    package init(gap: Duration) {
        self.gap = gap
    }

    /// When to call `end(at:)`; nil if no outage is under way.
    package var deadline: ContinuousClock.Instant? {
        isUnderWay ? latest.map { $0.last + gap + Outages.delay } : nil
    }

    /// Adds a part of the traffic.
    package mutating func add(_ traffic: PageTraffic) -> [Event] {
        var events: [Event] = []
        if isUnderWay, let last = latest?.last, traffic.first <= last + gap {
            latest?.merge(traffic)
            return []
        }
        if isUnderWay, let latest { events.append(.ended(latest)) }
        latest = traffic
        isUnderWay = true
        count += 1
        return events + [.began]
    }

    /// Ends the outage under way, if it is over by now.
    package mutating func end(at now: ContinuousClock.Instant) -> Event? {
        guard let deadline, let latest, now >= deadline else { return nil }
        isUnderWay = false
        return .ended(latest)
    }
}
