internal import CLibevent
internal import Glibc
internal import Synchronization

/// A listening socket of an evhttp. Where accept fails it pauses, so that a lack of descriptors costs time, not the CPU.
///
/// `@unchecked Sendable`: a listener is used on its loop's thread alone. `all` is shared between threads, but its only
/// reader, libevent's error callback, runs on the thread of the listener that it asks for.
final class Listener: @unchecked Sendable {
    /// How long a failed accept pauses the listener.
    private static let pause = Duration.seconds(1)
    /// After how long without a failure the next one is another story.
    private static let episode = Duration.seconds(10)

    private let listener: OpaquePointer
    /// evhttp's handle of the listener; evhttp frees both when it is told to delete it.
    private let bound: OpaquePointer
    private let http: OpaquePointer
    /// Keeps the socket open until libevent has let go of it.
    private let owner: AnyObject
    private let loop: EventLoop
    private let onError: (String) -> Void
    /// Whether the listener pauses until it is told otherwise.
    var isHeld = false {
        didSet { pauseOrResume() }
    }
    /// Waits for the end of the pause after a failure.
    private var resumption: Event?
    /// Until when a failure is the last one going on.
    private var quietUntil: ContinuousClock.Instant?

    /// Accepts connections for `http`, which has to outlive this object, from a listening, non-blocking socket that is
    /// open for as long as `owner` lives.
    init(
        descriptor: CInt, owner: AnyObject, for http: OpaquePointer, on loop: EventLoop,
        onError: @escaping (String) -> Void
    ) throws(LibeventError) {
        // Backlog 0: the socket listens already.
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
        self.loop = loop
        self.onError = onError
        Listener.all.withLock { $0[UInt(bitPattern: listener)] = Unowned(listener: self) }
        evconnlistener_set_error_cb(listener) { listener, _ in
            let code = errno
            Listener.find(listener)?.acceptFailed(code)
        }
    }

    deinit {
        // Before libevent frees it, since another thread's listener may get the address then.
        let address = UInt(bitPattern: listener)
        Listener.all.withLock { $0[address] = nil }
        evhttp_del_accept_socket(http, bound)
    }

    private func acceptFailed(_ code: CInt) {
        // accept(2): errors of the new connection's network, after which the next may be accepted.
        let isOfOneConnection = [
            ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP, ENETUNREACH,
        ].contains(code)
        if isOfOneConnection { return }

        // Once, not at every try: whoever reads the log may be slow, and the loop would wait.
        let now = ContinuousClock.now
        if now >= quietUntil ?? now {
            onError("accept: \(String(cString: strerror(code))); trying again every \(Listener.pause)")
        }
        quietUntil = now + Listener.episode
        // Without a timer the listener would stay deaf for ever; a busy one is the lesser evil.
        resumption = try? Event(on: loop, .after(Listener.pause)) { [unowned self] in
            resumption = nil
            pauseOrResume()
        }
        pauseOrResume()
    }

    private func pauseOrResume() {
        if isHeld || resumption != nil {
            evconnlistener_disable(listener)
        } else {
            evconnlistener_enable(listener)
        }
    }
}

// The error callback's context is the evhttp, since evhttp_bind_listener sets it: a listener is found by its address.
extension Listener {
    private struct Unowned {
        unowned let listener: Listener
    }

    private static let all = Mutex<[UInt: Unowned]>([:])

    private static func find(_ listener: OpaquePointer?) -> Listener? {
        let address = UInt(bitPattern: listener)
        return all.withLock { $0[address]?.listener }
    }
}
