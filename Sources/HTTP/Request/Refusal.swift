/// Why a request is not answered from the site. Its connection ends with the refusal.
package enum Refusal: String, Error, CaseIterable, Sendable {
    case notHTTP
    case malformedRequestLine
    case malformedTarget
    case malformedFieldLine
    case blankBeforeColon
    case foldedLine
    case lineWithoutCarriageReturn
    case malformedHost
    case malformedContentLength
    case malformedTransferEncoding
    case lengthAndTransferEncoding
    case targetTooLong
    case fieldsTooLarge
    case unsupportedVersion
    case timeout
}

extension Refusal {
    /// The status of the answer.
    package var status: Status {
        switch self {
        case .targetTooLong: .uriTooLong
        case .fieldsTooLarge: .requestHeaderFieldsTooLarge
        case .unsupportedVersion: .httpVersionNotSupported
        case .timeout: .requestTimeout
        default: .badRequest
        }
    }
}

extension Refusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notHTTP: "this is not an HTTP request"
        case .malformedRequestLine: "the request line is malformed (RFC 9112 section 3)"
        case .malformedTarget: "the request target is malformed (RFC 9112 section 3.2)"
        case .malformedFieldLine: "a field line is malformed (RFC 9112 section 5)"
        case .blankBeforeColon: "a field name is followed by a blank (RFC 9112 section 5.1)"
        case .foldedLine: "a field line begins with a blank (RFC 9112 section 5.2)"
        case .lineWithoutCarriageReturn: "a line ends in LF without CR (RFC 9112 section 2.2)"
        case .malformedHost: "Host is missing, repeated or malformed (RFC 9112 section 3.2)"
        case .malformedContentLength: "Content-Length is repeated or malformed (RFC 9112 section 6.3)"
        case .malformedTransferEncoding: "Transfer-Encoding does not end in one chunked (RFC 9112 section 6.3)"
        case .lengthAndTransferEncoding: "both Content-Length and Transfer-Encoding are present (RFC 9112 section 6.3)"
        case .targetTooLong: "the request line is too long"
        case .fieldsTooLarge: "the header fields are too long, or too many"
        case .unsupportedVersion: "the version is not HTTP/1.0 or HTTP/1.1"
        case .timeout: "the request took too long to arrive"
        }
    }
}
