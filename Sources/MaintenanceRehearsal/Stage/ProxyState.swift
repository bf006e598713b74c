internal import Glibc
internal import MaintenanceHAProxy
internal import System

/// The states of HAProxy's servers, from its `stats socket`.
struct ProxyState: Sendable {
    /// A row of `show stat`.
    struct Server: Sendable {
        let status: String
        let lastCheck: String

        /// Whether the state is final: not between two states, such as `UP 1/3`, and the result of a check if there are
        /// checks.
        var isSettled: Bool {
            if status == "no check" || status.hasPrefix("MAINT") || status.hasPrefix("DRAIN") { return true }
            return !status.contains("/") && !["", "INI"].contains(lastCheck)
        }

        var isUp: Bool { status == "UP" || status == "no check" }
        var isDown: Bool { status == "DOWN" || status.hasPrefix("MAINT") }
    }

    let path: String

    /// The servers by backend and name; nil while HAProxy does not answer.
    func servers() -> [String: [String: Server]]? {
        guard let text = ask("show stat\n") else { return nil }
        let rows = text.split(separator: "\n").map { $0.split(separator: ",", omittingEmptySubsequences: false) }
        guard let names = rows.first, let status = names.firstIndex(of: "status"),
            let check = names.firstIndex(of: "check_status")
        else { return nil }
        var result: [String: [String: Server]] = [:]
        for row in rows.dropFirst() where row.count > max(status, check) {
            // An asterisk marks a check under way.
            let lastCheck = row[check].filter { $0 != "*" && $0 != " " }
            result[String(row[0]), default: [:]][String(row[1])] = Server(
                status: String(row[status]), lastCheck: String(lastCheck))
        }
        return result
    }

    private func ask(_ question: String) -> String? {
        guard let name = UnixName(path) else { return nil }
        let address = SocketAddress.unix(name)
        guard let socket = try? FileDescriptor(socketFor: address) else { return nil }
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        setsockopt(socket.rawValue, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard (try? socket.connect(to: address)) != nil else { return nil }
        var bytes = Array(question.utf8)
        guard Glibc.send(socket.rawValue, &bytes, bytes.count, CInt(MSG_NOSIGNAL)) == bytes.count else {
            return nil
        }
        var text: [UInt8] = []
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(socket.rawValue, &part, part.count, 0)
            if count > 0 { text += part.prefix(count) } else if count == 0 || errno != EINTR { break }
        }
        return text.isEmpty ? nil : String(decoding: text, as: UTF8.self)
    }
}
