import Logging
import Synchronization

/// A log that stores its messages.
final class RecordedLog: Sendable {
    private let messages = Mutex<[String]>([])

    /// The logger that writes to it, from the debug level up.
    var logger: Logger {
        Logger(label: "test") { [self] _ in Handler(log: self) }
    }

    func contains(_ text: String) -> Bool {
        messages.withLock { $0.contains { $0.contains(text) } }
    }

    private struct Handler: LogHandler {
        let log: RecordedLog
        var logLevel = Logger.Level.debug
        var metadata = Logger.Metadata()

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            log.messages.withLock { $0.append("\(event.message)") }
        }
    }
}
