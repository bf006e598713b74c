internal import Glibc
internal import MaintenanceHAProxy
internal import System

/// The sockets of all applications, and the events on them.
struct ApplicationLoop {
    private struct Application {
        let part: RehearsalPlan.Application
        let port: LoopbackPort
        var listener: FileDescriptor?
        var behaviour = Behaviour.stopped
    }

    private var applications: [Application]
    private var connections: [CInt: ApplicationConnection] = [:]
    private(set) var unanswered: Set<Int> = []

    init(_ parts: [RehearsalPlan.Application], ports: [LoopbackPort]) {
        applications = zip(parts, ports).map { Application(part: $0, port: $1) }
    }

    /// Changes the behaviour of an application. Its port refuses connections if listening on it again fails.
    mutating func set(_ index: Int, _ behaviour: Behaviour) {
        switch behaviour {
        case .answers, .hangs:
            if applications[index].listener == nil {
                applications[index].listener = try? applications[index].port.listen()
            }
        case .stopped, .killed:
            // Accepts the connections that wait, so that these too are answered to their end, or reset.
            accept(at: index)
            applications[index].listener = nil
        }
        applications[index].behaviour = behaviour
        for (descriptor, connection) in connections where connection.application == index {
            if behaviour == .killed { connection.reset() }
            if behaviour == .killed || behaviour == .stopped && connection.isIdle { connections[descriptor] = nil }
        }
    }

    /// Waits for an event, or until an answer is due. Returns whether a byte from that reader has arrived.
    mutating func wait(for reader: FileDescriptor) -> Bool {
        var polled = [pollfd(fd: reader.rawValue, events: Int16(POLLIN), revents: 0)]
        let listening = applications.indices.filter { applications[$0].listener != nil }
        polled += listening.map {
            pollfd(fd: applications[$0].listener?.rawValue ?? -1, events: Int16(POLLIN), revents: 0)
        }
        let open = Array(connections.keys)
        polled += open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        guard poll(&polled, nfds_t(polled.count), timeUntilDue()) > 0 else { return false }
        for (index, entry) in zip(listening, polled[1...]) where entry.revents != 0 { accept(at: index) }
        for (descriptor, entry) in zip(open, polled[(1 + listening.count)...]) where entry.revents != 0 {
            connections[descriptor]?.receive()
        }
        return polled[0].revents != 0
    }

    private mutating func accept(at index: Int) {
        guard let listener = applications[index].listener else { return }
        while true {
            let descriptor = Glibc.accept(listener.rawValue, nil, nil)
            guard descriptor >= 0 else { return }
            _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
            var connection = ApplicationConnection(FileDescriptor(owning: descriptor), of: index)
            connection.receive()
            connections[descriptor] = connection
        }
    }

    /// Sends due answers, and drops closed connections.
    mutating func serve() {
        let now = ContinuousClock.now
        for (descriptor, var connection) in connections {
            if let visit = connection.request?.visit { unanswered.insert(visit) }
            if let due = due(connection), due <= now { answer(&connection) }
            if case .closed = connection.state {
                connections[descriptor] = nil
            } else {
                connections[descriptor] = connection
            }
        }
    }

    private mutating func answer(_ connection: inout ApplicationConnection) {
        let application = applications[connection.application]
        let visit = connection.request?.visit
        let isVisit = visit != nil
        connection.answer(
            status: isVisit ? 200 : application.part.checkStatus,
            body: isVisit ? "An application of the rehearsal.\n" : "\(application.part.checkBody)\n",
            closing: application.behaviour == .stopped)
        if let visit { unanswered.remove(visit) }
    }

    /// When the answer to a connection's request is due; nil for never.
    private func due(_ connection: ApplicationConnection) -> ContinuousClock.Instant? {
        guard case .complete(let request) = connection.state else { return nil }
        return switch applications[connection.application].behaviour {
        case .answers(let delay): connection.completed + (request.visit == nil ? .zero : delay)
        case .stopped: connection.completed
        case .hangs, .killed: nil
        }
    }

    /// Milliseconds until the next answer is due, for poll(2).
    private func timeUntilDue() -> CInt {
        guard let next = connections.values.compactMap(due).min() else { return -1 }
        let left = ContinuousClock.now.duration(to: next)
        return left <= .zero
            ? 0 : CInt(clamping: left / .milliseconds(1) >= 60_000 ? 60_000 : Int(left / .milliseconds(1)) + 1)
    }
}
