/// Parses a field value (RFC 9110 §5.5) of any bytes. It never moves back, so its time is linear in the length.
struct FieldValueReader {
    private var rest: ArraySlice<UInt8>

    init(_ value: String) {
        rest = Array(value.utf8)[...]
    }

    init(_ value: ArraySlice<UInt8>) {
        rest = value
    }

    var isAtEnd: Bool { rest.isEmpty }

    /// Whether a comma comes next.
    private var isAtComma: Bool { rest.first == UInt8(ascii: ",") }

    /// Takes the text if it comes next. Returns whether it did.
    mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    /// Takes the next bytes for which `belongs` is true.
    mutating func take(while belongs: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        var end = rest.startIndex
        while end < rest.endIndex, belongs(rest[end]) { end += 1 }
        defer { rest = rest[end...] }
        return rest[..<end]
    }

    /// Takes a token, or a quoted string without its quotes and escapes (RFC 9110 §5.6.4); nil if neither comes next.
    mutating func takeTokenOrQuotedString() -> [UInt8]? {
        guard take("\"") else {
            let token = take(while: \.isTokenCharacter)
            return token.isEmpty ? nil : Array(token)
        }
        var text: [UInt8] = []
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return text
            case UInt8(ascii: "\\"):
                guard let escaped = rest.popFirst() else { return nil }
                text.append(escaped)
            default: text.append(byte)
            }
        }
        return nil
    }

    /// Takes a number of at least one digit. A number that Int cannot represent is Int.max.
    mutating func takeNumber() -> Int? {
        let digits = take(while: \.isASCIIDigit)
        return digits.isEmpty ? nil : FieldValueReader.number(digits)
    }

    /// Takes a number of exactly that many digits.
    mutating func takeNumber(digits count: Int) -> Int? {
        let digits = rest.prefix(count)
        guard digits.count == count, digits.allSatisfy(\.isASCIIDigit) else { return nil }
        rest = rest.dropFirst(count)
        return FieldValueReader.number(digits)
    }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int {
        var number = 0
        for digit in digits {
            let (tens, isTooLarge) = number.multipliedReportingOverflow(by: 10)
            let (sum, isTooLargeNow) = tens.addingReportingOverflow(Int(digit - UInt8(ascii: "0")))
            if isTooLarge || isTooLargeNow { return .max }
            number = sum
        }
        return number
    }

    /// Takes a list (RFC 9110 §5.6.1.2), ignoring empty elements. False as soon as `element` returns false, or does not take a whole
    /// element.
    mutating func takeList(_ element: (inout FieldValueReader) -> Bool) -> Bool {
        while true {
            _ = take { $0.isBlank || $0 == UInt8(ascii: ",") }
            if isAtEnd { return true }
            guard element(&self) else { return false }
            _ = take(while: \.isBlank)
            guard isAtEnd || isAtComma else { return false }
        }
    }
}
