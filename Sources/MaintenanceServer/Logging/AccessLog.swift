internal import Glibc
internal import Libevent
internal import Logging

/// The access log on standard output.
final class AccessLog {
    /// Bytes that wait for a slow reader.
    private static let capacity = 1 << 20

    private let stream: LogStream
    private let logger: Logger

    /// Starts the thread that writes it.
    init(logger: Logger) throws {
        self.logger = logger
        stream = try LogStream(to: STDOUT_FILENO, capacity: AccessLog.capacity) { report, _ in
            switch report {
            case .failed(let reason): logger.warning("the access log cannot be written, lines are lost: \(reason)")
            case .lost(let lines): logger.warning("lines of the access log that were lost: \(lines)")
            case .ended(let reason): logger.error("the access log is no longer written: \(reason)")
            }
        }
    }

    /// Takes the workers' lines.
    var queue: LogQueue { stream.queue }

    /// Has everything written that workers have handed over, and waits for it: on the loop, where others may end the
    /// wait, and at most for that long. To be called once, after the workers have ended.
    func finish(within limit: Duration, on loop: EventLoop) throws(LibeventError) {
        let lost = try stream.finish(within: limit, on: loop)
        if lost > 0 { logger.warning("lines of the access log that were lost, at most: \(lost)") }
    }
}
