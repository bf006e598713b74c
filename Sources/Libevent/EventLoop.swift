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
