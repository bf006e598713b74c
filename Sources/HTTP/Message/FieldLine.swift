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
