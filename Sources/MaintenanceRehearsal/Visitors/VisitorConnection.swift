internal import Glibc
internal import System

/// A visitor's connection to HAProxy.
final class VisitorConnection {
    /// The reason why no answer arrived.
    enum Failure: Error, Equatable {
        case refused
        /// The connection ended before the answer, or within it.
        case closed(isEmpty: Bool)
        case slow
    }

    /// How long a visitor waits for an answer: longer than HAProxy.
    static let patience = Duration.seconds(20)

    private let socket: FileDescriptor
    private var input: [UInt8] = []

    init(port: UInt16) throws(Failure) {
        let address = SocketAddress.loopback(.ipv4, port: port)
        do throws(SystemError) {
            socket = try FileDescriptor(socketFor: address, blocks: false)
            try socket.set(TCP_NODELAY, of: CInt(IPPROTO_TCP))
        } catch {
            throw .refused
        }
        do throws(SystemError) {
            try socket.connect(to: address)
        } catch {
            guard error.code == EINPROGRESS else { throw .refused }
        }
    }

    /// Sends a request and returns the answer. Once an answer arrives, the rest of the request is not sent.
    func exchange(_ request: [UInt8], isHead: Bool, until deadline: ContinuousClock.Instant) throws(Failure) -> Answer {
        var rest = request[...]
        input = []
        while true {
            let ready = try wait(forWriting: !rest.isEmpty, until: deadline)
            if ready & Int16(POLLIN | POLLHUP | POLLERR) != 0 {
                let isOpen = receive()
                if let answer = Answer(input, isHead: isHead, isComplete: !isOpen) { return answer }
                guard isOpen else { throw .closed(isEmpty: input.isEmpty) }
            }
            if ready & Int16(POLLOUT) != 0, !rest.isEmpty {
                let count = rest.withUnsafeBytes {
                    send(socket.rawValue, $0.baseAddress, $0.count, CInt(MSG_NOSIGNAL))
                }
                if count > 0 { rest = rest.dropFirst(count) }
                // An answer may have arrived before the reset.
                if count < 0, errno != EAGAIN, errno != EINTR { rest = [] }
            }
        }
    }

    private func wait(forWriting: Bool, until deadline: ContinuousClock.Instant) throws(Failure) -> Int16 {
        var polled = pollfd(fd: socket.rawValue, events: Int16(forWriting ? POLLIN | POLLOUT : POLLIN), revents: 0)
        while true {
            let left = ContinuousClock.now.duration(to: deadline)
            guard left > .zero else { throw .slow }
            let count = poll(&polled, 1, CInt(clamping: Int(left / .milliseconds(1)) + 1))
            if count > 0 { return polled.revents }
            guard count == 0 || errno == EINTR else { throw .closed(isEmpty: input.isEmpty) }
        }
    }

    /// Reads the bytes that have arrived. Returns false once the connection has ended.
    private func receive() -> Bool {
        var part = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(socket.rawValue, &part, part.count, 0)
            if count > 0 {
                input += part.prefix(count)
            } else if count < 0, errno == EINTR {
                continue
            } else {
                return count < 0 && errno == EAGAIN
            }
        }
    }
}

extension VisitorConnection.Failure: CustomStringConvertible {
    var description: String {
        switch self {
        case .refused: "a refused connection"
        case .closed(let isEmpty): isEmpty ? "no answer" : "a part of an answer"
        case .slow: "no answer within \(VisitorConnection.patience.components.seconds) s"
        }
    }
}

/// An answer of HTTP/1.1.
struct Answer: Sendable {
    let status: Int
    /// The values, by names in lower case.
    let fields: [String: String]
    let cookies: [String]
    let body: [UInt8]
    let keepsConnection: Bool

    /// Reads an answer; nil while it is incomplete. `isComplete` means that no more bytes arrive.
    init?(_ bytes: [UInt8], isHead: Bool, isComplete: Bool) {
        guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = (lines.first ?? "").split(separator: " ", maxSplits: 2)
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        if status < 200 {
            // An interim answer precedes the final one.
            guard let next = Answer(Array(bytes[end.upperBound...]), isHead: isHead, isComplete: isComplete) else {
                return nil
            }
            self = next
            return
        }
        var fields: [String: String] = [:]
        var cookies: [String] = []
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            let name = parts[0].lowercased()
            let value = parts.count > 1 ? String(parts[1].drop { $0 == " " }) : ""
            fields[name] = value
            if name == "set-cookie" { cookies.append(String(value.prefix { $0 != ";" })) }
        }
        let rest = Array(bytes[end.upperBound...])
        let hasBody = !isHead && status != 204 && status != 304
        var body: [UInt8] = []
        if hasBody, fields["transfer-encoding"]?.lowercased().contains("chunked") == true {
            guard let whole = Answer.joined(chunks: rest) else { return nil }
            body = whole
        } else if hasBody, let length = fields["content-length"].flatMap({ Int($0) }) {
            guard rest.count >= length else { return nil }
            body = Array(rest.prefix(length))
        } else if hasBody {
            guard isComplete else { return nil }
            body = rest
        }
        self.status = status
        self.fields = fields
        self.cookies = cookies
        self.body = body
        keepsConnection = !isComplete && fields["connection"]?.lowercased() != "close"
    }

    /// The contents of chunks (RFC 9112 §7.1); nil while the last one is missing.
    private static func joined(chunks: [UInt8]) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = chunks[...]
        while true {
            guard let end = rest.firstRange(of: Array("\r\n".utf8)) else { return nil }
            let digits = String(decoding: rest[..<end.lowerBound], as: UTF8.self).prefix { $0 != ";" }
            guard let size = Int(digits, radix: 16), size >= 0 else { return nil }
            rest = rest[end.upperBound...]
            if size == 0 { return result }
            guard rest.count >= size + 2 else { return nil }
            result += rest.prefix(size)
            rest = rest.dropFirst(size + 2)
        }
    }
}
