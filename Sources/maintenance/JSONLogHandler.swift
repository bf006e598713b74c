internal import Glibc
internal import Logging
internal import MaintenanceServer

/// Writes each message to standard error as a JSON object on a line of its own.
struct JSONLogHandler: LogHandler {
    var logLevel = Logger.Level.info
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var line = Array("{\"time\":\"\(LogTime.now.rfc3339)\",\"level\":\"\(event.level)\",\"message\":".utf8)
        JSONString.append("\(event.message)", to: &line)
        line += "}\n".utf8
        // One call, so that threads do not write into each other's lines. There is no place left to report a failure to.
        _ = write(STDERR_FILENO, line, line.count)
    }
}
