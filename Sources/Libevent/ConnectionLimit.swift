internal import Synchronization

/// A limit on the connections that several servers, each on its loop, have open together, and on the descriptors for them.
///
/// A connection takes a descriptor, and a second one while evhttp sends its reply.
package final class ConnectionLimit: Sendable {
    /// How many connections may be open; at least 1. Servers that accept at the same moment may have one more each.
    package let connections: Int
    /// How many descriptors connections and replies may take together.
    private let descriptors: Int
    /// Both numbers in one, so that they change together.
    private let used = Atomic(0)
    private let wakeups = Mutex<[Wakeup]>([])

    package init(connections: Int, descriptors: Int = .max) {
        self.connections = max(1, connections)
        self.descriptors = descriptors
    }

    /// Whether accepting has to pause.
    var isReached: Bool { isReached(by: Use(number: used.load(ordering: .sequentiallyConsistent))) }

    /// Counts a connection that was opened.
    func enter() {
        used.add(Use.connection, ordering: .sequentiallyConsistent)
    }

    /// Counts a connection that has ended.
    func leave() {
        release(Use.connection)
    }

    /// Takes a descriptor for a reply that evhttp sends; nil if none is left.
    func descriptorForReply() -> ReplyDescriptor? {
        guard Use(number: used.load(ordering: .sequentiallyConsistent)).descriptors < descriptors else { return nil }
        used.add(Use.reply, ordering: .sequentiallyConsistent)
        return ReplyDescriptor(of: self)
    }

    /// Counts a descriptor that a reply no longer needs.
    fileprivate func leaveReply() {
        release(Use.reply)
    }

    /// Wakes `wakeup` each time that the use falls below the limit.
    func notify(_ wakeup: Wakeup) {
        wakeups.withLock { $0.append(wakeup) }
    }

    private func release(_ part: Int) {
        let (before, after) = used.subtract(part, ordering: .sequentiallyConsistent)
        guard isReached(by: Use(number: before)), !isReached(by: Use(number: after)) else { return }
        for wakeup in wakeups.withLock({ $0 }) { wakeup.wake() }
    }

    private func isReached(by use: Use) -> Bool {
        use.connections >= connections || use.descriptors >= descriptors
    }

    /// The numbers of open connections and of descriptors for replies, each in a half of a number.
    private struct Use {
        static let connection = 1
        static let reply = 1 << 32

        let number: Int

        var connections: Int { number & (Use.reply - 1) }
        var descriptors: Int { connections + number >> 32 }
    }
}

/// The descriptor of a reply that evhttp sends. It counts for as long as this object lives.
final class ReplyDescriptor {
    private let limit: ConnectionLimit

    fileprivate init(of limit: ConnectionLimit) {
        self.limit = limit
    }

    deinit {
        limit.leaveReply()
    }
}
