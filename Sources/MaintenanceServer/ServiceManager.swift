internal import Glibc
package import Logging
internal import MaintenanceSite
internal import System

/// The service manager, such as systemd, that is notified of the server's state (sd_notify(3)). Failures are ignored.
package struct ServiceManager: Sendable {
    package enum State: Sendable {
        /// The server serves. The text is for people.
        case ready(String)
        /// The site is being reloaded. `reloaded` follows.
        case reloading
        case reloaded
        case stopping
    }

    /// The socket that takes the notifications.
    let name: UnixName
    private var address: SocketAddress { .unix(name) }
    private let logger: Logger

    /// The service manager that the environment names; nil if it names none.
    package init?(logger: Logger) {
        guard let text = getenv("NOTIFY_SOCKET").map({ String(cString: $0) }), !text.isEmpty else { return nil }
        // Other kinds, such as vsock, are for virtual machines.
        guard text.hasPrefix("/") || text.hasPrefix("@"), let name = UnixName(text) else {
            logger.debug("NOTIFY_SOCKET '\(printable(text))' is not a Unix socket")
            return nil
        }
        self.name = name
        self.logger = logger
    }

    /// Sends a notification, without waiting.
    package func notify(_ state: State) {
        do throws(SystemError) {
            try send(state.message)
        } catch {
            logger.debug("the service manager at \(printable(address.host)) was not notified: \(error)")
        }
    }

    private func send(_ message: String) throws(SystemError) {
        let socket = try FileDescriptor(socketFor: address, type: SOCK_DGRAM, blocks: false)
        let bytes = Array(message.utf8)
        let sent = address.withPointer {
            sendto(socket.rawValue, bytes, bytes.count, CInt(MSG_NOSIGNAL), $0, $1)
        }
        guard sent == bytes.count else { throw .last }
    }
}

extension ServiceManager.State {
    /// Assignments, one per line.
    fileprivate var message: String {
        switch self {
        // A line feed would end the status.
        case .ready(let status): "READY=1\nSTATUS=\(printable(status))"
        // The time distinguishes the requested reload from an older one (systemd.service(5), notify-reload).
        case .reloading: "RELOADING=1\nMONOTONIC_USEC=\(ServiceManager.State.monotonicMicroseconds)"
        case .reloaded: "READY=1"
        case .stopping: "STOPPING=1"
        }
    }

    private static var monotonicMicroseconds: Int {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return now.tv_sec * 1_000_000 + now.tv_nsec / 1000
    }
}
