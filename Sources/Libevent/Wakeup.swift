internal import CLibevent
internal import Glibc

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
