internal import Glibc
internal import Libevent
internal import MaintenanceSite
internal import System

/// A log that a separate thread writes to a descriptor, so that a slow reader delays nothing else.
package final class LogStream {
    /// A report on lines that are not written.
    package enum Report: Sendable {
        /// From now on lines are lost, for this reason.
        case failed(String)
        /// That many lines were lost. Further lines are written again.
        case lost(lines: Int)
        /// No more lines will be written, for this reason.
        case ended(String)
    }

    /// The queue of lines.
    package let queue: LogQueue
    /// Woken when everything is written.
    private let end: Wakeup
    private let descriptor: CInt
    private let onReport: @Sendable (Report, LogQueue) -> Void
    /// nil until the log is started.
    private var thread: Thread?

    /// Creates a log for a descriptor, which has to stay open. Up to `capacity` bytes wait to be written, and further
    /// lines are lost. `onReport` is called on the thread that writes.
    package init(
        to descriptor: CInt, capacity: Int, onReport: @escaping @Sendable (Report, LogQueue) -> Void
    ) throws {
        end = try Wakeup()
        queue = try LogQueue(capacity: capacity)
        self.descriptor = descriptor
        self.onReport = onReport
    }

    /// Starts the thread that writes, unless it is running.
    package func start() throws {
        guard thread == nil else { return }
        let writer = try LogWriter(queue, to: descriptor) { [queue, onReport] in onReport($0, queue) }
        thread = try Thread { [end] in
            writer.run()
            end.wake()
        }
    }

    deinit {
        // If `finish` was not called.
        queue.finish()
    }

    /// Writes all added lines of a log that was started, and waits on the loop until they are written, or until the
    /// time limit. Returns how many lines may be lost. To be called once, when no more lines will be added.
    func finish(within limit: Duration, on loop: EventLoop) throws(LibeventError) -> Int {
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
        // The thread may be blocked in a write that never ends. Then it is not joined.
        guard isWritten else { return queue.unwrittenLines }
        thread?.join()
        return 0
    }

    /// The same on a new loop. Without descriptors for a loop it does not wait.
    package func finish(within limit: Duration) {
        queue.finish()
        _ = try? finish(within: limit, on: EventLoop())
    }
}
