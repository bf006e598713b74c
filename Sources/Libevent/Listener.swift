internal import CLibevent
internal import Glibc
internal import HTTP
internal import Synchronization

/// A listening socket. It is bound to an evhttp, but passes the connections that it accepts to `onAccept`.
///
/// A failed accept disables the listener, so that a lack of descriptors does not keep the CPU busy. The owner enables it again.
final class Listener: CallbackContext {
    /// How long without a failure until the next one is reported.
    private static let episode = Duration.seconds(10)

    private let listener: OpaquePointer
    /// evhttp's handle of the listener. evhttp frees both when the handle is deleted.
    private let bound: OpaquePointer
    private let http: OpaquePointer
    /// Keeps the socket open until libevent has released it.
    private let owner: AnyObject
    private let onAccept: (CInt, Peer) -> Void
    private let onError: (String) -> Void
    /// Until when further failures are not reported.
    private var quietUntil: ContinuousClock.Instant?

    /// Accepts from a listening, non-blocking socket that is open for as long as `owner` lives. `http` has to outlive this
    /// object. `onAccept` gets the descriptor of each connection, which it owns, and the address that has connected.
    init(
        descriptor: CInt, owner: AnyObject, for http: OpaquePointer, on loop: EventLoop,
        onAccept: @escaping (CInt, Peer) -> Void, onError: @escaping (String) -> Void
    ) throws(LibeventError) {
        // A backlog of 0, because the socket listens already.
        guard let listener = evconnlistener_new(loop.base, nil, nil, LEV_OPT_CLOSE_ON_EXEC, 0, descriptor) else {
            throw LibeventError("evconnlistener_new")
        }
        guard let bound = evhttp_bind_listener(http, listener) else {
            evconnlistener_free(listener)
            throw LibeventError("evhttp_bind_listener")
        }
        self.listener = listener
        self.bound = bound
        self.http = http
        self.owner = owner
        self.onAccept = onAccept
        self.onError = onError
        // This replaces evhttp's callback, which would read the requests. There are no callbacks after `deinit` deletes the handle.
        evconnlistener_set_cb(
            listener,
            { _, descriptor, address, _, context in
                Listener.at(context)?.onAccept(descriptor, address.map { Peer($0) } ?? .unix)
            }, context)
        evconnlistener_set_error_cb(listener) { _, context in
            let code = errno
            Listener.at(context)?.acceptFailed(code)
        }
    }

    deinit {
        evhttp_del_accept_socket(http, bound)
    }

    /// Accepts, or leaves new connections in the queue of the socket.
    func enable(_ isEnabled: Bool) {
        _ = isEnabled ? evconnlistener_enable(listener) : evconnlistener_disable(listener)
    }

    private func acceptFailed(_ code: CInt) {
        // accept(2): errors of the new connection's network, after which the next may be accepted.
        let isOfOneConnection = [
            ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH,
        ].contains(code)
        if isOfOneConnection { return }

        // Reported once, and not at every attempt, to keep the log short.
        let now = ContinuousClock.now
        if now >= quietUntil ?? now {
            onError("accept: \(String(cString: strerror(code))); trying again every \(HTTPServer.sweepInterval)")
        }
        quietUntil = now + Listener.episode
        enable(false)
    }
}

extension Peer {
    /// The address of an accepted connection. A Unix socket has none.
    fileprivate init(_ address: UnsafePointer<sockaddr>) {
        // The kernel has written the whole address of its family.
        let bytes = UnsafeRawPointer(address)
        switch CInt(address.pointee.sa_family) {
        case AF_INET:
            let address = bytes.loadUnaligned(as: sockaddr_in.self).sin_addr
            self = .address(IPAddress(ipv4: UInt32(bigEndian: address.s_addr)))
        case AF_INET6:
            let address = bytes.loadUnaligned(as: sockaddr_in6.self).sin6_addr
            let bits = withUnsafeBytes(of: address) { UInt128(bigEndian: $0.loadUnaligned(as: UInt128.self)) }
            self = .address(IPAddress(ipv6: bits))
        default: self = .unix
        }
    }
}

/// A limit on the connections, or on the pending replies, that several servers, each on its loop, have together.
package final class ConnectionLimit: Sendable {
    /// At least 1. Servers that enter at the same moment may have one more each.
    package let maximum: Int
    private let used = Atomic(0)
    private let wakeups = Mutex<[Wakeup]>([])

    package init(maximum: Int) {
        self.maximum = max(1, maximum)
    }

    /// Whether others have to wait.
    var isReached: Bool { used.load(ordering: .sequentiallyConsistent) >= maximum }

    /// Counts one that has begun.
    func enter() {
        used.add(1, ordering: .sequentiallyConsistent)
    }

    /// Counts one that has ended.
    func leave() {
        let (_, left) = used.subtract(1, ordering: .sequentiallyConsistent)
        guard left == maximum - 1 else { return }
        for wakeup in wakeups.withLock({ $0 }) { wakeup.wake() }
    }

    /// Wakes `wakeup` each time that the number falls below the limit.
    func notify(_ wakeup: Wakeup) {
        wakeups.withLock { $0.append(wakeup) }
    }
}
