internal import Libevent
internal import Logging

extension Logger {
    /// Takes libevent's messages, of all loops of the process, into this log.
    func takeLibeventMessages() {
        LibeventLog.redirect { severity, message in
            let level: Logger.Level =
                switch severity {
                case .debug: .trace
                case .message: .debug
                case .warning: .warning
                case .error: .error
                case .fatal: .critical
                }
            self.log(level: level, "libevent: \(message)")
        }
    }
}
