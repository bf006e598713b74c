internal import Glibc
internal import Synchronization
internal import TestSupport

/// The connections of a primary, each served by a thread of its own.
final class PrimaryConnections: Sendable {
    private struct State {
        /// nil while the primary is down.
        var listener: LoopbackSocket?
        /// Descriptors of the connections that wait for a request.
        var idle: Set<CInt> = []
    }

    private let state = Mutex(State())

    func accept(from listener: LoopbackSocket) {
        state.withLock { $0.listener = listener }
    }

    func goDown() {
        state.withLock { state in
            state.listener?.stopListening()
            state.listener = nil
            for descriptor in state.idle { shutdown(descriptor, CInt(SHUT_RDWR)) }
            state.idle = []
        }
    }

    /// Answers the connection's requests, until it ends or the primary goes down.
    func serve(_ descriptor: CInt, as name: String) {
        while becomesIdle(descriptor) {
            let head = receiveHead(from: descriptor)
            let isServed = state.withLock { $0.idle.remove(descriptor) != nil }
            guard let head, isServed else { break }
            let words = head.split(separator: " ", maxSplits: 2)
            let body = words.count == 3 ? Outcome.applicationText(of: name, target: words[1]) : "bad request"
            let response = "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            // As long as an application works on it, so that requests are under way when the primary goes down.
            usleep(10_000)
            guard send(descriptor, response, response.utf8.count, CInt(MSG_NOSIGNAL)) > 0 else { break }
        }
        close(descriptor)
    }

    /// False where the primary is down.
    private func becomesIdle(_ descriptor: CInt) -> Bool {
        state.withLock { state in
            guard state.listener != nil else { return false }
            state.idle.insert(descriptor)
            return true
        }
    }

    /// Receives a request without a body; nil at the connection's end.
    private func receiveHead(from descriptor: CInt) -> String? {
        var bytes: [UInt8] = []
        while !bytes.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            var part = [UInt8](repeating: 0, count: 4096)
            let count = recv(descriptor, &part, part.count, 0)
            guard count > 0 else { return nil }
            bytes += part.prefix(count)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
