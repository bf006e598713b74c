/// A field line (RFC 9112 §5): where its name is, and its value without the blanks around it.
struct FieldLine: Sendable {
    let name: Range<Int>
    let value: Range<Int>
}

extension FieldLine {
    /// Reads the line at that place, which is not empty and leaves out its end.
    ///
    /// A value may hold any byte but CR and NUL: RFC 9110 §5.5 lets a recipient keep other control bytes, and browsers
    /// send cookies with them.
    init(_ bytes: Span<UInt8>, at line: Range<Int>) throws(Refusal) {
        guard !bytes[line.lowerBound].isBlank else { throw .foldedLine }
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":"), in: line), colon > line.lowerBound else {
            throw .malformedFieldLine
        }
        guard !bytes[colon - 1].isBlank else { throw .blankBeforeColon }
        name = line.lowerBound..<colon
        guard bytes.isMade(of: .token, in: name) else { throw .malformedFieldLine }
        value = bytes.withoutBlanks((colon + 1)..<line.upperBound)
        guard bytes.firstIndex(of: 0, in: value) == nil,
            bytes.firstIndex(of: UInt8(ascii: "\r"), in: value) == nil
        else { throw .malformedFieldLine }
    }
}
