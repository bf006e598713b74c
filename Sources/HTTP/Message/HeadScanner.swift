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

    /// What was read of the head, from the bytes that `scan` was given last: its whole lines. nil where not even the
    /// request line was.
    func head(in received: [UInt8]) -> RequestHead? {
        requestLine.map {
            RequestHead(
                method: $0.method, version: $0.version, bytes: Array(received[..<lineStart]), target: $0.target,
                fieldLines: fieldLines)
        }
    }

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
            if requestLine == nil {
                requestLine = try RequestLine(bytes, at: line)
                continue
            }
            if line.isEmpty { return head(in: received) }
            guard fieldLines.count < limits.fieldLines else { throw .fieldsTooLarge }
            fieldLines.append(try FieldLine(bytes, at: line))
        }
        searched = bytes.count
        guard bytes.count < limits.headSize else { throw tooLarge }
        return nil
    }

    private var tooLarge: Refusal { requestLine == nil ? .targetTooLong : .fieldsTooLarge }
}
