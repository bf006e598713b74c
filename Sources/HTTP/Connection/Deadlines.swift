/// A time of a monotonic clock, to the millisecond.
package struct MonotonicTime: Comparable, Sendable {
    /// Milliseconds since the start of the clock.
    package let milliseconds: Int

    package init(milliseconds: Int) {
        self.milliseconds = milliseconds
    }

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.milliseconds < right.milliseconds }

    package static func - (left: MonotonicTime, right: MonotonicTime) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
}

/// The deadlines of a client.
package enum Deadline: Int, CaseIterable, Sendable {
    /// For the rest of a request's head.
    case head
    /// For the rest of a short body.
    case body
    /// For the beginning of a request.
    case idle
    /// For taking some of a reply, or enough of it in a minute.
    case write
}

/// How long a server waits for its clients.
package struct Deadlines: Sendable {
    /// From the first byte of a request to the end of its head.
    package var head = Duration.seconds(10)
    /// From the end of a head to the end of a body that is read before the reply. Some proxies announce a body that never comes.
    package var body = Duration.seconds(2)
    /// Until a request begins. Proxies pool connections to a server, and a request that meets the close of the server fails. So this is
    /// longer than the longest known pool timeout, which is 600 seconds (Google Cloud's load balancers).
    package var idle = Duration.seconds(620)
    /// Until a client takes another byte of its reply; up to twice as long after it has taken much at once.
    package var write = Duration.seconds(30)
    /// Bytes a second that a client has to take of its reply, measured over each minute; 0 for no minimum.
    package var minimumRate = 1024
    /// Until a client sends another byte of a request that was answered before it had arrived completely.
    package var pause = Duration.seconds(5)
    /// Until a client has sent all of such a request; nil for as long as it keeps sending.
    package var drain: Duration?

    package init() {}

    /// The deadlines at the connection limit, when idle connections and answered uploads make room for other clients.
    package var whenFull: Deadlines {
        var deadlines = self
        deadlines.idle = min(idle, .seconds(1))
        deadlines.pause = min(pause, .seconds(1))
        deadlines.drain = .seconds(5)
        return deadlines
    }
}

/// Measures how fast a client takes its reply, at each call of `isOverdue`.
///
/// A byte is taken when the client's host has acknowledged it. A host with large buffers takes much at once, and then nothing until
/// the client has read a good part of it. So a client that has taken much may take nothing for up to twice as long.
package struct ReplyProgress: Sendable {
    /// The period over which the rate is measured.
    private static let period = Duration.seconds(60)

    private var last: (time: MonotonicTime, left: Int)?
    private var periodStart: (time: MonotonicTime, left: Int)?
    /// How long the client may take nothing from now on.
    private var allowance = Duration.zero

    package init() {}

    /// Whether the client is too slow, if that many bytes of its reply are left.
    package mutating func isOverdue(left: Int, at now: MonotonicTime, by deadlines: Deadlines) -> Bool {
        defer { last = (now, left) }
        guard let last, let start = periodStart, left <= last.left else {
            // The first call, or the first one after more was queued.
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
