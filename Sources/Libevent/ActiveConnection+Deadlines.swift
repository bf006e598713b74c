internal import CLibevent
internal import Glibc
internal import HTTP

extension ActiveConnection {
    /// Answers a request that is overdue. Returns whether it is the connection that is overdue, and has to be ended.
    func expire(by deadlines: Deadlines) -> Bool {
        let waited = .now - since
        switch state {
        case .reading:
            guard waited >= deadlines.limit(for: readingPhase) else { return false }
            countExpiry()
            guard let request = reader.expire() else { return true }
            answer(request)
            bufferevent_trigger(
                stream, CShort(EV_READ), CInt(BEV_TRIG_IGNORE_WATERMARKS.rawValue | BEV_TRIG_DEFER_CALLBACKS.rawValue))
            return false
        case .replying(var progress):
            let isOverdue = progress.isOverdue(left: unsent, at: .now, by: deadlines)
            state = .replying(progress)
            if isOverdue { context.counters.expired(.write).add() }
            return isOverdue
        case .discarding(var progress):
            guard waited >= ActiveConnection.discardTime || discardLeft <= 0 else { return false }
            bufferevent_disable(stream, CShort(EV_READ))
            let isOverdue = progress.isOverdue(left: unsent, at: .now, by: deadlines)
            state = .discarding(progress)
            return isOverdue || unsent == 0
        }
    }

    private func countExpiry() {
        switch readingPhase {
        case .idle: context.counters.expired(.idle).add()
        case .head: context.counters.expired(.head).add()
        case .body: context.counters.expired(.body).add()
        case .finished: break
        }
    }

    /// Bytes of the reply that the client's host has not acknowledged, those that the kernel holds among them.
    var unsent: Int {
        var queued: CInt = 0
        // tcp(7) calls it SIOCOUTQ. Of a socket that is no more nothing is left.
        _ = ioctl(bufferevent_getfd(stream), UInt(TIOCOUTQ), &queued)
        return evbuffer_get_length(bufferevent_get_output(stream)) + Int(queued)
    }
}
