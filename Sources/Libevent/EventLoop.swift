internal import CLibevent

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
