internal import Logging

/// The server's own log, on standard error.
enum ServerLog {
    enum Format: String, CaseIterable {
        case text
        /// One JSON object a line.
        case json
    }

    static func logger(at level: Logger.Level, _ format: Format) -> Logger {
        var logger = Logger(label: "maintenance") {
            switch format {
            case .text: StreamLogHandler.standardError(label: $0)
            case .json: JSONLogHandler()
            }
        }
        logger.logLevel = level
        return logger
    }
}
