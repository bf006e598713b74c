/// The end of a connection whose request was answered before it had arrived completely.
///
/// Closing a connection with unread bytes resets it, and the client or a proxy may lose the reply (RFC 9112 §9.6). So what the
/// client still sends is dropped for as long as it keeps coming, which costs no memory.
package struct Draining: Sendable {
    private enum Phase: Sendable {
        /// That many bytes of the body have yet to arrive. There is no half-close before the last of them, because proxies take it for the
        /// end of both directions.
        case body(left: Int)
        /// An unknown number of bytes has yet to arrive.
        case openEnded
        /// The half-close has told the client that no more replies follow.
        case halfClosed
        /// Nothing more is received: the client has to take the reply.
        case flushing(ReplyProgress)
    }

    /// The time without a byte after which a client probably sends no more.
    static let quietTime = Duration.milliseconds(500)

    private var phase: Phase
    private let began: MonotonicTime
    private var lastByte: MonotonicTime

    init(_ remainder: IncomingRequest.Remainder, at now: MonotonicTime) {
        phase =
            switch remainder {
            case .body(let left): .body(left: left)
            case .chunks: .openEnded
            case .nothing, .anything: .halfClosed
            }
        began = now
        lastByte = now
    }

    func isBusy(unsent: Int, at now: MonotonicTime) -> Bool {
        unsent > 0 || now - lastByte < Draining.quietTime
    }

    mutating func receive(_ count: Int, at now: MonotonicTime) -> ConnectionState.Action {
        lastByte = now
        guard case .body(let left) = phase else { return .read }
        if count == left { return .close(.finished) }
        guard count < left else { return halfClose() }
        phase = .body(left: left - count)
        return .read
    }

    mutating func timePassed(
        unsent: Int, at now: MonotonicTime, by deadlines: Deadlines
    ) -> ConnectionState.Action {
        switch phase {
        case .flushing(let progress):
            return flush(progress, unsent: unsent, at: now, by: deadlines)
        case .body, .openEnded, .halfClosed:
            let isOver = now - lastByte >= deadlines.pause || deadlines.drain.map { now - began >= $0 } ?? false
            if isOver { return flush(ReplyProgress(), unsent: unsent, at: now, by: deadlines) }
            if case .openEnded = phase, now - lastByte >= Draining.quietTime { return halfClose() }
            return .read
        }
    }

    private mutating func halfClose() -> ConnectionState.Action {
        phase = .halfClosed
        return .halfClose
    }

    /// Waits until the client's host has the whole reply, because a reset for unread bytes would destroy it.
    private mutating func flush(
        _ progress: ReplyProgress, unsent: Int, at now: MonotonicTime, by deadlines: Deadlines
    ) -> ConnectionState.Action {
        var progress = progress
        if unsent == 0 { return .close(.finished) }
        if progress.isOverdue(left: unsent, at: now, by: deadlines) { return .close(.expired(.write)) }
        phase = .flushing(progress)
        return .pause
    }
}

extension IncomingRequest.Remainder {
    /// The remainder after that many more bytes have arrived.
    func dropping(_ count: Int) -> IncomingRequest.Remainder {
        guard case .body(let left) = self else { return self }
        return count == left ? .nothing : count < left ? .body(left - count) : .anything
    }
}
