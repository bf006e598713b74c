/// Reads the head of one request from bytes that come in pieces of any size. Where they were split makes no difference.
///
/// It is stricter than RFC 9112 asks of a recipient: what two recipients could read in two ways is refused.
struct HeadScanner {
    private let limits: RequestLimits
    private var requestLine: RequestLine?
    private var fieldLines: [FieldLine] = []
    private var lineStart = 0
    /// How far lines were looked for, so that bytes that trickle in are not read again and again.
    private var searched = 0

    init(limits: RequestLimits) {
        self.limits = limits
    }

    /// The request's method; `.other` while it is not known.
    var method: Method { requestLine?.method ?? .other }

    /// Goes on with a request's bytes, those of earlier calls in front of the new ones.
    ///
    /// Returns the head once it is there, nil before. Throws at the first byte that tells.
    mutating func scan(_ received: [UInt8]) throws(Refusal) -> RequestHead? {
        let bytes = received.span
        if let first = received.first, !first.isTokenCharacter { throw .notHTTP }
        while let lineFeed = bytes.firstIndex(of: UInt8(ascii: "\n"), in: searched..<bytes.count) {
            guard lineFeed < limits.headSize else { throw tooLarge }
            guard lineFeed > lineStart, bytes[lineFeed - 1] == UInt8(ascii: "\r") else {
                throw .lineWithoutCarriageReturn
            }
            let line = lineStart..<(lineFeed - 1)
            lineStart = lineFeed + 1
            searched = lineStart
            guard let requestLine else {
                requestLine = try RequestLine(bytes, at: line)
                continue
            }
            if line.isEmpty {
                return RequestHead(
                    method: requestLine.method, version: requestLine.version, bytes: Array(received[..<lineStart]),
                    target: requestLine.target, fieldLines: fieldLines)
            }
            guard fieldLines.count < limits.fieldLines else { throw .fieldsTooLarge }
            fieldLines.append(try FieldLine(bytes, at: line))
        }
        searched = bytes.count
        guard bytes.count < limits.headSize else { throw tooLarge }
        return nil
    }

    private var tooLarge: Refusal { requestLine == nil ? .targetTooLong : .fieldsTooLarge }
}
