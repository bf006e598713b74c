internal import CLibevent
internal import Glibc
internal import HTTP

/// One libevent event base, run by one thread.
///
/// The base takes no locks: whatever is made on a loop is used by one thread at a time. A loop may be set up by one
/// thread and handed to the one that runs it. From then on other threads reach it through a `Wakeup` only.
package final class EventLoop {
    /// Freed when the loop is; everything made on the base holds the loop, and so goes first.
    let base: OpaquePointer

    /// Makes a loop with nothing on it.
    package init() throws(LibeventError) {
        try EventLoop.requireDescriptors()
        guard let configuration = event_config_new() else { throw LibeventError("event_config_new") }
        defer { event_config_free(configuration) }
        // Without a change list (`PendingReplies` says why), whatever the environment says.
        for flag in [EVENT_BASE_FLAG_NOLOCK, EVENT_BASE_FLAG_IGNORE_ENV] {
            event_config_set_flag(configuration, CInt(flag.rawValue))
        }
        guard let base = event_base_new_with_config(configuration) else {
            throw LibeventError("event_base_new_with_config")
        }
        self.base = base
    }

    deinit {
        event_base_free(base)
    }

    /// libevent ends the process where it lacks the descriptors for a base's epoll instance and pipe (signal.c), so
    /// they are tried before.
    private static func requireDescriptors() throws(LibeventError) {
        var descriptors: [Wakeup] = []
        for _ in 0..<4 { descriptors.append(try Wakeup()) }
    }

    /// Handles events on the calling thread until `stop()` is called by one of them.
    package func run() throws(LibeventError) {
        guard event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY) >= 0 else { throw LibeventError("event_base_loop") }
    }

    /// Ends `run()` once the event being handled is done.
    package func stop() {
        event_base_loopbreak(base)
    }

    /// Handles what is ready now, finalizers that libevent put off among it, and returns.
    func runPending() {
        event_base_loop(base, EVLOOP_NONBLOCK)
    }
}

extension MonotonicTime {
    /// The current time, as of the kernel's last tick, a few milliseconds ago at most. It is read for every request, and an exact one takes
    /// several times as long.
    static var now: MonotonicTime {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC_COARSE, &time)
        return MonotonicTime(milliseconds: time.tv_sec * 1000 + time.tv_nsec / 1_000_000)
    }
}

/// Something a loop waits for, and what to do each time it happens. Waiting ends when the event is released.
package final class Event {
    /// What to wait for.
    package enum Trigger {
        /// A signal's number. One loop of the process may wait for signals (libevent's signal.c keeps one).
        case signal(CInt)
        /// A descriptor with something to read; it must outlive the event.
        case readable(CInt)
        /// Time passing, again and again; at least a microsecond.
        case every(Duration)
        /// Time passing, once.
        case after(Duration)
        /// `activate()`.
        case activation
    }

    private let loop: EventLoop
    private let action: () -> Void
    private var event: OpaquePointer?

    /// Starts to wait.
    package init(on loop: EventLoop, _ trigger: Trigger, action: @escaping () -> Void) throws(LibeventError) {
        self.loop = loop
        self.action = action
        let (descriptor, flags, interval) = trigger.arguments
        // libevent does not hold this object: `deinit` frees the event before the context dangles.
        event = event_new(
            loop.base, descriptor, CShort(flags),
            { _, _, context in
                guard let context else { return }
                Unmanaged<Event>.fromOpaque(context).takeUnretainedValue().action()
            }, Unmanaged.passUnretained(self).toOpaque())
        guard let event else { throw LibeventError("event_new") }
        if case .activation = trigger { return }
        let added =
            if var interval { event_add(event, &interval) } else { event_add(event, nil) }
        guard added == 0 else { throw LibeventError("event_add") }
    }

    /// Makes it happen, later in this turn of the loop.
    func activate() {
        event_active(event, CInt(EV_TIMEOUT), 0)
    }

    deinit {
        if let event { event_free(event) }
    }
}

extension Event.Trigger {
    fileprivate var arguments: (descriptor: CInt, flags: CInt, interval: timeval?) {
        switch self {
        case .signal(let number): (number, EV_SIGNAL | EV_PERSIST, nil)
        case .readable(let descriptor): (descriptor, EV_READ | EV_PERSIST, nil)
        case .every(let interval): (-1, EV_PERSIST, timeval(interval))
        case .after(let interval): (-1, 0, timeval(interval))
        case .activation: (-1, 0, nil)
        }
    }
}

extension timeval {
    /// Rounded down to the microsecond; never negative.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = max(duration, .zero).components
        self.init(tv_sec: Int(seconds), tv_usec: Int(attoseconds / 1_000_000_000_000))
    }
}

/// Lets any thread wake the loop of another: an eventfd, which many wakes before one read make one event of.
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

    /// Wakes the loop, from any thread, soon or at once; an async-signal-safe call.
    package func wake() {
        // The only failure left is a counter at its limit, and then the loop is waking already.
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

/// libevent could not make or register something: it was out of memory or descriptors.
package struct LibeventError: Error, CustomStringConvertible {
    /// The libevent function that failed.
    package let function: String
    /// `errno` after the function, which not every function sets.
    package let code: CInt

    init(_ function: String) {
        self.function = function
        self.code = errno
    }

    package var description: String {
        code == 0 ? "\(function) failed" : "\(function): \(String(cString: strerror(code)))"
    }
}
