internal import Glibc
internal import Logging
internal import MaintenanceServer

/// Hands each message to the thread that writes the log, as a line of its own.
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
            // The process is about to end, and would not wait for the thread.
            _ = write(STDERR_FILENO, line, line.count)
        } else {
            queue.add(line)
        }
    }
}
