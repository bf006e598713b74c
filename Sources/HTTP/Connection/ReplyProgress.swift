/// How fast a client takes its reply, measured each time that somebody looks at how much is left.
///
/// A byte is taken when the client's host has acknowledged it. A host with much room takes much at once, and then nothing
/// until the client has read a good part of it. So a client that has taken much may take nothing for twice as long.
package struct ReplyProgress: Sendable {
    /// The time over which the rate is measured.
    private static let period = Duration.seconds(60)

    private var last: (time: MonotonicTime, left: Int)?
    private var periodStart: (time: MonotonicTime, left: Int)?
    /// How long the client may take nothing from now on.
    private var allowance = Duration.zero

    package init() {}

    /// Whether the client is too slow, where so many bytes of its reply are left.
    package mutating func isOverdue(left: Int, at now: MonotonicTime, by deadlines: Deadlines) -> Bool {
        defer { last = (now, left) }
        guard let last, let start = periodStart, left <= last.left else {
            // The first look, or the first since the reply was there.
            periodStart = (now, left)
            allowance = deadlines.write
            return false
        }
        allowance -= now - last.time
        if left < last.left { allow(for: last.left - left, by: deadlines) }
        if allowance <= .zero { return true }
        let time = now - start.time
        guard time >= ReplyProgress.period else { return false }
        periodStart = (now, left)
        return start.left - left < deadlines.minimumRate * Int(time.components.seconds)
    }

    private mutating func allow(for taken: Int, by deadlines: Deadlines) {
        let time = deadlines.minimumRate > 0 ? Duration.seconds(taken / deadlines.minimumRate) : .zero
        allowance = min(max(allowance + time, deadlines.write), deadlines.write * 2)
    }
}
