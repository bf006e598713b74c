internal import Glibc
internal import Libevent
internal import Logging
internal import MaintenanceSite

/// The access log on standard output: the queue that workers hand their lines to, and the thread that writes them.
final class AccessLog {
    let queue: AccessLogQueue
    /// Woken when everything is written.
    private let end: Wakeup
    private let logger: Logger
    private let thread: Thread

    /// Starts the writer.
    init(logger: Logger) throws {
        self.logger = logger
        let end = try Wakeup()
        let queue = try AccessLogQueue()
        let writer = try AccessLogWriter(queue, to: STDOUT_FILENO, logger: logger)
        thread = try Thread {
            writer.run()
            end.wake()
        }
        self.end = end
        self.queue = queue
    }

    deinit {
        // Where the server could not be started, nobody has.
        queue.finish()
    }

    /// Has everything written that workers have handed over, and waits for it: on the loop, where others may end the
    /// wait, and at most for that long. To be called once, after the workers have ended.
    func finish(within limit: Duration, on loop: EventLoop) throws(LibeventError) {
        queue.finish()
        var isWritten = false
        let events = [
            try end.event(on: loop) {
                isWritten = true
                loop.stop()
            },
            try Event(on: loop, .after(limit)) { loop.stop() },
        ]
        try withExtendedLifetime(events) { () throws(LibeventError) in try loop.run() }
        if isWritten {
            thread.join()
        } else {
            // The thread may be in a write that never ends, so it is left there.
            logger.warning("lines of the access log that were lost, at most: \(queue.unwrittenLines)")
        }
    }
}
