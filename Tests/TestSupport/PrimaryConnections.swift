internal import Glibc
internal import Synchronization

/// The connections of a primary, each on a separate thread.
final class PrimaryConnections: Sendable {
    private struct State {
        /// nil while the primary is down.
        var listener: LoopbackSocket?
        /// Descriptors of the connections that wait for a request.
        var idle: Set<CInt> = []
        var openCount = 0
        var requests: [String] = []
    }

    private let state = Mutex(State())
    private let answer: (@Sendable (String) -> String)?

    init(answer: (@Sendable (String) -> String)?) {
        self.answer = answer
    }
    /// The number of open connections.
    var count: Int { state.withLock { $0.openCount } }
    var requests: [String] { state.withLock { $0.requests } }

    func accept(from listener: LoopbackSocket) {
        state.withLock { $0.listener = listener }
    }

    func goDown() {
        state.withLock { state in
            state.listener?.stopListening()
            state.listener = nil
            // A connection with a request that its thread has yet to read is not idle, so the request is answered.
            let idle = state.idle.filter { !hasInput($0) }
            for descriptor in idle { shutdown(descriptor, CInt(SHUT_RDWR)) }
            state.idle.subtract(idle)
        }
    }

    private func hasInput(_ descriptor: CInt) -> Bool {
        var input = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&input, 1, 0) == 1
    }

    /// Answers the connection's requests, until it ends or the primary goes down.
    func serve(_ descriptor: CInt, as name: String) {
        state.withLock { $0.openCount += 1 }
        var hasAnswered = false
        while becomesIdle(descriptor) {
            let head = receiveRequest(from: descriptor)
            let isServed = state.withLock { $0.idle.remove(descriptor) != nil }
            guard let head, isServed else { break }
            let words = head.split(separator: " ", maxSplits: 2)
            guard words.count == 3 else { break }
            let request = "\(words[0]) \(words[1])"
            let isFirst = state.withLock { state in
                defer { state.requests.append(request) }
                return !state.requests.contains(request)
            }
            if words[1] == Primary.brokenTarget || (words[1] == Primary.lostTarget && isFirst)
                || (words[1] == Primary.staleTarget && hasAnswered)
            {
                break
            }
            let body = Outcome.applicationText(of: name, target: words[1])
            let response = answer?(head) ?? "HTTP/1.1 200 OK\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
            // The time that an application needs, so that requests are under way when the primary goes down.
            usleep(10_000)
            guard send(descriptor, response, response.utf8.count, CInt(MSG_NOSIGNAL)) > 0 else { break }
            hasAnswered = true
            // Varnish's probes read to the end.
            if head.contains(#/(?i)\r\nConnection: *close/#) { break }
        }
        close(descriptor)
        state.withLock { $0.openCount -= 1 }
    }

    /// Returns false if the primary is down.
    private func becomesIdle(_ descriptor: CInt) -> Bool {
        state.withLock { state in
            guard state.listener != nil else { return false }
            state.idle.insert(descriptor)
            return true
        }
    }

    /// Receives a request, and returns its head; nil at the connection's end.
    private func receiveRequest(from descriptor: CInt) -> String? {
        var bytes: [UInt8] = []
        while true {
            if let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = String(decoding: bytes[..<end.lowerBound], as: UTF8.self)
                let length = head.firstMatch(of: #/(?i)\r\nContent-Length: *(\d+)/#).flatMap { Int($0.1) } ?? 0
                if bytes.count >= end.upperBound + length { return head }
            }
            var part = [UInt8](repeating: 0, count: 65536)
            let count = recv(descriptor, &part, part.count, 0)
            guard count > 0 else { return nil }
            bytes += part.prefix(count)
        }
    }
}
