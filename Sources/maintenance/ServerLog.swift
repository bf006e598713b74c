internal import Logging

/// The server's own log, on standard error.
enum ServerLog {
    static func logger(at level: Logger.Level) -> Logger {
        var logger = Logger(label: "maintenance") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = level
        return logger
    }
}
