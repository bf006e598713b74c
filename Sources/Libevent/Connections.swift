internal import CLibevent
package import HTTP
package import System

/// The open connections of a server, and what they share.
final class Connections {
    /// Answers requests.
    var handler: HTTPServer.Handler = { _, _, _ in preconditionFailure("a server accepts before it has a handler") }
    let options: HTTPServer.Options
    let loop: EventLoop
    let pendingReplies: PendingReplies
    var rules = ConnectionState.Rules()
    /// The receive buffer of all connections. Each takes its bytes out before the next one receives.
    var input = [UInt8](repeating: 0, count: 32 << 10)
    let pipe = PagePipe()
    private var open: [Connection] = []
    /// Connections with more requests to answer in the next turn of the loop.
    private var continuing: [Connection] = []
    private var nextTurn: Event?

    init(on loop: EventLoop, _ options: HTTPServer.Options, pendingReplies: PendingReplies) {
        self.loop = loop
        self.options = options
        self.pendingReplies = pendingReplies
        rules.deadlines = options.deadlines
    }

    /// Takes over the socket of a new connection.
    func accept(_ descriptor: CInt, from peer: Peer) {
        let connection = Connection(descriptor, from: peer, in: self)
        connection.index = UInt32(open.count)
        open.append(connection)
        options.limit.enter()
        options.counters.accepted.add()
        if options.limit.isReached { options.counters.limitReached.add() }
        // A request has often arrived already.
        connection.receive()
    }

    /// Removes a connection that is closed.
    func remove(_ connection: Connection) {
        // The last one takes its place.
        let last = open.removeLast()
        if last !== connection {
            last.index = connection.index
            open[Int(connection.index)] = last
        }
        options.limit.leave()
        if !continuing.isEmpty { continuing.removeAll { $0 === connection } }
    }

    /// Reports `replySent` to the connection, once the loop has turned to the others.
    func continueLater(_ connection: Connection) {
        continuing.append(connection)
        // Without memory for the event the next sweep continues.
        if nextTurn == nil { nextTurn = try? Event(on: loop, .after(.zero)) { [unowned self] in continueAll() } }
    }

    private func continueAll() {
        nextTurn = nil
        let connections = continuing
        continuing = []
        for connection in connections { connection.handle(.replySent) }
    }

    /// How many replies are under way, and how many other requests.
    var underWay: (replies: Int, requests: Int) {
        let replies = open.count { $0.isReplying }
        return (replies, open.count { $0.isBusy } - replies)
    }

    /// Closes all of them.
    func cutAll() {
        while let connection = open.last { connection.handle(.failed) }
        nextTurn = nil
    }

    /// Checks the deadlines of all of them.
    func sweep() {
        rules.deadlines = options.limit.isReached ? options.deadlines.whenFull : options.deadlines
        pendingReplies.retry()
        if nextTurn == nil { continueAll() }
        // From the end, because the last connection, which was swept already, takes the place of a closed one.
        for index in open.indices.reversed() where index < open.count { open[index].sweep() }
    }
}

/// Counters of a server's connections. The thread of the server counts, and any thread may read.
package final class ConnectionCounters: Sendable {
    package let accepted = Counter()
    package let ended = Counter()
    /// How often an accept reached the connection limit.
    package let limitReached = Counter()
    /// Connections that did not begin with a complete PROXY header.
    package let proxyHeadersMissing = Counter()
    /// Replies that their clients did not take completely.
    package let abortedReplies = Counter()
    /// Bytes of bodies that the sockets took.
    package let bodyBytes = Counter()
    private let expired = Deadline.allCases.map { _ in Counter() }

    package init() {}

    /// How often a client was too slow.
    package func expired(_ deadline: Deadline) -> Counter { expired[deadline.rawValue] }

    /// Counts a connection that has ended for that reason.
    func count(_ cause: ConnectionState.Cause) {
        ended.add()
        switch cause {
        case .finished: break
        case .expired(let deadline):
            expired(deadline).add()
            if deadline == .write { abortedReplies.add() }
        case .replyAborted: abortedReplies.add()
        case .proxyHeaderMissing: proxyHeadersMissing.add()
        }
    }
}
