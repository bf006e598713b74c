internal import Glibc

/// A POSIX thread.
package final class Thread {
    private let thread: pthread_t
    private var isJoined = false

    /// Bytes. The default of the C library depends on the host's limit on stacks.
    private static let stackSize = 1 << 20

    /// Starts a thread that runs `body`.
    package init(_ body: sending @escaping () -> Void) throws(SystemError) {
        // The box is retained until the thread takes it over.
        let box = Unmanaged.passRetained(Box(body))
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Thread.stackSize)
        let status = pthread_create(
            &thread, &attributes,
            { context in
                if let context { Unmanaged<Box>.fromOpaque(context).takeRetainedValue().body() }
                return nil
            }, box.toOpaque())
        guard status == 0 else {
            box.release()
            throw SystemError(code: status)
        }
        self.thread = thread
    }

    deinit {
        if !isJoined { pthread_detach(thread) }
    }

    /// The CPU time that the calling thread has used.
    package static var cpuTime: Duration {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    /// Waits until the body has returned. To be called once.
    package func join() {
        isJoined = true
        pthread_join(thread, nil)
    }

    private final class Box {
        let body: () -> Void

        init(_ body: @escaping () -> Void) {
            self.body = body
        }
    }
}
