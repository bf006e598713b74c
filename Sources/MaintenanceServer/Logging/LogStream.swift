internal import Glibc
internal import Libevent
internal import MaintenanceSite
internal import System

/// A log on its way to a descriptor, which a thread of its own writes to: whoever reads it holds up nobody.
package final class LogStream {
    /// What becomes of lines that are not written.
    package enum Report: Sendable {
        /// Lines are lost from now on, for that reason.
        case failed(String)
        /// So many lines were lost, and others are written again.
        case lost(lines: Int)
        /// No line will be written any more, for that reason.
        case ended(String)
    }

    /// Takes the lines.
    package let queue: LogQueue
    /// Woken when everything is written.
    private let end: Wakeup
    private let thread: Thread

    /// Starts the thread, which writes to a descriptor that has to stay open. Up to `capacity` bytes wait; what comes
    /// when there is no room for it is lost. `onReport` is called on the thread.
    package init(
        to descriptor: CInt, capacity: Int, onReport: @escaping @Sendable (Report, LogQueue) -> Void
    ) throws {
        let end = try Wakeup()
        let queue = try LogQueue(capacity: capacity)
        let writer = try LogWriter(queue, to: descriptor) { onReport($0, queue) }
        thread = try Thread {
            writer.run()
            end.wake()
        }
        self.end = end
        self.queue = queue
    }

    deinit {
        // Where nobody has.
        queue.finish()
    }

    /// Has everything written that was added, and waits for it: on the loop, where others may end the wait, and at most for
    /// that long. Returns how many lines are not known to be written. To be called once, when nothing will be added.
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
        // The thread may be in a write that never ends: then it is left there.
        guard isWritten else { return queue.unwrittenLines }
        thread.join()
        return 0
    }

    /// The same where nobody runs a loop; without descriptors for one it does not wait.
    package func finish(within limit: Duration) {
        queue.finish()
        _ = try? finish(within: limit, on: EventLoop())
    }
}
