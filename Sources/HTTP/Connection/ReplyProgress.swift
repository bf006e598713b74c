/// How a client takes its reply, by looks at what is left of it.
package struct ReplyProgress {
    /// The time over which the rate is measured.
    private static let period = Duration.seconds(60)

    private var left = Int.max
    private var lastTaken: ContinuousClock.Instant
    private var periodStart: (time: ContinuousClock.Instant, left: Int)?

    package init(at now: ContinuousClock.Instant) {
        lastTaken = now
    }

    /// Whether the client is too slow, where so many bytes of its reply are left.
    package mutating func isOverdue(left: Int, at now: ContinuousClock.Instant, by deadlines: Deadlines) -> Bool {
        defer { self.left = left }
        // The first look, or the first since the reply was there.
        guard let start = periodStart, left <= self.left else {
            periodStart = (now, left)
            lastTaken = now
            return false
        }
        if left < self.left { lastTaken = now }
        if now - lastTaken >= deadlines.write { return true }
        let time = now - start.time
        guard time >= ReplyProgress.period else { return false }
        periodStart = (now, left)
        return start.left - left < deadlines.minimumRate * Int(time.components.seconds)
    }
}
