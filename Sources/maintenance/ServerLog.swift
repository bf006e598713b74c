internal import Glibc
internal import Logging
internal import MaintenanceServer
internal import System

/// The server's log on standard error.
final class ServerLog {
    enum Format: String, CaseIterable {
        case text
        /// One JSON object on each line.
        case json
    }

    /// The most bytes that wait for a slow reader.
    private static let capacity = 64 << 10
    /// How long the reader has to take the last lines at the end.
    private static let lastTime = Duration.milliseconds(500)

    let logger: Logger
    private let stream: LogStream

    /// Creates a log whose lines wait until it is started.
    init(at level: Logger.Level, _ format: Format) throws(Failure) {
        do {
            stream = try LogStream(to: STDERR_FILENO, capacity: ServerLog.capacity) { report, queue in
                // A failure cannot be reported anywhere.
                guard case .lost(let lines) = report else { return }
                queue.add(format.line("lost lines of this log: \(lines)", at: .warning))
            }
        } catch {
            throw Failure("the log cannot be written: \(error)", status: EX_OSERR)
        }
        var logger = Logger(label: "maintenance") { [queue = stream.queue] _ in
            ServerLogHandler(format: format, queue: queue)
        }
        logger.logLevel = level
        self.logger = logger
    }

    /// Starts the thread that writes the log. The thread inherits the rights of the starting thread.
    func start() throws(Failure) {
        do {
            try stream.start()
        } catch {
            throw Failure("the log cannot be written: \(error)", status: EX_OSERR)
        }
    }

    /// Writes all logged lines, and waits briefly until they are written. To be called once, at the end.
    func finish() {
        // Without a thread, a failure cannot be reported anywhere, and the process ends anyway.
        try? stream.start()
        stream.finish(within: ServerLog.lastTime)
    }
}

extension ServerLog.Format {
    func line(_ message: String, at level: Logger.Level) -> [UInt8] {
        let time = LogTime.now.rfc3339
        switch self {
        case .text:
            return Array("\(time) \(level) \(message)\n".utf8)
        case .json:
            let line = JSON.object([
                ("time", .string(time)), ("level", .string(level.rawValue)), ("message", .string(message)),
            ])
            return Array("\(line.text)\n".utf8)
        }
    }
}

/// Passes each message to the thread that writes the log, as a separate line.
struct ServerLogHandler: LogHandler {
    let format: ServerLog.Format
    let queue: LogQueue
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = format.line("\(event.message)", at: event.level)
        if event.level == .critical {
            // The process is about to end without waiting for the thread.
            _ = write(STDERR_FILENO, line, line.count)
        } else {
            queue.add(line)
        }
    }
}
