internal import CLibevent
internal import Glibc
internal import Synchronization

/// A listening socket on a loop. Where accept fails it pauses, so that a lack of descriptors costs time, not the CPU.
///
/// `@unchecked Sendable`: a listener is used on its loop's thread alone. `all` is shared between threads, but its only
/// reader, libevent's error callback, runs on the thread of the listener that it asks for.
final class Listener: @unchecked Sendable {
    /// How long a failed accept pauses the listener.
    private static let pause = Duration.seconds(1)

    /// Owned by the evhttp that it is bound to.
    let pointer: OpaquePointer
    private let owner: AnyObject
    private let loop: EventLoop
    private let onError: (String) -> Void
    private var resumption: Event?

    /// Listens on `descriptor`, a listening, non-blocking socket that is open for as long as `owner` lives.
    init(
        descriptor: CInt, owner: AnyObject, on loop: EventLoop, onError: @escaping (String) -> Void
    ) throws(LibeventError) {
        // Backlog 0: the socket listens already.
        guard let pointer = evconnlistener_new(loop.base, nil, nil, LEV_OPT_CLOSE_ON_EXEC, 0, descriptor) else {
            throw LibeventError("evconnlistener_new")
        }
        self.pointer = pointer
        self.owner = owner
        self.loop = loop
        self.onError = onError
        Listener.all.withLock { $0[UInt(bitPattern: pointer)] = Unowned(listener: self) }
        evconnlistener_set_error_cb(pointer) { pointer, _ in Listener.find(pointer)?.acceptFailed(errno) }
    }

    deinit {
        let address = UInt(bitPattern: pointer)
        Listener.all.withLock { $0[address] = nil }
    }

    private func acceptFailed(_ code: CInt) {
        evconnlistener_disable(pointer)
        onError("accept: \(String(cString: strerror(code))); accepting again in \(Listener.pause)")
        resumption = try? Event(on: loop, .after(Listener.pause)) { [unowned self] in evconnlistener_enable(pointer) }
        // Without a timer the listener would stay deaf for ever; a busy one is the lesser evil.
        if resumption == nil { evconnlistener_enable(pointer) }
    }
}

// The error callback's context is the evhttp, since evhttp_bind_listener sets it: a listener is found by its address.
extension Listener {
    private struct Unowned {
        unowned let listener: Listener
    }

    private static let all = Mutex<[UInt: Unowned]>([:])

    private static func find(_ pointer: OpaquePointer?) -> Listener? {
        let address = UInt(bitPattern: pointer)
        return all.withLock { $0[address]?.listener }
    }
}
