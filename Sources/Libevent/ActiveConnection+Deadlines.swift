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
            resumeWriting()
            let isOverdue = progress.isOverdue(left: unsent, at: .now, by: deadlines)
            state = .replying(progress)
            if isOverdue { context.counters.expired(.write).add() }
            return isOverdue
        case .discarding(var progress):
            guard waited >= ActiveConnection.discardTime || discardLeft <= 0 else { return false }
            bufferevent_disable(stream, CShort(EV_READ))
            let left = unsent
            isCut = left > 0 && progress.isOverdue(left: left, at: .now, by: deadlines)
            state = .discarding(progress)
            if isCut { context.counters.expired(.write).add() }
            return isCut || left == 0
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

    /// Bytes of the reply that the client's host has not acknowledged, those that the kernel holds among them; none where the
    /// client has reset the connection, or is gone.
    var unsent: Int {
        let socket = bufferevent_getfd(stream)
        // With neither reading nor writing on, nobody else is told of it, and what is queued stays as it was.
        var failure = pollfd(fd: socket, events: 0, revents: 0)
        if poll(&failure, 1, 0) == 1, CInt(failure.revents) & POLLERR != 0 { return 0 }
        var queued: CInt = 0
        // tcp(7) calls it SIOCOUTQ.
        _ = ioctl(socket, UInt(TIOCOUTQ), &queued)
        return evbuffer_get_length(bufferevent_get_output(stream)) + Int(queued)
    }
}
