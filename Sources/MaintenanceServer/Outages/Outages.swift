/// Tells outages apart by their traffic: a backup server serves pages in an outage alone.
///
/// One begins with a page after a gap without any, and ends when there was none for as long as the gap. The traffic
/// comes in parts that may overlap, each at most `delay` after its first page.
package struct Outages: Sendable {
    /// What has happened.
    package enum Event: Sendable {
        case began
        /// All of the outage's traffic.
        case ended(PageTraffic)
    }

    /// How long traffic may take to get here.
    package static let delay = Duration.seconds(1)

    private let gap: Duration
    /// Of the outage under way, or else of the last one; nil where there was none yet.
    package private(set) var latest: PageTraffic?
    package private(set) var isUnderWay = false
    /// Outages that have begun.
    package private(set) var count = 0

    /// The gap is at least 1 second.
    package init(gap: Duration) {
        self.gap = gap
    }

    /// When to call `end(at:)`; nil where no outage is under way.
    package var deadline: ContinuousClock.Instant? {
        isUnderWay ? latest.map { $0.last + gap + Outages.delay } : nil
    }

    /// Takes a part of the traffic.
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
