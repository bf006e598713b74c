internal import CLibevent
internal import Synchronization

/// The messages of libevent, which has one receiver for the whole process.
package enum LibeventLog {
    /// libevent's levels, with its numbers (event2/event.h), and one more.
    package enum Severity: CInt, Sendable {
        case debug
        case message
        case warning
        case error
        /// libevent found itself broken; the process ends when the receiver returns.
        case fatal
    }

    private static let receiver = Mutex<@Sendable (Severity, String) -> Void>({ _, _ in })

    /// Sends the messages to `receive` instead of standard error. The latest receiver gets those of all loops.
    /// Call before the process's first loop is made.
    package static func redirect(to receive: @escaping @Sendable (Severity, String) -> Void) {
        receiver.withLock { $0 = receive }
        installCallbacks
    }

    /// Set once, because libevent reads these pointers without a lock.
    private static let installCallbacks: Void = {
        event_set_log_callback { severity, message in
            guard let message else { return }
            LibeventLog.receiver.withLock { $0 }(Severity(rawValue: severity) ?? .error, String(cString: message))
        }
        event_set_fatal_callback { code in
            LibeventLog.receiver.withLock { $0 }(.fatal, "libevent ends the process: error \(code)")
        }
    }()
}
