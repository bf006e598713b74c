/// Reads the requests of a connection, one after the other, from bytes that arrive in pieces of any size.
///
/// 1. Drop empty lines before a request (RFC 9112 §2.2).
/// 2. Read and check the whole head.
/// 3. Read and drop a short body, because no answer needs it. Invite a client that waits for 100 (Continue) to send it.
/// 4. Return the request. If its end is uncertain it is the last one, and everything that follows is dropped.
package struct RequestReader: Sendable {
    private enum Progress: Sendable {
        case head
        /// The client does not send the body before it is invited to (RFC 9110 §10.1.1).
        case heldBody(of: RequestHead, left: Int)
        case body(of: RequestHead, left: Int)
        case finished
    }

    private let limits: RequestLimits
    private var progress = Progress.head
    private var scanner = HeadScanner()
    /// Bytes that contain the unread ones. They may be shared with the caller until `keepUnread()`.
    private var bytes: [UInt8] = []
    private var unread = 0..<0

    package init(limits: RequestLimits = RequestLimits()) {
        self.limits = limits
    }

    /// The deadline for what is being read: `idle` until the first byte of a request; nil after the last request, when bytes that
    /// arrive are dropped.
    package var deadline: Deadline? {
        switch progress {
        case .head: unread.isEmpty || isHalfAnEmptyLine ? .idle : .head
        case .heldBody, .body: .body
        case .finished: nil
        }
    }

    /// Whether a request may begin with the next byte, and no other byte has arrived.
    package var isBetweenRequests: Bool {
        if case .head = progress { unread.isEmpty } else { false }
    }

    /// Adds the next bytes, which are in that range.
    package mutating func receive(_ received: [UInt8], at place: Range<Int>) {
        if case .finished = progress { return }
        if unread.isEmpty {
            bytes = received
            unread = place
        } else {
            keepUnread()
            bytes += received[place]
            unread = 0..<bytes.count
        }
    }

    /// Copies the unread bytes out of the receive buffer. To be called before the buffer is overwritten, which would copy all
    /// of it.
    package mutating func keepUnread() {
        if unread.count < bytes.count {
            bytes = Array(bytes[unread])
            unread = 0..<bytes.count
        }
        if case .body(let head, let left) = progress { progress = .body(of: head.detached(), left: left) }
    }

    /// Returns whether the client has to be invited to send the body; true only once.
    package mutating func invite() -> Bool {
        guard case .heldBody(let head, let left) = progress else { return false }
        progress = .body(of: head, left: left)
        return true
    }

    /// The next request, once it has arrived.
    package mutating func next() -> IncomingRequest? {
        switch progress {
        case .head:
            do {
                dropEmptyLines()
                if isHalfAnEmptyLine { return nil }
                guard let head = try scanner.scan(bytes, at: unread, limits: limits) else { return nil }
                return try take(head)
            } catch {
                let outcome = IncomingRequest.Outcome.refused(
                    error, of: scanner.head(in: bytes, from: unread.lowerBound))
                return finish(outcome, .anything)
            }
        case .heldBody(let head, let left), .body(let head, let left): return takeBody(of: head, left)
        case .finished: return nil
        }
    }

    /// Stops waiting for the rest of a request. Returns the part that has arrived; nil if nothing has.
    package mutating func expire() -> IncomingRequest? {
        switch progress {
        case .head:
            if unread.isEmpty || isHalfAnEmptyLine { return nil }
            return finish(.refused(.timeout, of: scanner.head(in: bytes, from: unread.lowerBound)), .anything)
        case .heldBody(let head, let left), .body(let head, let left): return finish(.request(head), .body(left))
        case .finished: return nil
        }
    }
}

extension RequestReader {
    private mutating func take(_ head: RequestHead) throws(Refusal) -> IncomingRequest? {
        try head.checkHost()
        let framing = try head.bodyFraming
        drop(head.size)
        switch framing {
        // The bytes after the head of a CONNECT are meant for a tunnel (RFC 9110 §9.3.6).
        case .length where head.method == .connect: return finish(.request(head), .anything)
        case .length(let length) where length <= limits.bodySize: return takeBody(of: head, length)
        case .length(let length): return finish(.request(head), .body(length).dropping(unread.count))
        case .chunked: return finish(.request(head), .chunks)
        }
    }

