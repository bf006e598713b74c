internal import Glibc
internal import MaintenanceHAProxy
internal import Synchronization
internal import System

/// The behaviour of an application.
enum Behaviour: Equatable, Sendable {
    /// The application answers visitors after that time, and checks at once.
    case answers(after: Duration)
    /// The application accepts connections and requests, but answers none.
    case hangs
    /// The application has stopped in order: it answers the requests that it has received, and refuses connections.
    case stopped
    /// The application was killed: its connections are reset, and further ones are refused.
    case killed
}

/// The applications of the rehearsal. One thread answers visitors and HAProxy's checks for all of them, until the process ends.
final class Applications: Sendable {
    private struct Order {
        let applications: [Int]
        let behaviour: Behaviour
    }

    private struct Shared {
        var orders: [Order] = []
        var unanswered: Set<Int> = []
    }

    let ports: [LoopbackPort]
    private let shared = Mutex(Shared())
    /// Pipes for the bytes that announce an order, and its execution.
    private let orders: Pipe
    private let executions: Pipe

    /// Starts the applications, which answer at once.
    init(_ parts: [RehearsalPlan.Application]) throws(SystemError) {
        var ports: [LoopbackPort] = []
        for _ in parts { ports.append(try LoopbackPort()) }
        self.ports = ports
        orders = try Pipe()
        executions = try Pipe()
        _ = try Thread { [self] in serve(parts) }
        try set(Array(parts.indices), .answers(after: .zero))
    }

    /// Changes the behaviour of applications, and returns after the change.
    func set(_ applications: [Int], _ behaviour: Behaviour) throws(SystemError) {
        shared.withLock { $0.orders.append(Order(applications: applications, behaviour: behaviour)) }
        try orders.send()
        try executions.receive()
    }

    /// The visits whose requests an application has received, but not answered.
    var unanswered: Set<Int> { shared.withLock { $0.unanswered } }

    private func serve(_ parts: [RehearsalPlan.Application]) {
        var loop = ApplicationLoop(parts, ports: ports)
        while true {
            if loop.wait(for: orders.reader) {
                let pending = shared.withLock { shared in
                    defer { shared.orders = [] }
                    return shared.orders
                }
                for order in pending {
                    try? orders.receive()
                    for application in order.applications { loop.set(application, order.behaviour) }
                    try? executions.send()
                }
            }
            loop.serve()
            shared.withLock { $0.unanswered = loop.unanswered }
        }
    }
}

/// A pipe on which single bytes are signals between threads.
struct Pipe: Sendable {
    let reader: FileDescriptor
    private let writer: FileDescriptor

    init() throws(SystemError) {
        var descriptors: [CInt] = [0, 0]
        guard pipe(&descriptors) == 0 else { throw .last }
        for descriptor in descriptors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        reader = FileDescriptor(owning: descriptors[0])
        writer = FileDescriptor(owning: descriptors[1])
    }

    func send() throws(SystemError) {
        var byte: UInt8 = 0
        while write(writer.rawValue, &byte, 1) != 1 {
            guard errno == EINTR else { throw .last }
        }
    }

    /// Waits for a byte.
    func receive() throws(SystemError) {
        var byte: UInt8 = 0
        while read(reader.rawValue, &byte, 1) != 1 {
            guard errno == EINTR else { throw .last }
        }
    }
}
