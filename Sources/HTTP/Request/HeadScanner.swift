/// Reads the head of one request from bytes that arrive in pieces of any size. The result does not depend on the pieces.
///
/// The scanner is stricter than RFC 9112 requires of a recipient: it refuses everything that two recipients could read
/// differently.
struct HeadScanner: Sendable {
    private var requestLine: RequestLine?
    private var fields = FieldTable()
    private var fieldLines = 0
    /// The offset of the first line that is not read yet, from the first byte of the head.
    private var lineStart = 0
    /// The offset up to which the bytes were searched for line ends, so that slowly arriving bytes are not searched again.
    private var searched = 0

    /// The complete lines that were read of the head that begins at `start`; nil if not even the request line is complete.
    func head(in bytes: [UInt8], from start: Int) -> RequestHead? {
        requestLine.map { RequestHead($0, fields, in: bytes, at: start..<(start + lineStart)) }
    }

    /// Continues to read. `place` is the range of all bytes of the request that have arrived.
    ///
    /// Returns the head once it is complete, and nil before. Throws at the first wrong byte.
    mutating func scan(
        _ received: [UInt8], at place: Range<Int>, limits: RequestLimits
    ) throws(Refusal) -> RequestHead? {
        let bytes = received.span.extracting(place)
        if searched == 0, !bytes.isEmpty, !bytes[0].isTokenCharacter { throw .notHTTP }
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
            } else if line.isEmpty {
                return head(in: received, from: place.lowerBound)
            } else {
                guard fieldLines < limits.fieldLines else { throw .fieldsTooLarge }
                fieldLines += 1
                let fieldLine = try FieldLine(bytes, at: line)
                if let field = RequestHead.Field(name: bytes.extracting(fieldLine.name)) {
                    fields.add(field, at: HeadPlace(fieldLine.value))
                }
            }
        }
        searched = bytes.count
        guard bytes.count < limits.headSize else { throw tooLarge }
        return nil
    }

    private var tooLarge: Refusal { requestLine == nil ? .targetTooLong : .fieldsTooLarge }
}

/// A field line (RFC 9112 §5): the ranges of its name, and of its value without the blanks around it.
struct FieldLine: Sendable {
    let name: Range<Int>
    let value: Range<Int>
}

extension FieldLine {
    /// Reads the line in that range, which is not empty and excludes the line end.
    ///
    /// A value may contain any byte except CR and NUL: RFC 9110 §5.5 lets a recipient keep other control bytes, and browsers send
    /// cookies with them.
    init(_ bytes: Span<UInt8>, at line: Range<Int>) throws(Refusal) {
        guard !bytes[line.lowerBound].isBlank else { throw .foldedLine }
        name = line.lowerBound..<bytes.end(of: .token, in: line)
        guard name.upperBound < line.upperBound, !name.isEmpty else { throw .malformedFieldLine }
        guard bytes[name.upperBound] == UInt8(ascii: ":") else {
            let afterBlanks = bytes.withoutBlanks(name.upperBound..<line.upperBound)
            let isColonNext = !afterBlanks.isEmpty && bytes[afterBlanks.lowerBound] == UInt8(ascii: ":")
            throw isColonNext ? .blankBeforeColon : .malformedFieldLine
        }
        value = bytes.withoutBlanks((name.upperBound + 1)..<line.upperBound)
        guard !bytes.hasNULOrCarriageReturn(in: value) else { throw .malformedFieldLine }
    }
}
