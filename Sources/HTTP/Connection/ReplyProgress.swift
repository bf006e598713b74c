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
        if left < self.left { lastTaken = now }
        self.left = left
        guard let start = periodStart else {
            periodStart = (now, left)
            return false
        }
        if now - lastTaken >= deadlines.write { return true }
        let time = now - start.time
        guard time >= ReplyProgress.period else { return false }
        periodStart = (now, left)
        return start.left - left < deadlines.minimumRate * Int(time.components.seconds)
    }
}