    private mutating func takeBody(of head: RequestHead, _ length: Int) -> IncomingRequest? {
        let count = min(length, unread.count)
        drop(count)
        guard count == length else {
            let isHeld = count == 0 && head.expectsContinue
            progress = isHeld ? .heldBody(of: head, left: length) : .body(of: head, left: length - count)
            return nil
        }
        guard head.isPersistent else {
            dropEmptyLines()
            // Old clients send an empty line after a body (RFC 9112 §2.2).
            return finish(.request(head), length == 0 && unread.isEmpty ? .nothing : .anything)
        }
        progress = .head
        scanner = HeadScanner()
        return IncomingRequest(outcome: .request(head), ending: .keepAlive(isAnnounced: head.version == .http10))
    }

    private mutating func dropEmptyLines() {
        while unread.count >= 2, bytes[unread.lowerBound] == UInt8(ascii: "\r"),
            bytes[unread.lowerBound + 1] == UInt8(ascii: "\n")
        {
            drop(2)
        }
    }

    /// Whether only the first half of an empty line has arrived.
    private var isHalfAnEmptyLine: Bool { unread.count == 1 && bytes[unread.lowerBound] == UInt8(ascii: "\r") }

    /// Drops the first of the unread bytes.
    private mutating func drop(_ count: Int) {
        unread = (unread.lowerBound + count)..<unread.upperBound
        guard unread.isEmpty else { return }
        bytes = []
        unread = 0..<0
    }

    private mutating func finish(
        _ outcome: IncomingRequest.Outcome, _ remainder: IncomingRequest.Remainder
    ) -> IncomingRequest {
        progress = .finished
        unread = 0..<0
        bytes = []
        return IncomingRequest(outcome: outcome, ending: .close(remainder))
    }
}

/// Limits on the size of a request.
package struct RequestLimits: Sendable {
    /// Bytes of the request line and the field lines together.
    package var headSize = 32 << 10
    /// Field lines.
    package var fieldLines = 100
    /// Bytes of a body that is read and dropped before the answer. A request with a longer body is answered at once.
    package var bodySize = 32 << 10

    package init() {}
}

/// A request to be answered, and how its connection continues.
package struct IncomingRequest: Sendable {
    package enum Outcome: Sendable {
        case request(RequestHead)
        /// The head is the part that was read, which may lack fields; nil if not even the request line was read.
        case refused(Refusal, of: RequestHead?)
    }

    /// How the connection continues after the reply.
    package enum Ending: Sendable, Equatable {
        /// The next request. A client of HTTP/1.0 needs an announcement of that.
        case keepAlive(isAnnounced: Bool)
        /// The end of the connection, after the client has sent the remainder of the request. Closing a connection with unread bytes resets
        /// it, and the client may lose the reply (RFC 9112 §9.6).
        case close(Remainder)
    }

    /// The part of a request that may still arrive when it is answered.
    package enum Remainder: Sendable, Equatable {
        /// Nothing: the whole request was read, and no byte came after it.
        case nothing
        /// That many bytes of the body.
        case body(Int)
        /// A body whose length is unknown.
        case chunks
        /// Anything: the request is malformed, or other bytes follow it, or may follow.
        case anything
    }

    package let outcome: Outcome
    package internal(set) var ending: Ending
}

extension IncomingRequest.Outcome {
    /// The request's head; of a refused request the part that was read.
    package var head: RequestHead? {
        switch self {
        case .request(let head): head
        case .refused(_, let head): head
        }
    }

    package var method: Method { head?.method ?? .other }

    /// A copy that shares no bytes with the receive buffer.
    package func detached() -> IncomingRequest.Outcome {
        switch self {
        case .request(let head): .request(head.detached())
        case .refused(let refusal, let head): .refused(refusal, of: head?.detached())
        }
    }
}
