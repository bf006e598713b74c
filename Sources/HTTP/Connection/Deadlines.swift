/// A point in time on a clock that never goes back, to the millisecond.
package struct MonotonicTime: Comparable, Sendable {
    /// Since the clock's start, whenever that was.
    package let milliseconds: Int

    package init(milliseconds: Int) {
        self.milliseconds = milliseconds
    }

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool { left.milliseconds < right.milliseconds }

    package static func - (left: MonotonicTime, right: MonotonicTime) -> Duration {
        .milliseconds(left.milliseconds - right.milliseconds)
    }
}

/// What a client can be too slow for.
package enum Deadline: Int, CaseIterable, Sendable {
    /// To send the rest of a request's head.
    case head
    /// To send the rest of a short body.
    case body
    /// To begin a request.
    case idle
    /// To take anything of a reply, or enough of it in a minute.
    case write
}

/// How long a server waits for its clients.
package struct Deadlines: Sendable {
    /// From a request's first byte to the end of its head, in all.
    package var head = Duration.seconds(10)
    /// From the end of a head to the end of a body that is read before the reply, in all.
    package var body = Duration.seconds(10)
    /// For a request to begin. Proxies keep connections to a server in a pool, and a request that meets the server's close
    /// fails: so it is longer than they keep them, of which the longest known is 600 seconds (Google Cloud's load balancers).
    package var idle = Duration.seconds(620)
    /// For a client to take any byte of its reply; up to twice as long after it has taken much at once.
    package var write = Duration.seconds(30)
    /// Bytes a second that a client has to take of its reply, measured over each minute; 0 for no minimum.
    package var minimumRate = 1024
    /// For a client to send another byte of a request that was answered before it had arrived whole.
    package var pause = Duration.seconds(5)
    /// For a client to send all of such a request; nil for as long as it keeps sending.
    package var drain: Duration?

    package init() {}

    /// The same deadlines where other clients wait for a place: idle connections and answered uploads give theirs up.
    package var whenFull: Deadlines {
        var deadlines = self
        deadlines.idle = min(idle, .seconds(1))
        deadlines.pause = min(pause, .seconds(1))
        deadlines.drain = .seconds(5)
        return deadlines
    }
}

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
