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
    /// longer than the longest known default of a pool, which is an hour (Envoy).
    package var idle = Duration.seconds(3660)
    /// Until a client takes another byte of its reply; up to twice as long after it has taken much at once.
    package var write = Duration.seconds(30)
    /// Bytes a second that a client has to take of its reply, measured over each minute; 0 for no minimum.
    package var minimumRate = 1024
    /// Until a client sends another byte of a request that was answered before it had arrived completely.
    package var pause = Duration.seconds(5)
    /// Until a client has sent all of such a request; nil for as long as it keeps sending.
    package var drain: Duration?
    /// Until a client ends a connection on which no further request is answered.
    package var linger = Duration.seconds(30)

    package init() {}

    subscript(deadline: Deadline) -> Duration {
        switch deadline {
        case .head: head
        case .body: body
        case .idle: idle
        case .write: write
        }
    }

    /// The deadlines at the connection limit, when idle connections and answered uploads make room for other clients.
    package var whenFull: Deadlines {
        var deadlines = self
        deadlines.idle = min(idle, .seconds(1))
        deadlines.pause = min(pause, .seconds(1))
        deadlines.drain = .seconds(5)
        deadlines.linger = .seconds(5)
        return deadlines
    }
}

/// How fast a client takes its reply, measured at each call of `isOverdue`.
///
/// A byte is taken when the client's host has acknowledged it. A host with large buffers takes much at once, and then nothing until
/// the client has read a good part of it. So a client that has taken much may take nothing for up to twice as long.
package enum ReplyProgress: Sendable {
    /// How much of the reply was left at a time.
    package typealias Point = (time: MonotonicTime, left: Int)

    case unmeasured
    /// The latest measurement, for how long the client may take nothing from then on, and the start of the current period.
    indirect case measured(last: Point, allowance: Duration, start: Point)

    /// The period over which the rate is measured.
    private static let period = Duration.seconds(60)

    /// Whether the client is too slow, if that many bytes of its reply are left.
    package mutating func isOverdue(left: Int, at now: MonotonicTime, by deadlines: Deadlines) -> Bool {
        // The first measurement, or the first one after more was queued, starts a period.
        guard case .measured(let last, var allowance, let start) = self, left <= last.left else {
            self = .measured(last: (now, left), allowance: deadlines.write, start: (now, left))
            return false
        }
        allowance -= now - last.time
        if left < last.left {
            let rate = deadlines.minimumRate
            let earned = rate > 0 ? Duration.seconds((last.left - left) / rate) : .zero
            allowance = min(max(allowance + earned, deadlines.write), deadlines.write * 2)
        }
        let time = now - start.time
        let hasPeriodEnded = time >= ReplyProgress.period
        self = .measured(last: (now, left), allowance: allowance, start: hasPeriodEnded ? (now, left) : start)
        let isBelowRate = start.left - left < deadlines.minimumRate * Int(time.components.seconds)
        return allowance <= .zero || hasPeriodEnded && isBelowRate
    }
}
