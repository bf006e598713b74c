/// Reads a connection's requests, one after the other, from bytes that come in pieces of any size.
///
/// 1. Empty lines before a request are dropped (RFC 9112 §2.2).
/// 2. The head is read whole and checked.
/// 3. A short body is read and dropped, since no answer needs it.
/// 4. The request is handed out. Where its end is in doubt it is the last, and whatever follows is dropped.
package struct RequestReader {
    /// What is being read.
    package enum Phase: Sendable {
        /// Nothing of the next request has come.
        case idle
        case head
        case body
        /// Nothing more: bytes that come are dropped.
        case finished
    }

    private let limits: RequestLimits
    private var received: [UInt8] = []
    private var scanner: HeadScanner
    private var head: RequestHead?
    private var bodyLeft = 0
    private var isFinished = false

    package init(limits: RequestLimits) {
        self.limits = limits
        scanner = HeadScanner(limits: limits)
    }

    package var phase: Phase {
        if isFinished { return .finished }
        if head != nil { return .body }
        return received.isEmpty || isHalfAnEmptyLine ? .idle : .head
    }

    /// Whether a request may begin with the next byte, and nothing has come before it.
    package var isBetweenRequests: Bool { received.isEmpty && head == nil && !isFinished }

    /// Takes the next bytes.
    package mutating func receive(_ bytes: UnsafeRawBufferPointer) {
        if !isFinished { received += bytes }
    }

    /// The next request, once it is there.
    package mutating func next() -> IncomingRequest? {
        guard !isFinished else { return nil }
        do {
            if head == nil, let ended = try readHead() { return ended }
            return readBody()
        } catch {
            return finish(.refused(error, of: scanner.head(in: received)))
        }
    }

    /// Reads nothing more: what comes is dropped.
    package mutating func finish() {
        isFinished = true
        received = []
        head = nil
    }

    /// Waits no longer for the rest of a request: what is there of it is answered. nil where nothing is.
    package mutating func expire() -> IncomingRequest? {
        switch phase {
        case .idle, .finished: nil
        case .head: finish(.refused(.timeout, of: scanner.head(in: received)))
        case .body: head.flatMap { finish(.request($0)) }
        }
    }
}

extension RequestReader {
    /// Returns a request whose body is not read.
    private mutating func readHead() throws(Refusal) -> IncomingRequest? {
        dropEmptyLines()
        if isHalfAnEmptyLine { return nil }
        guard let head = try scanner.scan(received) else { return nil }
        try head.checkHost()
        let framing = try head.bodyFraming
        drop(head.bytes.count)
        switch framing {
        case .length(let length) where length == 0 || length <= limits.bodySize && !head.expectsContinue:
            // The bytes after CONNECT's head are meant for a tunnel (RFC 9110 §9.3.6).
            guard head.method != .connect else { return finish(.request(head)) }
            scanner = HeadScanner(limits: limits)
            self.head = head
            bodyLeft = length
            return nil
        case .length, .chunked:
            return finish(.request(head))
        }
    }

    private mutating func readBody() -> IncomingRequest? {
        guard let head else { return nil }
        let count = min(bodyLeft, received.count)
        drop(count)
        bodyLeft -= count
        guard bodyLeft == 0 else { return nil }
        guard head.isPersistent else { return finish(.request(head)) }
        self.head = nil
        return IncomingRequest(outcome: .request(head), ending: .keepAlive(isAnnounced: head.version == .http10))
    }

    private mutating func dropEmptyLines() {
        var end = 0
        while end + 1 < received.count, received[end] == UInt8(ascii: "\r"), received[end + 1] == UInt8(ascii: "\n") {
            end += 2
        }
        drop(end)
    }

    /// Whether all that has come of a request is what an empty line before it begins with.
    private var isHalfAnEmptyLine: Bool { received.count == 1 && received[0] == UInt8(ascii: "\r") }

    /// Drops the first of the bytes received.
    private mutating func drop(_ count: Int) {
        if count == received.count {
            received = []
        } else {
            received.removeFirst(count)
        }
    }

    private mutating func finish(_ outcome: IncomingRequest.Outcome) -> IncomingRequest {
        finish()
        return IncomingRequest(outcome: outcome, ending: .close)
    }
}
