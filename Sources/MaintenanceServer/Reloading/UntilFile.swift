internal import Glibc
internal import HTTP
internal import Libevent
internal import Logging
internal import MaintenanceSite
internal import System

/// The end of the maintenance in a file that an operator edits: one line with a date and time of RFC 3339.
///
/// A missing or empty file means that no end is known. A file that cannot be read changes nothing.
final class UntilFile {
    /// How often the file is read. It is short.
    private static let lookInterval = Duration.seconds(1)

    private let path: String
    /// The end where the file has none.
    private let standard: HTTPDate?
    private let logger: Logger
    private let publish: (HTTPDate?) -> Void
    private var last: Result<String, SystemError>?
    private var timer: Event?

    /// Calls `publish` with the current value, and with each change from now on.
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
        var found = Result { () throws(SystemError) in try String(systemFile: path) }
        if case .failure(SystemError(code: ENOENT)) = found { found = .success("") }
        guard found != last else { return }
        let isFirst = last == nil
        last = found
        let name = printable(path)
        switch found.map({ $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") }) {
        case .success(""):
            logger.log(level: isFirst ? .notice : .info, "\(name): no end of the maintenance is set")
            publish(standard)
        case .success(let text):
            guard let date = HTTPDate(rfc3339: text) else {
                let start = printable(String(text.prefix(40)))
                logger.error("\(name): ignored, since '\(start)' is not a time such as 2026-11-21T04:00Z")
                return
            }
            logger.info("\(name): maintenance until \(date)")
            publish(date)
        case .failure(SystemError(code: ESPIPE)):
            logger.error("\(name): ignored, since it is not a regular file")
        case .failure(let error):
            logger.error("\(name): ignored, since it cannot be read: \(error)")
        }
    }
}
