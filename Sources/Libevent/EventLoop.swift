internal import CLibevent
internal import Glibc

/// One libevent event base, run by one thread.
///
/// The base takes no locks, so everything made on a loop is used by one thread at a time. One thread may set up a loop and
/// pass it to the thread that runs it. From then on other threads reach it only through a `Wakeup`.
package final class EventLoop {
    /// Freed with the loop. Everything made on the base retains the loop, and so is freed first.
    let base: OpaquePointer

    /// Makes a loop with nothing on it.
    package init() throws(LibeventError) {
        // libevent ends the process if no descriptors for the epoll instance and the pipe of a base are left (signal.c).
        _ = try (0..<4).map { _ throws(LibeventError) in try Wakeup() }
        guard let configuration = event_config_new() else { throw LibeventError("event_config_new") }
        defer { event_config_free(configuration) }
        // Without a change list (`PendingReplies` says why), whatever the environment says.
        let flags = EVENT_BASE_FLAG_NOLOCK.rawValue | EVENT_BASE_FLAG_IGNORE_ENV.rawValue
        event_config_set_flag(configuration, CInt(flags))
        guard let base = event_base_new_with_config(configuration) else {
            throw LibeventError("event_base_new_with_config")
        }
        self.base = base
    }

    deinit {
        event_base_free(base)
    }

    /// Handles events on the calling thread until `stop()` is called by one of them.
    package func run() throws(LibeventError) {
        guard event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY) >= 0 else { throw LibeventError("event_base_loop") }
    }

    /// Ends `run()` once the event being handled is done.
    package func stop() {
        event_base_loopbreak(base)
    }

    /// Handles what is ready now, including finalizers that libevent has deferred, and returns.
    func runPending() {
        event_base_loop(base, EVLOOP_NONBLOCK)
    }
}

/// A condition that a loop waits for, and an action for each time that it happens. Releasing the event ends the waiting.
package final class Event: CallbackContext {
    /// The condition.
    package enum Trigger {
        /// A signal. Only one loop of the process may wait for signals (libevent's signal.c has one).
        case signal(CInt)
        /// A descriptor becomes readable. It has to outlive the event.
        case readable(CInt)
        /// Time passes, repeatedly; at least a microsecond.
        case every(Duration)
        /// Time passes, once.
        case after(Duration)
        /// `activate()` is called.
        case activation
    }

    private let loop: EventLoop
    private let action: () -> Void
    private var event: OpaquePointer?

    /// Starts to wait.
    package init(on loop: EventLoop, _ trigger: Trigger, action: @escaping () -> Void) throws(LibeventError) {
        self.loop = loop
        self.action = action
        let (descriptor, flags, interval): (CInt, CInt, Duration?) =
            switch trigger {
            case .signal(let number): (number, EV_SIGNAL | EV_PERSIST, nil)
            case .readable(let descriptor): (descriptor, EV_READ | EV_PERSIST, nil)
            case .every(let interval): (-1, EV_PERSIST, interval)
            case .after(let interval): (-1, 0, interval)
            case .activation: (-1, 0, nil)
            }
        // `deinit` frees the event before the context dangles.
        event = event_new(
            loop.base, descriptor, CShort(flags), { _, _, context in Event.at(context)?.action() }, context)
        guard let event else { throw LibeventError("event_new") }
        // Without a descriptor and a time only `activate()` makes it happen.
        let added =
            if var time = interval.map(timeval.init) { event_add(event, &time) } else { event_add(event, nil) }
        guard added == 0 else { throw LibeventError("event_add") }
    }

    /// Runs the action later in this turn of the loop.
    func activate() {
        event_active(event, CInt(EV_TIMEOUT), 0)
    }

    deinit {
        if let event { event_free(event) }
    }
}

/// The context of libevent's callbacks. libevent does not retain it, so it has to outlive what calls back.
protocol CallbackContext: AnyObject {}

extension CallbackContext {
    var context: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

    static func at(_ context: UnsafeMutableRawPointer?) -> Self? {
        context.map { Unmanaged<Self>.fromOpaque($0).takeUnretainedValue() }
    }
}

extension timeval {
    /// Rounded down to the microsecond; never negative.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = max(duration, .zero).components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}

/// An eventfd by which any thread can wake the loop of another. Several wakes before one read are one event.
package final class Wakeup: Sendable {
    private let descriptor: CInt

    /// Opens the eventfd.
    package init() throws(LibeventError) {
        descriptor = eventfd(0, CInt(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw LibeventError("eventfd") }
    }

    deinit {
        close(descriptor)
    }

    /// Wakes the loop. Any thread and any signal handler may call it.
    package func wake() {
        // The only possible failure is a counter at its limit, and then the loop is about to wake.
        _ = eventfd_write(descriptor, 1)
    }

    /// Runs `action` on the loop after each wake, until the event is released.
    package func event(on loop: EventLoop, action: @escaping () -> Void) throws(LibeventError) -> Event {
        try Event(on: loop, .readable(descriptor)) { [self] in
            var count: eventfd_t = 0
            _ = eventfd_read(descriptor, &count)
            action()
        }
    }
}

/// libevent could not make or register something, because it was out of memory or descriptors.
package struct LibeventError: Error, CustomStringConvertible {
    package let description: String

    /// The failure of that function. `errno` may have the reason.
    init(_ function: String) {
        let code = errno
        description = code == 0 ? "\(function) failed" : "\(function): \(String(cString: strerror(code)))"
    }
}
