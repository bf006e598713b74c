internal import Glibc
internal import HTTP
internal import Libevent
internal import Logging
internal import MaintenanceSite

/// The end of the maintenance, as a file has it that an operator edits: one line with a date and time of RFC 3339.
///
/// A file that is not there, or is empty, knows of no end. One that cannot be read says nothing new.
final class UntilFile {
    /// How often the file is looked at. It is short.
    private static let lookInterval = Duration.seconds(1)

    private let path: String
    /// What holds while the file knows of no end.
    private let standard: HTTPDate?
    private let logger: Logger
    private let publish: (HTTPDate?) -> Void
    private var lastText: String?
    private var timer: Event?

    /// Tells `publish` of each change from now on, and of what the file says now.
    init(
        _ path: String, otherwise standard: HTTPDate?, on loop: EventLoop, logger: Logger,
        publish: @escaping (HTTPDate?) -> Void
    ) throws(LibeventError) {
        self.path = path
        self.standard = standard
        self.logger = logger
        self.publish = publish
        timer = try Event(on: loop, .every(UntilFile.lookInterval)) { [unowned self] in look() }
        look()
    }

    private func look() {
        let text: String
        do {
            text = try String(systemFile: path)
        } catch {
            text = error.code == ENOENT ? "" : "\(error)"
        }
        guard text != lastText else { return }
        lastText = text
        let words = text.split(whereSeparator: \.isWhitespace)
        if words.isEmpty {
            publish(standard)
        } else if let date = HTTPDate(rfc3339: words.joined(separator: " ")) {
            logger.info("\(path): maintenance until \(date)")
            publish(date)
        } else {
            logger.error("\(path): ignored, since it has no date and time such as 2026-11-21T04:00Z")
        }
    }
}
