/// The head of a response (RFC 9112 §4 and §5), written line by line.
///
/// Values contain no CR, LF and NUL. Beginning again reuses the memory.
package struct ResponseHead: Sendable {
    /// The bytes written so far.
    package private(set) var bytes: [UInt8] = []

    package init() {}

    /// Begins with the status line (RFC 9112 §4).
    package mutating func begin(_ status: Status) {
        bytes.removeAll(keepingCapacity: true)
        bytes += "HTTP/1.1 \(status.rawValue) \(status.reason)\r\n".utf8
    }

    /// Begins with lines that were written before.
    package mutating func begin(with lines: [UInt8]) {
        bytes.removeAll(keepingCapacity: true)
        bytes += lines
    }

    /// Adds a field line.
    package mutating func add(_ name: String, _ value: String) {
        bytes += name.utf8
        bytes += ": ".utf8
        bytes += value.utf8
        bytes += "\r\n".utf8
    }

    /// Adds a part of a line.
    package mutating func add(text: StaticString) {
        text.withUTF8Buffer { bytes += $0 }
    }

    /// Adds the digits of a number that is not negative.
    package mutating func add(number: Int) {
        if number >= 10 { add(number: number / 10) }
        bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
    }

    /// Adds Connection, if it is needed, and the empty line.
    package mutating func end(_ ending: IncomingRequest.Ending) {
        switch ending {
        case .keepAlive(isAnnounced: false): add(text: "\r\n")
        case .keepAlive(isAnnounced: true): add(text: "Connection: keep-alive\r\n\r\n")
        case .close: add(text: "Connection: close\r\n\r\n")
        }
    }
}

/// A status code (RFC 9110 §15).
package enum Status: Int, CaseIterable, Sendable {
    case ok = 200
    case noContent = 204
    case partialContent = 206
    case notModified = 304
    case badRequest = 400
    case notFound = 404
    case methodNotAllowed = 405
    case requestTimeout = 408
    case preconditionFailed = 412
    case uriTooLong = 414
    case rangeNotSatisfiable = 416
    case requestHeaderFieldsTooLarge = 431
    case serviceUnavailable = 503
    case httpVersionNotSupported = 505

    /// The reason phrase (RFC 9112 §4).
    package var reason: String {
        switch self {
        case .ok: "OK"
        case .noContent: "No Content"
        case .partialContent: "Partial Content"
        case .notModified: "Not Modified"
        case .badRequest: "Bad Request"
        case .notFound: "Not Found"
        case .methodNotAllowed: "Method Not Allowed"
        case .requestTimeout: "Request Timeout"
        case .preconditionFailed: "Precondition Failed"
        case .uriTooLong: "URI Too Long"
        case .rangeNotSatisfiable: "Range Not Satisfiable"
        case .requestHeaderFieldsTooLarge: "Request Header Fields Too Large"
        case .serviceUnavailable: "Service Unavailable"
        case .httpVersionNotSupported: "HTTP Version Not Supported"
        }
    }
}
