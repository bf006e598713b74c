internal import Glibc
internal import Libevent
internal import MaintenanceSite
internal import System

/// A log that its own thread writes to a descriptor, so that a slow reader delays nothing.
package final class LogStream {
    /// A report about lines that are not written.
    package enum Report: Sendable {
        /// Lines are lost from now on, for this reason.
        case failed(String)
        /// That many lines were lost. Lines are written again.
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

    /// Up to `capacity` bytes wait to be written to a descriptor, which has to stay open. Further lines are lost. `onReport` is called
    /// on the thread that writes.
    package init(
        to descriptor: CInt, capacity: Int, onReport: @escaping @Sendable (Report, LogQueue) -> Void
    ) throws {
        end = try Wakeup()
        queue = try LogQueue(capacity: capacity)
        self.descriptor = descriptor
        self.onReport = onReport
    }

    /// Starts the thread that writes, unless it runs.
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

    /// Writes everything that was added to a log that was started, and waits for it on the loop, at most for that long. Returns how many lines are not known
    /// to be written. To be called once, when no more lines will be added.
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
        // The thread may be in a write that never ends. It is left there then.
        guard isWritten else { return queue.unwrittenLines }
        thread?.join()
        return 0
    }

    /// The same with its own loop. Without descriptors for a loop it does not wait.
    package func finish(within limit: Duration) {
        queue.finish()
        _ = try? finish(within: limit, on: EventLoop())
    }
}
