internal import Glibc
internal import System

/// A connection to an application, and the request on it.
struct ApplicationConnection {
    enum State {
        /// Waits for the rest of a request's head.
        case head
        /// Drops that many bytes of the body.
        case body(Request, left: Int)
        /// The request is complete, but not answered.
        case complete(Request)
        case closed
    }

    struct Request {
        let method: String
        /// The number of the visit; nil for a check of HAProxy.
        let visit: Int?
        let keepsConnection: Bool
        let length: Int
    }

    let socket: FileDescriptor
    let application: Int
    private(set) var state = State.head
    private var input: [UInt8] = []
    /// When the request was complete.
    private(set) var completed = ContinuousClock.now
    private var hasServed = false

    /// The most bytes of a head, many times the size of one in a rehearsal.
    private static let headLimit = 1 << 16

    init(_ socket: FileDescriptor, of application: Int) {
        self.socket = socket
        self.application = application
    }

    /// The request that was received, whole or in part.
    var request: Request? {
        switch state {
        case .body(let request, _), .complete(let request): request
        case .head, .closed: nil
        }
    }

    /// Whether a request was answered, and nothing of another one has arrived.
    var isIdle: Bool {
        if case .head = state { return hasServed && input.isEmpty }
        return false
    }

    /// Reads the bytes that have arrived.
    mutating func receive() {
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(socket.rawValue, &part, part.count, CInt(MSG_DONTWAIT))
            if count > 0 {
                take(part.prefix(count))
            } else if count < 0, errno == EINTR {
                continue
            } else {
                if count == 0 || errno != EAGAIN { state = .closed }
                return
            }
        }
    }

    private mutating func take(_ bytes: ArraySlice<UInt8>) {
        switch state {
        case .head:
            input += bytes
            readHead()
        case .body(let request, let left): drop(bytes.count, of: left, request)
        case .complete: input += bytes
        case .closed: break
        }
    }

    private mutating func readHead() {
        guard let end = input.firstRange(of: Array("\r\n\r\n".utf8)) else {
            if input.count > ApplicationConnection.headLimit { state = .closed }
            return
        }
        let lines = String(decoding: input[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let line = (lines.first ?? "").split(separator: " ")
        guard line.count == 3 else {
            state = .closed
            return
        }
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            fields[parts[0].lowercased()] = parts.count > 1 ? parts[1].filter { $0 != " " } : ""
        }
        let request = Request(
            method: String(line[0]), visit: fields["rehearsal-visit"].flatMap { Int($0) },
            keepsConnection: line[2] == "HTTP/1.1" && fields["connection"]?.lowercased() != "close",
            length: fields["content-length"].flatMap { Int($0) } ?? 0)
        let rest = input.count - end.upperBound
        input = []
        drop(rest, of: request.length, request)
    }

    private mutating func drop(_ count: Int, of left: Int, _ request: Request) {
        guard count < left else {
            completed = .now
            state = .complete(request)
            return
        }
        state = .body(request, left: left - count)
    }

    /// Answers the request. The answer is small enough for the socket's buffer.
    mutating func answer(status: Int, body: String, closing: Bool) {
        guard case .complete(let request) = state else { return }
        let closes = closing || !request.keepsConnection
        // RFC 9110 §15.3.5, §15.4.5: these statuses have no content.
        let content = status == 204 || status == 304 ? "" : body
        let head = """
            HTTP/1.1 \(status) \r
            Content-Type: text/plain\r
            Cache-Control: no-store\r
            \(status == 204 ? "" : "Content-Length: \(content.utf8.count)\r\n")\
            Rehearsal-Application: \(application)\r
            Connection: \(closes ? "close" : "keep-alive")\r
            \r

            """
        let bytes = Array((head + (request.method == "HEAD" ? "" : content)).utf8)
        let count = send(socket.rawValue, bytes, bytes.count, CInt(MSG_NOSIGNAL | MSG_DONTWAIT))
        hasServed = true
        state = count == bytes.count && !closes ? .head : .closed
        if !input.isEmpty { readHead() }
    }

    /// Makes the close a reset, as when a program is killed.
    func reset() {
        var lingering = linger(l_onoff: 1, l_linger: 0)
        setsockopt(socket.rawValue, SOL_SOCKET, SO_LINGER, &lingering, socklen_t(MemoryLayout<linger>.size))
    }
}
